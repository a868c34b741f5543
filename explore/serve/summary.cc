#include "explore/serve/summary.h"

#include <algorithm>
#include <bit>

namespace explore {

void Summary::add(const Page& page) {
  const bool is_failure = page.status >= 400;
  folders_.add(page.url, page.size, is_failure, page.total_ms);
  transferred_ += page.transferred;
  // A damaged file may hold any number: not all of them can be kept apart.
  if (statuses_.size() < 1000 || statuses_.contains(page.status)) ++statuses_[page.status];
  ++depths_[std::clamp<int64_t>(page.depth, 0, kMostKinds)];
  const std::string_view type = page.type.empty() ? "none" : page.type;
  const auto known = types_.find(type);
  if (known != types_.end()) {
    ++known->second;
  } else {
    ++types_[types_.size() < kMostKinds ? std::string(type.substr(0, 100)) : "others"];
  }
  ++sizes_[static_cast<std::size_t>(std::bit_width(page.size))];
  ++times_[std::min<uint64_t>(page.total_ms, kMostMs)];
  timeline_.add(page.fetched_at_ms, is_failure, page.transferred);
}

uint64_t Summary::time_at(double share) const {
  const double wanted = share * static_cast<double>(pages());
  double seen = 0;
  for (std::size_t ms = 0; ms < times_.size(); ++ms) {
    seen += times_[ms];
    if (seen >= wanted && seen > 0) return ms;
  }
  return 0;
}

}  // namespace explore
