// The index that `crawl search` has made is used, and none is made: nothing is written here.
// Without one, URLs, titles and texts are looked through, which takes longer the larger the crawl
// is.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "explore/mcp/table_part.h"
#include "explore/mcp/tool.h"
#include "explore/search/found_pages.h"
#include "explore/search/search_index.h"
#include "ground/ascii.h"

namespace explore {
namespace {

constexpr std::size_t kMostPlainWords = 10;
// Pages that are read for one answer.
constexpr std::size_t kMostReadPages = 200;

std::string without_marks(std::string_view marked) {
  std::string plain;
  for (const char c : marked) {
    if (c == kHitBegins || c == kHitEnds) continue;
    plain += c;
  }
  return plain;
}

Json search_columns() { return {"url", "status", "title", "snippet"}; }

// `rows` goes on at the place of the call; the answer says where the next part begins.
ToolAnswer answer_of(const ToolCall& call, std::span<const FoundPage> pages, bool has_more,
                     std::string note) {
  ToolAnswer answer;
  answer.note = std::move(note);
  TableRows rows(call.tokens);
  for (const FoundPage& page : pages)
    if (!rows.add({page.url, page.status, without_marks(page.snippet.title),
                   without_marks(page.snippet.text)}))
      break;
  answer.data = {{"ranked", true}};
  if (has_more || rows.size() < pages.size())
    answer.data["next_cursor"] = std::to_string(call.place() + rows.size());
  std::move(rows).put_into(answer.data, search_columns());
  return answer;
}

ToolResult ask_index(const ToolCall& call, SearchIndex& index) {
  auto snippets = Snippets::make();
  if (!snippets) return snippets.error();
  const SearchWords words = parse_search(
      call.text("words"), [&](std::string_view text) { return (*snippets)->has_words(text); });
  if (!words.problem.empty()) return refusal(words.problem);
  index.interrupt_when([&call] { return call.served.is_over(); });
  auto hits = index.find(words, {});
  if (!hits) return hits.error();
  const std::span<const SearchHit> all(hits->ranked);
  const auto rest = all.subspan(std::min<std::size_t>(call.place(), all.size()));
  auto pages = read_found_pages(call.file, **snippets, words, rest, kMostReadPages);
  if (!pages) return pages.error();
  std::string note =
      fmt::format("{}{} pages match.", hits->has_more ? "More than " : "", all.size());
  if (index.pages_missing() > 0)
    note += fmt::format(" {} pages are not in the index yet: crawl search adds them.",
                        index.pages_missing());
  return answer_of(call, *pages, rest.size() > pages->size(), std::move(note));
}

// A word between % signs, what LIKE takes for a pattern escaped.
std::string pattern_of(std::string_view word) {
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

ToolResult look_through(const ToolCall& call) {
  const std::string typed = call.text("words");
  std::string plain;
  for (const char c : typed) plain += c == '"' || c == '*' ? ' ' : c;
  std::string where;
  std::vector<std::string> patterns;
  std::string_view rest = plain;
  for (std::string_view word = ground::ascii::next_token(rest); !word.empty();
       word = ground::ascii::next_token(rest)) {
    if (patterns.size() == kMostPlainWords)
      return refusal(fmt::format("More than {} words.", kMostPlainWords));
    patterns.push_back(pattern_of(word));
    where += fmt::format(
        " AND (u.url || ' ' || coalesce(p.title, '') || ' ' || coalesce(p.description, '') || ' ' "
        "|| coalesce(t.text, '')) LIKE ?{} ESCAPE '\\'",
        patterns.size());
  }
  if (patterns.empty()) return refusal("No words to search for.");
  storage::Statement row = call.file.database().prepare(
      "SELECT u.url, p.status, p.title, p.description FROM page_rows p "
      "JOIN url_rows u ON u.id = p.url_id LEFT JOIN text_rows t ON t.page_id = p.id WHERE true" +
      where + " ORDER BY p.id");
  for (std::size_t i = 0; i < patterns.size(); ++i)
    row.bind(static_cast<int>(i) + 1, std::string_view(patterns[i]));
  TablePart part = table_part(row, call.place(), call.tokens);
  ToolAnswer answer;
  answer.note =
      "There is no index of this crawl (crawl search makes one): these pages have all the words "
      "somewhere, in the order of the crawl; quotes, *, - and OR mean nothing.";
  answer.data = {{"ranked", false}};
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  std::move(part.rows).put_into(answer.data, search_columns());
  return answer;
}

}  // namespace

ToolResult search_pages(const ToolCall& call) {
  const std::string path = usual_index_path(call.file.database().path());
  auto index = SearchIndex::open_as_it_is(call.file, path);
  if (!index || *index == nullptr) return look_through(call);
  auto answer = ask_index(call, **index);
  // One that is damaged or being written is no reason to find nothing; `crawl search` mends it.
  const bool is_of_index = !answer && answer.error().message.starts_with(path);
  return is_of_index ? look_through(call) : std::move(answer);
}

}  // namespace explore
