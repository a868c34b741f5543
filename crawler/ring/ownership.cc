#include "crawler/ring/ownership.h"

#include <unordered_set>

namespace crawler {

std::optional<TimePoint> Ownership::unsafe_at() const {
  return parts_.fetcher.in_flight() > 0 ? parts_.demand.safe_until() : std::nullopt;
}

bool Ownership::is_unsafe(TimePoint now) const {
  return parts_.fetcher.in_flight() > 0 && !parts_.demand.is_safe(now);
}

void Ownership::queue_again() {
  parts_.fetcher.stop_all();
  parts_.pages.queue_again();
  parts_.resources.all_dropped();
  parts_.opener.queue_again();
}

void Ownership::yield(const std::vector<HostKey>& hosts) {
  for (const HostKey host : hosts)
    if (!parts_.frontier.is_preparing(host))
      parts_.returns.give_back(parts_.frontier.take_all(host));
}

void Ownership::lose(const std::vector<HostKey>& hosts, TimePoint now) {
  if (hosts.empty()) return;
  const std::unordered_set<HostKey> lost(hosts.begin(), hosts.end());
  parts_.fetcher.stop(lost);
  parts_.pages.forget(lost);
  parts_.resources.dropped(lost);
  parts_.opener.forget(lost);
  for (const HostKey host : lost) {
    for (std::size_t n = parts_.frontier.take_all(host).size(); n > 0; --n)
      parts_.frontier.lease_ended(host, now);
    parts_.frontier.shut(host);
    parts_.care.lost(host);
  }
}

}  // namespace crawler
