// HostMemory: what the policies remember of a host. It hangs off the frontier's host and leaves
// memory with it: nothing else may be kept by host. Thread: the loop's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawler/policy/robots_gate.h"
#include "storage/store/records.h"

namespace crawler {

struct HostMemory {
  OriginRobots robots;           // RobotsGate's
  uint32_t failed_openings = 0;  // in a row; HostCare's
  // URLs that are asked once more because an answer set cookies; PageFetches'.
  std::vector<storage::LeaseToken> asked_for_cookies;
  // URLs that answered with a redirect, the latest; PageFetches'.
  struct Turned {
    uint64_t url = 0;          // UrlKey::url
    uint64_t cookies = 0;      // FetchedPage::sent_cookies
    bool asked_again = false;  // since the way that it sent us on led back to it
  };
  std::vector<Turned> turned;
  bool named_as_parked = false;  // HostCare's
  bool has_pages = false;        // the store has lent URLs of it that are no checks; Frontier's
  // URLs to be checked that HEAD did not do for, and how often that was wrong; PageFetches'.
  std::vector<storage::LeaseToken> asked_by_get;
  uint32_t false_heads = 0;
  // How all of its checks end from now on, since it can't be asked; HostCare's.
  struct Unchecked {
    storage::Release::How how = storage::Release::How::kSkip;
    storage::Reason reason = storage::Reason::kNone;
    std::string detail;
  };
  std::optional<Unchecked> unchecked;
  uint64_t checks = 0;  // as pages
  uint64_t pages = 0;   // kept or on their way; for a host that comes back the store has the count
};

}  // namespace crawler
