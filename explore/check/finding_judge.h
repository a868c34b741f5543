// FindingJudge: asks findings of a crawl and says of each row whether it counts, and whether it is
// new.
// Memory: the rows that are kept: kMostRows of a finding, and 50,000 and 48 MB of all together,
// whatever the database. All rows are counted.
// Thread: one.
#pragma once

#include <cstddef>
#include <vector>

#include "explore/check/accepted_statuses.h"
#include "explore/check/baseline.h"
#include "explore/check/examined_crawl.h"
#include "explore/check/ignore_list.h"
#include "explore/check/outcome.h"

namespace explore {

class FindingJudge {
 public:
  static constexpr std::size_t kMostRows = 20'000;  // that are kept of a finding
  static constexpr std::size_t kMostRowsOfAll = 50'000;
  static constexpr std::size_t kMostBytesOfAll = 48u << 20;

  struct Context {
    ExaminedCrawl& crawl;
    Baseline* baseline = nullptr;  // null: none
    const UrlMap& map;
    IgnoreList& ignore;
    const AcceptedStatuses& accepted;
  };
  // What the context names outlives this.
  explicit FindingJudge(const Context& context) : context_(context) {}

  // Errors: of either database; the finding is named.
  ground::Result<JudgedFinding> judge(const Finding& finding);

 private:
  class Rows;

  bool has_room(const ListedRow& row);

  Context context_;
  std::size_t rows_ = 0, bytes_ = 0;  // kept of all
};

}  // namespace explore
