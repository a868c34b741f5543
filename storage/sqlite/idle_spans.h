// IdleSpans: ranges of hosts known to have nothing to lease (nothing waiting, held, or as many
// leases out as allowed), so that they are not looked at again and again when hosts take turns. A
// hint: forgetting a range costs only time, but a host that may lease again must be woken.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>

namespace storage {

class IdleSpans {
 public:
  // Where a range ends that has no end.
  static constexpr int64_t kLastHost = std::numeric_limits<int64_t>::max();

  // Hosts first..last have nothing to lend.
  void mark(int64_t first, int64_t last);
  void wake(int64_t host);
  void clear() { spans_.clear(); }
  // The first host from `host` on that may have something; empty if there is none.
  std::optional<int64_t> next_awake(int64_t host) const;

 private:
  std::map<int64_t, int64_t> spans_;  // first -> last; disjoint, never adjacent
};

}  // namespace storage
