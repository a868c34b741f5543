// LinkReach: which pages of a crawl may have been out of the other crawl's reach. A page that the
// other one has never heard of is gone from the site, or new, only if the other crawl would have
// met a link to it. Where a page that leads there was not read by the other crawl, nobody knows.
// Memory: some megabytes; the rest is in a temporary file. Thread: one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "explore/compare/compared_crawl.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

class LinkReach {
 public:
  // `crawl` has the pages; it outlives this. Errors: as of open_passing_database.
  static ground::Result<std::unique_ptr<LinkReach>> make(ComparedCrawl& crawl);

  // A page that the other crawl has never heard of.
  void add_missing(const ComparedPage& page);
  // A page that the other one knows of and did not read, so that it could not see its links.
  void add_unread(int64_t page_id);

  // Follows the links of what was not read, as long as they lead to what is missing. Then gives
  // each missing page, and whether it may be out of reach. `is_complete`: of the other crawl; if it
  // is not, all are out of reach. Errors: no room.
  ground::Result<void> settle(bool is_complete,
                              const std::function<void(const ComparedPage&, bool)>& use);

 private:
  LinkReach(ComparedCrawl& crawl, std::unique_ptr<storage::Database> db);
  void follow();

  ComparedCrawl& crawl_;
  std::unique_ptr<storage::Database> db_;
  storage::Statement missing_, unread_, reach_;
  int64_t left_ = 0;  // missing and not reached
};

}  // namespace explore
