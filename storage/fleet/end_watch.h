// EndWatch: when all is done. Two readings, the second begun after the first was answered, that
// have nothing waiting and the same number of arrivals: between them nothing has begun to wait in
// any bucket, and in each nothing waited; so there is a moment at which nothing waited anywhere,
// and only what waits can bring more. What is in flight still waits.
#pragma once

#include <optional>

#include "storage/fleet/member_tables.h"

namespace storage {

class EndWatch {
 public:
  // True: it is the end.
  bool read(const WorkCounts& counts) {
    const bool is_end = counts.waiting == 0 && last_ == counts;
    last_ = counts;
    return is_end;
  }

 private:
  std::optional<WorkCounts> last_;
};

}  // namespace storage
