// FindingShare: findings that are asked on one connection, apart from others that another asks at
// the same time. What an audit's views give is worked out for each connection (working_tables), so
// findings that ask the same of them stay together. Those that ask nothing of them can be asked on
// either, by whoever has time.
// Thread: pure.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "explore/findings/findings.h"

namespace explore {

struct FindingShare {
  std::vector<std::size_t> findings;    // places in the list, rising
  std::vector<std::string_view> views;  // of the audit, that they name; in the order of these
};

struct FindingShares {
  // Each finding that names views is in one of them, and each view that any names. The first holds
  // the largest number of findings that hang together by their views.
  std::array<FindingShare, 2> bound;
  std::vector<std::size_t> free;  // the other findings' places, rising
};

FindingShares finding_shares(std::span<const Finding> findings);

}  // namespace explore
