#include "explore/search/search_index.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <variant>

#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/search/index_building.h"
#include "explore/search/index_file.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using storage::Database;

// Of the title's words against the text's. FTS5's own numbers are the better the smaller.
constexpr std::string_view kScore = "-bm25(words, 10.0, 1.0)";

std::string ids_text(const std::vector<int64_t>& ids) {
  return fmt::format("[{}]", fmt::join(ids, ","));
}

double real(const storage::SqlValue& value) {
  const double* number = std::get_if<double>(&value);
  return number == nullptr ? 0 : *number;
}

bool is_better(const SearchHit& a, const SearchHit& b) {
  return a.score != b.score ? a.score > b.score : a.page_id < b.page_id;
}

}  // namespace

std::string usual_index_path(const std::string& database) { return database + "-search"; }

Result<std::unique_ptr<SearchIndex>> SearchIndex::open_as_it_is(CrawlFile& crawl,
                                                                const std::string& path) {
  std::unique_ptr<SearchIndex> none;
  auto state = inspect_index(path);
  if (!state || *state != IndexState::kOurs) return none;
  auto opened = Database::open_to_read(path, false);
  if (!opened) return none;
  std::unique_ptr<SearchIndex> index(new SearchIndex(std::move(opened).value()));
  index->interrupt_when(is_interrupted);
  const IndexStamp stamp = read_stamp(*index->index_);
  if (auto read = index->index_->take_failure(); !read) {
    const ErrorCode why = read.error().code;
    const bool may_pass = why == ErrorCode::kBusy || why == ErrorCode::kInterrupted;
    return may_pass ? Result<std::unique_ptr<SearchIndex>>(read.error()) : std::move(none);
  }
  const bool is_its_own = is_of_crawl(stamp, crawl.database());
  const IndexStamp now = stamp_of_crawl(crawl.database());
  if (auto read = crawl.database().take_failure(); !read) return read.error();
  if (!is_its_own) return none;
  index->pages_missing_ = static_cast<uint64_t>(std::max<int64_t>(now.last_id - stamp.last_id, 0));
  return index;
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::extend(CrawlFile& crawl,
                                                         std::unique_ptr<SearchIndex> old) {
  const std::string path = old->index_->path();
  auto extended = extend_index(crawl, path);
  if (extended) return open_as_it_is(crawl, path);
  const ErrorCode why = extended.error().code;
  if (why == ErrorCode::kInterrupted || !crawl.check()) return extended.error();
  const bool is_of_index = extended.error().message.starts_with(path);
  if (!is_of_index) return extended.error();
  if (why == ErrorCode::kCorrupt || why == ErrorCode::kInternal)
    return std::unique_ptr<SearchIndex>();  // damaged
  complain(
      fmt::format("{}\nup to {} newer pages can't be found; give another index with --index FILE",
                  extended.error().message, terminal::with_thousands(old->pages_missing_)));
  return old;
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(CrawlFile& crawl, const std::string& path) {
  constexpr int kTries = 2;
  for (int i = 0; i < kTries; ++i) {
    if (auto state = inspect_index(path); !state) return state.error();
    auto index = open_as_it_is(crawl, path);
    if (index && *index && (*index)->pages_missing_ > 0)
      index = extend(crawl, std::move(index).value());
    if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    if (!index || *index) return index;
    if (auto built = build_index(crawl, path); !built) return built.error();
  }
  auto index = open_as_it_is(crawl, path);
  if (!index || *index) return index;
  return Error{ErrorCode::kIo, path +
                                   ": the new index can't be read: choose another file with "
                                   "--index FILE"};
}

std::vector<SearchHit> SearchIndex::rank(const std::string& match, const SearchFilter& filter,
                                         std::size_t most) {
  std::string sql = fmt::format("SELECT words.rowid, {} FROM words", kScore);
  const bool is_filtered = filter.hosts || !filter.language.empty() || filter.since;
  if (is_filtered) sql += " CROSS JOIN page ON page.id = words.rowid";
  sql += " WHERE words MATCH ?1";
  if (filter.hosts) sql += " AND page.host_id IN (SELECT value FROM json_each(?3))";
  if (!filter.language.empty())
    sql += " AND (page.lang = ?4 OR substr(page.lang, 1, length(?4) + 1) = ?4 || '-')";
  if (filter.since) sql += " AND page.fetched_at >= ?5";
  storage::Statement page = index_->prepare(sql + " LIMIT ?2");
  page.with(match, most);
  const std::string hosts = filter.hosts ? ids_text(*filter.hosts) : "";
  if (filter.hosts) page.bind(3, hosts);
  if (!filter.language.empty()) page.bind(4, filter.language);
  if (filter.since) page.bind(5, *filter.since);
  std::vector<SearchHit> hits;
  while (page.step()) hits.push_back({page.integer(0), real(page.value(1))});
  return hits;
}

Result<SearchHits> SearchIndex::find(const SearchWords& words, const SearchFilter& filter) {
  SearchHits hits;
  std::vector<SearchHit> all = rank(words.match, filter, kMostRanked + 1);
  hits.has_more = all.size() > kMostRanked;
  if (hits.has_more) {
    all.pop_back();
    hits.ranked = rank(words.title_match, filter, kMostTitles);
  }
  std::sort(hits.ranked.begin(), hits.ranked.end(), is_better);
  std::sort(all.begin(), all.end(), is_better);
  std::unordered_set<int64_t> in_title;
  for (const SearchHit& hit : hits.ranked) in_title.insert(hit.page_id);
  for (const SearchHit& hit : all)
    if (!in_title.contains(hit.page_id)) hits.ranked.push_back(hit);
  if (auto read = index_->take_failure(); !read) return read.error();
  return hits;
}

void SearchIndex::discard(std::unique_ptr<SearchIndex> index) {
  const std::string path = index->index_->path();
  index.reset();
  unlink(path.c_str());
}

}  // namespace explore
