// "At a glance": the section of a report that says in numbers what the crawl got, and what of the
// findings there is.
// Thread: any.
#pragma once

#include <span>
#include <string>

#include "explore/findings/group_scores.h"
#include "explore/report/finding_rows.h"
#include "explore/report/overview.h"

namespace explore {

// Appends the section to `out`.
void add_glance_section(const Overview& facts, std::span<const FindingRows> found,
                        std::span<const GroupScore> scores, std::string* out);

}  // namespace explore
