// Ownership: what becomes of the work at hand when it is no longer this crawl's: the time until
// which its leases were safe is over, or another owner has taken hosts. See Store::lease; stores of
// one process never let it happen.
// Thread: the loop's. Lifetime: of its parts, and no longer.
#pragma once

#include <optional>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/ring/host_care.h"
#include "crawler/ring/host_opener.h"
#include "crawler/ring/lease_returns.h"
#include "crawler/ring/page_fetches.h"
#include "crawler/ring/resource_fetches.h"

namespace crawler {

class Ownership {
 public:
  struct Parts {
    Fetcher& fetcher;
    Frontier& frontier;
    const LeaseDemand& demand;
    PageFetches& pages;
    ResourceFetches& resources;
    HostOpener& opener;
    HostCare& care;
    LeaseReturns& returns;
  };
  explicit Ownership(const Parts& parts) : parts_(parts) {}

  // When there is something to drop, if the leases are not renewed before.
  std::optional<TimePoint> unsafe_at() const;
  // Transfers run, though the leases are not safe any more.
  bool is_unsafe(TimePoint now) const;
  // Drops what runs. Its URLs are queued again, and start once the leases are safe.
  void queue_again();
  // Other owners wait for these hosts: what was not begun of them goes back. One whose robots.txt
  // is being asked for keeps its leases until that is there, since they say that it is ours.
  void yield(const std::vector<HostKey>& hosts);
  // Other owners have taken these hosts: drops all that is held of them. What is on its way to the
  // store comes back from there.
  void lose(const std::vector<HostKey>& hosts, TimePoint now);

 private:
  Parts parts_;
};

}  // namespace crawler
