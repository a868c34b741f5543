#include "storage/fleet/member_watch.h"

#include <algorithm>
#include <utility>

namespace storage {

std::vector<MemberRow> MemberWatch::read(const std::vector<MemberRow>& members, MemberId me,
                                         SteadyTime now) {
  const auto since_last = last_ ? now - *last_ : std::chrono::steady_clock::duration{0};
  last_ = now;
  const bool is_anew = since_last > timing_.gap();
  const auto watched =
      std::min<std::chrono::steady_clock::duration>(since_last, timing_.most_watched());
  std::map<MemberId, Watched> before = std::exchange(watched_, {});
  std::vector<MemberRow> unmoved;
  for (const MemberRow& member : members) {
    if (member.id == me) continue;
    Watched& one = watched_[member.id];
    one.beat = member.beat;
    const auto known = before.find(member.id);
    if (is_anew || known == before.end() || known->second.beat != member.beat) continue;
    one.unmoved = known->second.unmoved + watched;
    if (one.unmoved >= timing_.ttl + timing_.margin()) unmoved.push_back(member);
  }
  return unmoved;
}

void MemberWatch::start_anew() {
  watched_.clear();
  last_.reset();
}

std::chrono::steady_clock::duration MemberWatch::nearest() const {
  std::chrono::steady_clock::duration longest{0};
  for (const auto& [id, one] : watched_) longest = std::max(longest, one.unmoved);
  return timing_.ttl + timing_.margin() - longest;
}

}  // namespace storage
