// When a page is to be visited again: by how often it was seen to change. The rate of change is
// Cho and Garcia-Molina's estimator for pages that are looked at from time to time ("Estimating
// frequency of change", ACM TOIT 3(3), 2003): -f * ln((n - X + 0.5) / (n + 0.5)), with n visits of
// frequency f, X of which found a change. What is not yet known of a page is taken from its folder,
// and of that from its site. Thread: pure.
#pragma once

#include <cstdint>

#include "storage/store/records.h"

namespace storage {

// What visits have seen of a page, or of all pages of a folder or site.
struct Observation {
  uint64_t visits = 0;   // after the first
  uint64_t changes = 0;  // at how many of them it was otherwise than before
  double observed = 0;   // over how long, in milliseconds; of several pages in all
};

// Changes per millisecond.
double rate_of_change(const Observation& page, const Observation& folder, const Observation& site,
                      Milliseconds if_unknown);

// Until as likely as not something has changed, within the plan's limits. A page that changes
// faster than it may be visited is visited less often: no visit would be fresh for long.
Milliseconds interval_of(double rate, const UpdatePlan& plan);

// The interval a tenth longer or shorter, by a number that is always the same for the same visit:
// what was found together is not due together for ever.
Milliseconds jittered(Milliseconds interval, uint64_t number);

// How likely a page of this interval has changed after so long: 0 to 1.
double chance_of_change(Milliseconds interval, Milliseconds since);

// The order of lending of what is visited again: the likelier a change, the earlier. Depth and
// priority lie among those of the pages that a crawl finds meanwhile, so that neither keeps the
// other from its turn.
struct RevisitRank {
  uint32_t depth = 0;  // see lending_depth()
  uint8_t priority = 0;
};
RevisitRank rank_of(Role role, double chance);

// A part of a sitemap's word is believed if it was right for as many as half of those that it said
// had changed; before any, it is.
constexpr bool is_believed(uint64_t moved, uint64_t changed) { return 2 * changed >= moved; }

}  // namespace storage
