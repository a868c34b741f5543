// A baseline that is in the file itself: what an earlier run found, as it was kept (see
// remembering.h).
// Memory: 40 bytes for each row of one finding. Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "explore/check/baseline.h"

namespace explore {

// `since`: the number of a run, or "last": the one before the last of those that were kept. `crawl`
// outlives the baseline. Errors: kQuery: no such run, or its findings were not kept; of the
// database.
ground::Result<std::unique_ptr<Baseline>> open_kept_baseline(ExaminedCrawl& crawl,
                                                             std::string_view since);

}  // namespace explore
