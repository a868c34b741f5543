// Whatever is typed is a search: words are translated for FTS5, so that no input is a syntax error.
// A search first brings the index up to date, which is why it may be told to build one, to wait for
// another search, or that the index is damaged; a damaged one is rebuilt once and then asked again.
#include "explore/search/search_command.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/command/typed_time.h"
#include "explore/file/crawl_file.h"
#include "explore/rows/row_writer.h"
#include "explore/search/found_pages.h"
#include "explore/search/hit_list.h"
#include "explore/search/search_filters.h"
#include "explore/search/search_index.h"
#include "ground/ascii.h"
#include "ground/number.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using std::chrono::milliseconds;

constexpr std::array kSearchFlags{
    Flag{{"host", "HOST", "of this host and those under it, or an origin"}, "", "all"},
    Flag{{"lang", "TAG", "of this language: en is also en-GB"}, "", "all"},
    Flag{{"since", "TIME", "fetched since: 2026-01-31, 12h, 7d"}, "", "all"},
    Flag{{"limit", "N", "so many pages at most", 'n'}, "10"},
    Flag{{"format", "FORMAT", "list, table, csv, tsv, json, jsonl or md", 0,
          "list,table,csv,tsv,json,jsonl,md"},
         "list"},
    Flag{{"raw-csv", "", "csv: leave cells that a spreadsheet would run"}},
    Flag{{"index", "FILE", "where the index is"}, "", "DB-search"},
};

}  // namespace

constinit const Usage kSearchUsage{
    "search",
    "DB WORDS",
    "Finds the pages that have all of the words, the best first. What stands in the\n"
    "title counts most. The first search makes an index beside the database; later\n"
    "ones add to it what was crawled meanwhile.\n"
    "\n"
    "  word            the word, in any case, accents or not\n"
    "  \"some words\"    next to each other (in the shell: '\"some words\"')\n"
    "  begin*          words that begin so\n"
    "  -word, NOT word pages without it\n"
    "  one OR other    one of them is enough\n",
    kSearchFlags,
    "Examples\n"
    "  crawl search crawl.db memory safety\n"
    "  crawl search crawl.db '\"memory safety\" borrow* -garbage'\n"
    "  crawl search crawl.db privacy --host example.com --lang de --format csv\n"
    "\nExit status: 0 found, 1 nothing found or failed, 2 usage, 130 interrupted.\n",
    2,
    10'000,
    Dashed::kWord};

namespace {

constexpr std::size_t kMostShown = kMostRanked;
constexpr std::size_t kMostTyped = 10'000;  // bytes of words

struct Search {
  std::string typed;
  SearchFilter filter;
  std::string host;  // as typed
  std::size_t most = 10;
  bool is_list = true;
  RowStyle style;  // else
  std::string index_path;
};

int64_t now() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Reads the flags; gives what is wrong with them, or "".
std::string read_search(const Arguments& arguments, Search* search) {
  const std::vector<std::string>& operands = arguments.operands();
  for (std::size_t i = 1; i < operands.size(); ++i) search->typed += operands[i] + ' ';
  if (search->typed.size() > kMostTyped)
    return fmt::format("more than {} bytes of words: search for fewer", kMostTyped);
  search->index_path =
      arguments.has("index") ? arguments.value("index") : usual_index_path(operands[0]);
  if (search->index_path.empty()) return "--index: give a file name";
  search->host = arguments.value("host");
  if (arguments.has("host") && search->host.empty()) return "--host: give a host name";
  for (const char c : arguments.value("lang"))
    search->filter.language += c == '_' ? '-' : ground::ascii::lower(c);
  const std::string since = arguments.value("since");
  if (arguments.has("since")) search->filter.since = parse_since(since, now());
  if (arguments.has("since") && !search->filter.since)
    return fmt::format(
        "--since: \"{}\" is not a day (2026-01-31), a time (2026-01-31T12:00) or an age (90m, 12h, "
        "7d)",
        since);
  const std::string limit = arguments.value("limit");
  const auto most = ground::number_of<decltype(search->most)>(limit);
  if (!most || *most < 1 || *most > kMostShown)
    return fmt::format("--limit: use a number from 1 to {}, not \"{}\"",
                       terminal::with_thousands(kMostShown), limit);
  search->most = *most;
  const std::string format = arguments.value("format");
  search->is_list = format == "list";
  if (!search->is_list && !format_named(format))
    return fmt::format("--format \"{}\" is unknown; use list, table, csv, tsv, json, jsonl or md",
                       format);
  search->style = {format_named(format).value_or(Format::kTable), arguments.has("raw-csv")};
  return "";
}

int fail(const Error& error) {
  if (error.code == ErrorCode::kInterrupted || is_interrupted()) return terminal::kInterrupted;
  complain(error.message);
  return terminal::kFailed;
}

struct Found {
  SearchHits hits;
  std::vector<FoundPage> pages;
  milliseconds took{0};  // with the index there
};

Result<Found> look(CrawlFile& crawl, SearchIndex& index, Snippets& snippets,
                   const SearchWords& words, const Search& search) {
  const auto began = std::chrono::steady_clock::now();
  auto hits = index.find(words, search.filter);
  if (!hits) return hits.error();
  auto pages = read_found_pages(crawl, snippets, words, hits->ranked, search.most);
  if (!pages) return pages.error();
  return Found{std::move(hits).value(), std::move(pages).value(),
               std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began)};
}

// A damaged index may also make statements fail that should not.
bool is_damage(const Error& error, const std::string& index_path) {
  return (error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInternal) &&
         error.message.starts_with(index_path);
}

// Of an index that turns out to be damaged a new one is made, once.
Result<Found> look_with_index(CrawlFile& crawl, Snippets& snippets, const SearchWords& words,
                              const Search& search) {
  auto index = SearchIndex::open(crawl, search.index_path);
  if (!index) return index.error();
  auto found = look(crawl, **index, snippets, words, search);
  if (found || !is_damage(found.error(), search.index_path)) return found;
  complain(search.index_path + ": the index is damaged and is being rebuilt");
  SearchIndex::discard(std::move(index).value());
  index = SearchIndex::open(crawl, search.index_path);
  if (!index) return index.error();
  return look(crawl, **index, snippets, words, search);
}

void write_rows(const std::vector<FoundPage>& pages, const RowStyle& style, Output& output) {
  const std::unique_ptr<RowWriter> writer =
      make_row_writer(style, {"url", "title", "snippet", "lang", "fetched_at", "score"}, output);
  for (const FoundPage& page : pages) {
    const std::string title = plain_text(page.snippet.title);
    const std::string text = plain_text(page.snippet.text);
    const std::string time = terminal::utc_time(page.fetched_at);
    const auto or_null = [](const std::string& value) {
      return value.empty() ? storage::SqlValue() : storage::SqlValue(std::string_view(value));
    };
    const std::array<storage::SqlValue, 6> values{
        std::string_view(page.url), or_null(title),         or_null(text),
        or_null(page.language),     std::string_view(time), page.score};
    writer->row(values);
  }
  writer->end();
}

// Below a list on a terminal; elsewhere the answer is the pages alone.
void say_how_many(const Found& found) {
  const std::string all = terminal::with_thousands(found.hits.ranked.size());
  if (found.pages.empty()) {
    std::fprintf(stderr, "No page contains all of these words.\n");
  } else {
    std::fprintf(
        stderr, "%s of %s%s page%s in %s\n", terminal::with_thousands(found.pages.size()).c_str(),
        found.hits.has_more ? "more than " : "",
        found.hits.has_more ? terminal::with_thousands(kMostRanked).c_str() : all.c_str(),
        found.hits.ranked.size() == 1 ? "" : "s", terminal::duration_text(found.took).c_str());
  }
}

int answer(CrawlFile& crawl, const Search& search) {
  auto snippets = Snippets::make();
  if (!snippets) return fail(snippets.error());
  const SearchWords words = parse_search(
      search.typed, [&](std::string_view text) { return (*snippets)->has_words(text); });
  if (!words.problem.empty()) {
    complain(words.problem);
    return terminal::kUsage;
  }
  const auto found = look_with_index(crawl, **snippets, words, search);
  if (const int judged = crawl.judge(); judged != terminal::kAsAsked) return judged;
  if (!found) return fail(found.error());
  Output output(STDOUT_FILENO);
  if (search.is_list) {
    for (std::size_t i = 0; i < found.value().pages.size() && output.is_open(); ++i)
      write_hit(i + 1, found.value().pages[i], output);
  } else {
    write_rows(found.value().pages, search.style, output);
  }
  const int written = output.finish();
  if (written == terminal::kAsAsked && output.is_terminal()) say_how_many(found.value());
  // As grep does. What failed has said so.
  return written == terminal::kAsAsked && found.value().pages.empty() ? terminal::kFailed : written;
}

}  // namespace

int run_search(std::span<const char* const> words) {
  const Arguments arguments(kSearchUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  Search search;
  if (const std::string wrong = read_search(arguments, &search); !wrong.empty())
    return arguments.refuse(wrong);
  note_interrupts();
  auto crawl = CrawlFile::open(arguments.operands()[0]);
  if (!crawl) return fail(crawl.error());
  if (!search.host.empty()) {
    search.filter.hosts = hosts_named((*crawl)->database(), search.host);
    if (const int judged = (*crawl)->judge(); judged != terminal::kAsAsked) return judged;
    if (search.filter.hosts->empty()) {
      complain(
          fmt::format("--host {}: no such host was crawled; crawl query {} \"SELECT origin "
                      "FROM hosts\" lists them",
                      search.host, arguments.operands()[0]));
      return terminal::kFailed;
    }
  }
  return answer(**crawl, search);
}

}  // namespace explore
