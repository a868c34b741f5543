// PulledFile: a crawl's database in a file, filled with what another store has. Everything may be
// kept again: what is there already is brought up to date. So a pull that was cut off is begun
// anew, and costs no more than looking.
//
// Order: hosts, URLs, then pages, whose links lead to URLs that are there; finish() at the end.
// Until then the file says that it is not whole, and no crawl begins on it.
// Thread: one owner. Errors: those of opening a store; each call is a transaction, and of one that
// failed nothing is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/result.h"
#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"
#include "storage/file/file_lock.h"
#include "storage/sqlite/sqlite_pages.h"
#include "storage/sqlite/sqlite_tables.h"
#include "storage/sqlite/sqlite_tally.h"
#include "storage/store/copied_records.h"
#include "storage/store/store_options.h"

namespace storage {

class PulledFile {
 public:
  // `source`: names what it is filled from. Errors: the file has a crawl of its own, or was pulled
  // from elsewhere (kNotOurs).
  static ground::Result<std::unique_ptr<PulledFile>> open(const std::string& path,
                                                          const std::string& source,
                                                          const StoreOptions& options);
  ~PulledFile();

  ground::Result<void> keep_hosts(std::span<const CopiedHost> hosts);
  ground::Result<void> keep_urls(std::span<const CopiedUrl> urls);
  // Those of them that are not there, each once.
  ground::Result<std::vector<ground::UrlKey>> unknown(std::span<const ground::UrlKey> keys);
  ground::Result<std::vector<uint64_t>> unknown_hosts(std::span<const CopiedUrl> urls);
  // Those of them that are not there.
  ground::Result<std::vector<CopiedPageId>> missing(std::span<const CopiedPageId> pages);
  ground::Result<void> keep_pages(std::span<const CopiedPage> pages);
  // What updates know and have found, anew: of each table of kCopiedHistory first nothing is left
  // of what there was, then the rows come. Of a part (begin_part() before all else) only the past
  // of its own URLs changes, as that of others belongs to pages that came with another part; of
  // these those have one that have a page here, or had one.
  ground::Result<void> begin_part();
  ground::Result<void> own(std::span<const int64_t> urls);  // their places
  ground::Result<void> forget_history();
  ground::Result<void> keep_history(std::size_t table, std::span<const CopiedRow> rows);
  ground::Result<void> keep_runs(std::span<const CopiedRun> runs);
  // Sums, what waits, indexes: all that follows from the rest.
  ground::Result<void> finish();

 private:
  PulledFile(FileLock lock, std::unique_ptr<Database> db);
  ground::Result<void> begin(const std::string& source, const StoreOptions& options);
  void forget_page(int64_t url, int64_t page);
  int64_t find_host(uint64_t key);
  int64_t find_url(const ground::UrlKey& key);

  FileLock lock_;
  std::unique_ptr<Database> db_;
  SqliteTally tally_;
  SqlitePages pages_;
  SqliteTables tables_;
  bool was_empty_ = true, is_part_ = false;
  std::unordered_map<uint64_t, int64_t> host_ids_;  // bounded
  // Places of URLs that links name: bounded.
  struct KeyHash {
    std::size_t operator()(const ground::UrlKey& key) const { return key.host ^ key.url; }
  };
  std::unordered_map<ground::UrlKey, int64_t, KeyHash> url_ids_;
  Statement host_, robots_, no_robots_, certificate_, url_, key_, page_of_, set_page_, has_page_,
      find_host_, find_url_, run_;
};

}  // namespace storage
