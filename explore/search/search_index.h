// SearchIndex: the words of a crawl's pages, in a separate file beside the database, which is not
// changed. It stores the positions of words and no text.
//
// Pages are added to a crawl and never changed, so the index is up to date if it has the page with
// the largest id; a page that was fetched again has a new id.
// Thread: one. Lifetime: ends before the CrawlFile.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "explore/file/crawl_file.h"
#include "explore/search/search_words.h"

namespace explore {

struct SearchFilter {
  std::optional<std::vector<int64_t>> hosts;  // ids in the database
  std::string language;                       // "en" is also "en-GB"; "" is all
  std::optional<int64_t> since;               // fetched then or later, milliseconds since 1970
};

struct SearchHit {
  int64_t page_id = 0;
  double score = 0;  // larger is better
};

struct SearchHits {
  std::vector<SearchHit> ranked;  // best first
  bool has_more = false;          // than these match
};

// Words that are on more pages than this tell little about each of them. Then those that have them
// in the title come first, and behind them the best of the first so many pages of the crawl.
inline constexpr std::size_t kMostRanked = 3'000;
inline constexpr std::size_t kMostTitles = 1'000;

// Of a database: where its index is if the user names no other place.
std::string usual_index_path(const std::string& database);

class SearchIndex {
 public:
  // Opens the index at `path`, or makes it; brings it up to date with the database, with a bar on a
  // terminal. One that belongs to another database or is damaged is made anew. Another process that
  // makes it is waited for. Where it can't be brought up to date, that is said on standard error.
  // Errors: another kind of file is there (kNotOurs); it can't be made (kIo), with the remedy;
  // kInterrupted; those of the crawl's database.
  static ground::Result<std::unique_ptr<SearchIndex>> open(CrawlFile& crawl,
                                                           const std::string& path);
  // Opens it as it is; null if there is no sound one of this database.
  // Errors: another process writes to it (kBusy); those of the crawl's database.
  static ground::Result<std::unique_ptr<SearchIndex>> open_as_it_is(CrawlFile& crawl,
                                                                    const std::string& path);

  // Of the pages that match at most kMostRanked + kMostTitles. Errors: damaged (kCorrupt),
  // interrupted.
  ground::Result<SearchHits> find(const SearchWords& words, const SearchFilter& filter);

  // How many pages of the crawl it had not when it was opened, at most.
  uint64_t pages_missing() const { return pages_missing_; }
  // See Database::interrupt_when.
  void interrupt_when(std::function<bool()> is_enough) {
    index_->interrupt_when(std::move(is_enough));
  }
  // Removes a damaged one.
  static void discard(std::unique_ptr<SearchIndex> index);

 private:
  explicit SearchIndex(std::unique_ptr<storage::Database> index) : index_(std::move(index)) {}
  static ground::Result<std::unique_ptr<SearchIndex>> extend(CrawlFile& crawl,
                                                             std::unique_ptr<SearchIndex> old);
  std::vector<SearchHit> rank(const std::string& match, const SearchFilter& filter,
                              std::size_t most);

  std::unique_ptr<storage::Database> index_;
  uint64_t pages_missing_ = 0;
};

}  // namespace explore
