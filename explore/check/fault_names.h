// FaultNames: what rows of findings are called in the tables that keep them from run to run: by the
// id of their URL, and a hash of what else names them.
// Memory: the last 200,000 URLs.
// Errors: of the crawl's database; the first sticks here. Thread: one. Lifetime: within the
// crawl's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "explore/check/examined_crawl.h"
#include "explore/check/row_identity.h"
#include "storage/findings/fault.h"

namespace explore {

// As it is asked now. Views the finding's texts.
storage::AskedFinding asked(const Finding& finding);

class FaultNames {
 public:
  explicit FaultNames(ExaminedCrawl& crawl) : crawl_(crawl) {}

  struct Name {
    storage::Fault fault;
    int64_t target = 0;  // id of the URL that it leads to; 0: to none that is known
    std::string text;    // the rest, for people
  };
  Name of(const RowIdentity& identity, const std::vector<storage::SqlValue>& row);
  // Whether all names are right.
  ground::Result<void> check() const { return failure_; }

 private:
  static constexpr std::size_t kMostKnown = 200'000;
  static constexpr std::size_t kMostText = 200;

  int64_t id_of(std::string_view url);

  ExaminedCrawl& crawl_;
  std::unordered_map<std::string, int64_t> known_;
  ground::Result<void> failure_;
};

}  // namespace explore
