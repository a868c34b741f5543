// FindingCounts: how many rows each finding has, remembered as long as the crawl stays as it is.
//
// All of them may take longer than a call has, so what was counted is kept, and the next call goes
// on where this one ended. While a crawl writes, counts are of the moment at which they were made.
// Thread: one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "explore/findings/finding_list.h"
#include "explore/serve/served_file.h"
#include "ground/result.h"

namespace explore {

class FindingCounts {
 public:
  explicit FindingCounts(FindingList list) : list_(std::move(list)), counted_(list_.all().size()) {}

  struct Count {
    bool is_known = false;
    uint64_t rows = 0;    // at most kMostCounted
    std::string problem;  // the finding's own SQL is wrong
  };

  // Counts those that are not known of this state of the file, until all are or the time is over:
  // that is no error. `on_each`: how many are known. Errors: those of the database, cancelled
  // among them.
  ground::Result<void> count(CrawlFile& file, const ServedFile& served,
                             const std::function<void(std::size_t known)>& on_each);

  const FindingList& list() const { return list_; }
  const Count& of(std::size_t place) const { return counted_[place]; }

  static constexpr uint64_t kMostCounted = 1'000'000;
  // Of SQL that a user wrote.
  static constexpr std::size_t kOwnMemory = 64u << 20;

 private:
  ground::Result<void> count_one(storage::Database& db, std::size_t place);

  FindingList list_;
  std::vector<Count> counted_;
  int64_t state_ = -1;
};

}  // namespace explore
