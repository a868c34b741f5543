// PostgresSource: all that a crawl has in a PostgreSQL database, as it was at one moment: it is
// read in a transaction that sees nothing of what comes later, so what is read adds up while the
// crawl goes on. A few thousand rows at a time, in the order of keys; no more is in memory, here or
// there. Thread: one owner. Errors: those of the connection; after one nothing more is read, and
// who wants to go on opens it anew.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/server/connection.h"
#include "storage/store/copied_records.h"
#include "storage/store/store_options.h"

namespace storage {

class PostgresSource {
 public:
  // Where the next call goes on: begun anew for each kind of rows.
  struct Mark {
    std::size_t bucket = 0;  // among those that have hosts
    int64_t host = std::numeric_limits<int64_t>::min();
    int64_t key = std::numeric_limits<int64_t>::min();
  };
  struct Totals {
    uint64_t urls = 0, pages = 0;
  };

  // Errors, too: no host is one of the part's; the server refuses its condition.
  static ground::Result<std::unique_ptr<PostgresSource>> open(const std::string& place,
                                                              const CopiedPart& part = {});

  // The place without credentials: for people, and to know it again.
  const std::string& name() const { return server_->place(); }
  ground::Result<Totals> totals();

  // The next ones behind the mark, in the order of their keys; none: that was all. Of a part: of
  // its hosts; `page_ids` of the pages that its condition holds for.
  ground::Result<std::vector<CopiedHost>> hosts(Mark* mark);
  ground::Result<std::vector<CopiedUrl>> urls(Mark* mark);
  ground::Result<std::vector<CopiedPageId>> page_ids(Mark* mark);

  // Those of these keys that there are, in any order.
  ground::Result<std::vector<CopiedHost>> hosts_of(std::span<const uint64_t> keys);
  ground::Result<std::vector<CopiedUrl>> urls_of(std::span<const ground::UrlKey> keys);
  // Of these the pages that were checked, lead elsewhere or are broken.
  ground::Result<std::vector<CopiedPageId>> telling_pages(std::span<const ground::UrlKey> keys);

  // Of one of kCopiedHistory: the next rows behind the mark; none: that was all.
  ground::Result<std::vector<CopiedRow>> history(std::size_t table, Mark* mark);

  // In any order.
  ground::Result<std::vector<CopiedPage>> pages(std::span<const CopiedPageId> ids);
  ground::Result<std::vector<CopiedRun>> runs();
  // The names of link kinds and syntaxes, and the tables that any rules have made.
  const StoreOptions& names() const { return names_; }

 private:
  explicit PostgresSource(std::unique_ptr<Connection> server) : server_(std::move(server)) {}
  ground::Result<void> begin(const CopiedPart& part);
  ground::Result<void> choose_hosts(const CopiedPart& part);
  ground::Result<void> choose_pages(const CopiedPart& part);
  ground::Result<void> read_names();
  // Asks the statement from bucket to bucket, until there is some; the key's columns are the first.
  ground::Result<PostgresRows> read_on(const char* statement, Mark* mark, int64_t most);
  ground::Result<std::vector<PostgresAnswer>> ask_by_bucket(const char* statement,
                                                            std::span<const ground::UrlKey> keys);
  ground::Result<void> add_rows_of_rules(std::vector<CopiedPage>* pages);
  int64_t bucket_of(uint64_t host) const {
    return bits_ == 0 ? 0 : static_cast<int64_t>(host >> (64 - bits_));
  }

  std::unique_ptr<Connection> server_;
  int bits_ = 0;
  std::vector<int64_t> buckets_;  // that have hosts, of a part's those
  bool has_chosen_hosts_ = false;
  bool has_history_ = false;  // false: of an older version, which kept none
  std::map<int64_t, std::vector<int64_t>> chosen_hosts_;  // by bucket
  const char* page_ids_ = "source_page_ids";              // the statement
  StoreOptions names_;
};

}  // namespace storage
