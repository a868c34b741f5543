// The browser uses the index that crawl search has built, and never builds one: a server must not
// write. Without an index, or when the index knows nothing, it looks through URLs and titles, which
// is slower and finds less, and the response says which of the two it was. A search continues where
// the page before ended, in either case.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "explore/search/found_pages.h"
#include "explore/search/search_index.h"
#include "explore/serve/answers.h"
#include "explore/serve/column_filter.h"
#include "explore/serve/json_value.h"
#include "ground/ascii.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr std::size_t kMostWords = 10;
constexpr std::size_t kMostBytes = 500;
constexpr std::size_t kRows = 50;
constexpr std::size_t kDescription = 300;  // bytes
// Before a place in the ranking; a page's id stands alone.
constexpr char kRankMark = '#';

uint64_t number_in(std::string_view text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::min(number, uint64_t{INT64_MAX});
}

// Marked text in pieces: plain and hit by turns, the first one plain.
Json pieces_of(std::string_view marked) {
  Json pieces = Json::array();
  for (bool is_hit = false;; is_hit = !is_hit) {
    const std::size_t end = std::min(marked.find(is_hit ? kHitEnds : kHitBegins), marked.size());
    pieces.push_back(marked.substr(0, end));
    if (end == marked.size()) return pieces;
    marked.remove_prefix(end + 1);
  }
}

Json row_of(const FoundPage& page) {
  Json row{{"id", page.page_id},
           {"url", page.url},
           {"status", page.status},
           {"text", pieces_of(page.snippet.text)}};
  if (!page.snippet.title.empty()) row["title"] = pieces_of(page.snippet.title);
  return row;
}

// What the index says. Without one that can be asked there is nothing here.
struct Ranking {
  bool has_index = false;
  uint64_t missing = 0;  // pages that it does not know yet
  std::string problem;   // with the words
  Json rows = Json::array();
  Json next;
};

ground::Result<Ranking> rank_with(SearchIndex& index, const Asking& asking, std::string_view typed,
                                  std::size_t after) {
  auto snippets = Snippets::make();
  if (!snippets) return snippets.error();
  const SearchWords words =
      parse_search(typed, [&](std::string_view text) { return (*snippets)->has_words(text); });
  Ranking ranking;
  ranking.has_index = true;
  ranking.problem = words.problem;
  if (!words.problem.empty()) return ranking;
  auto hits = index.find(words, {});
  if (!hits) return hits.error();
  const std::span<const SearchHit> rest =
      std::span<const SearchHit>(hits->ranked).subspan(std::min(after, hits->ranked.size()));
  auto pages = read_found_pages(asking.file, **snippets, words, rest, kRows);
  if (!pages) return pages.error();
  for (const FoundPage& page : *pages) ranking.rows.push_back(row_of(page));
  if (rest.size() > kRows) ranking.next = fmt::format("{}{}", kRankMark, after + kRows);
  ranking.missing = index.pages_missing();
  return ranking;
}

ground::Result<Ranking> rank(const Asking& asking, std::string_view typed, std::size_t after) {
  const std::string path = usual_index_path(asking.file.database().path());
  auto index = SearchIndex::open_as_it_is(asking.file, path);
  if (!index || *index == nullptr) return Ranking{};
  (*index)->interrupt_when([&asking] { return asking.served.is_over(); });
  auto ranking = rank_with(**index, asking, typed, after);
  // One that is damaged or being written is no reason to find nothing; `crawl search` mends it.
  const bool is_of_index = !ranking && ranking.error().message.starts_with(path);
  return is_of_index ? ground::Result<Ranking>(Ranking{}) : std::move(ranking);
}

// By words of URLs and titles alone.
Answer search_names(const Asking& asking, std::string_view words, uint64_t after,
                    const Ranking& ranking) {
  std::string where;
  std::vector<BoundValue> values;
  for (std::string_view word = ground::ascii::next_token(words); !word.empty();
       word = ground::ascii::next_token(words)) {
    if (values.size() == kMostWords)
      return json_problem(400, fmt::format("more than {} words", kMostWords));
    where += " AND (u.url || ' ' || coalesce(p.title, '')) LIKE ? ESCAPE '\\'";
    values.emplace_back('%' + literal_pattern(word) + '%');
  }
  if (values.empty()) return json_problem(400, "no words to search for");
  storage::Statement row = asking.file.database().prepare(
      fmt::format("SELECT p.id, u.url, p.title, p.status, p.description FROM page_rows p "
                  "JOIN url_rows u ON u.id = p.url_id WHERE p.id > ?{} ORDER BY p.id LIMIT {}",
                  where, kRows + 1));
  int index = 0;
  row.bind(++index, after);
  for (const BoundValue& value : values) bind_value(row, ++index, value);
  Json rows = Json::array();
  Json next;
  for (int64_t last = 0; row.step(); last = row.integer(0)) {
    if (rows.size() == kRows) {
      next = std::to_string(last);
      break;
    }
    Json made{{"id", row.integer(0)}, {"url", row.text(1)}, {"status", row.integer(3)}};
    if (!row.is_null(2)) made["title"] = Json::array({row.text(2)});
    if (!row.is_null(4))
      made["text"] = Json::array({ground::utf8_prefix(row.text(4), kDescription)});
    rows.push_back(std::move(made));
  }
  return json_answer({{"rows", rows},
                      {"next", next},
                      {"ranked", false},
                      {"index", ranking.has_index},
                      {"missing", ranking.missing}});
}

}  // namespace

Answer answer_search(const Asking& asking) {
  const std::string_view words = asking.request.parameter("q").value_or("");
  if (words.size() > kMostBytes) return json_problem(400, fmt::format("over {} bytes", kMostBytes));
  const std::string_view after = asking.request.parameter("after").value_or("");
  const bool goes_on_ranked = after.starts_with(kRankMark);
  Ranking ranking;
  if (goes_on_ranked || after.empty()) {
    auto asked = rank(asking, words, goes_on_ranked ? number_in(after.substr(1)) : 0);
    if (!asked) return asked.error();
    ranking = std::move(*asked);
    if (!ranking.problem.empty()) return json_problem(400, ranking.problem);
    if (goes_on_ranked || !ranking.rows.empty())
      return json_answer({{"rows", ranking.rows},
                          {"next", ranking.next},
                          {"ranked", true},
                          {"index", true},
                          {"missing", ranking.missing}});
  }
  return search_names(asking, words, number_in(after), ranking);
}

}  // namespace explore
