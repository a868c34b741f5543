// Where each URL of one crawl ends in another: what one wants to know after a migration.
// Thread: main.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "explore/compare/compared_crawl.h"
#include "explore/compare/comparison_report.h"
#include "explore/compare/url_mapping.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

struct UrlEnding {
  std::size_t outcome = 0;  // its place in the table of outcomes
  std::string final_url;
  int64_t final_status = 0;  // 0: none
  int64_t hops = 0;
  std::string note;
};

class Migration {
 public:
  // Looks up each page of OLD that answered. Errors: of the crawls; no room; kInterrupted.
  static ground::Result<std::unique_ptr<Migration>> follow(ComparedCrawl& old_crawl,
                                                           ComparedCrawl& new_crawl,
                                                           const UrlMapping& map);

  // All but the crawls and the notes.
  ComparisonReport report() const;
  // URLs that end where nobody wants them.
  uint64_t faults() const;
  // URLs of which NEW says anything.
  uint64_t known() const;
  storage::Database& database() { return *db_; }

 private:
  static constexpr std::size_t kOutcomes = 10;
  explicit Migration(std::unique_ptr<storage::Database> db);
  void add(const ComparedPage& page, const std::string& expected, const UrlEnding& ending);

  std::unique_ptr<storage::Database> db_;
  storage::Statement insert_;
  std::array<uint64_t, kOutcomes> counts_{};
};

}  // namespace explore
