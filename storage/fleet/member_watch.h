// MemberWatch: who has not moved for too long. It sees nothing but the others' counters and its own
// monotonic clock, so clocks need not agree, and drift within the margin does no harm.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "storage/fleet/buckets.h"
#include "storage/fleet/fleet_timing.h"
#include "storage/fleet/member_tables.h"

namespace storage {

class MemberWatch {
 public:
  explicit MemberWatch(const FleetTiming& timing) : timing_(timing) {}

  // A reading, by the time when its answer came. A member's time begins with the reading that first
  // has its counter as it is; how old the counter was by then, nobody knows. Answers whose counters
  // have not moved for TTL + margin, but for `me`.
  std::vector<MemberRow> read(const std::vector<MemberRow>& members, MemberId me, SteadyTime now);
  // Whatever was watched up to now counts for nothing.
  void start_anew();
  // After this much more of watching somebody may be found dead; at least so long from now on.
  std::chrono::steady_clock::duration nearest() const;

 private:
  struct Watched {
    uint64_t beat = 0;
    std::chrono::steady_clock::duration unmoved{0};
  };
  const FleetTiming timing_;
  std::map<MemberId, Watched> watched_;
  std::optional<SteadyTime> last_;  // reading
};

}  // namespace storage
