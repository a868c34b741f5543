// Baseline: an earlier state that a check is compared with, finding by finding: that of another
// crawl's database, or of an earlier run of the one that is checked.
// Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "explore/check/examined_crawl.h"
#include "explore/check/row_identity.h"

namespace explore {

class Baseline {
 public:
  static constexpr std::size_t kMostRows = 4'000'000;

  // Another crawl. `crawl`: what is checked; it and `map` outlive this. Errors: as of
  // ExaminedCrawl. Memory: 18 bytes for each row of one finding, of kMostRows at most.
  static ground::Result<std::unique_ptr<Baseline>> open(const std::string& path,
                                                        ExaminedCrawl& crawl, const UrlMap& map);

  virtual ~Baseline() = default;

  // Reads what the baseline has of the finding. Errors: of its database; too many rows (kIo).
  virtual ground::Result<void> begin(const Finding& finding) = 0;
  // Whether it asked for that finding at all; else nothing is new or known.
  virtual bool is_comparable() const { return true; }
  // Whether it has this row; which then is neither fixed nor unknown.
  virtual bool knows(const RowIdentity& identity, const std::vector<storage::SqlValue>& row) = 0;
  // What was not asked for since begin(): rows that are gone, and those of which the crawl says
  // nothing, since it did not cover what they are about.
  struct Rest {
    uint64_t fixed = 0, unknown = 0;
  };
  virtual Rest rest() = 0;

  // "" or a sentence: what the comparison leaves out. At the end.
  virtual std::string note() const = 0;
  // Whether the baseline is one state of its file to the end.
  virtual ground::Result<void> check() const = 0;
};

}  // namespace explore
