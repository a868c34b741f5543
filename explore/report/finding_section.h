// The section of a report that holds the findings: each with what it means, what to do about it,
// and its rows as JSON, which a script lists. Thread: any.
#pragma once

#include <span>
#include <string>

#include "explore/findings/group_scores.h"
#include "explore/report/finding_rows.h"

namespace explore {

// Appends the section to `out`, group by group. `found`: of all findings; `scores`: of all
// their groups, in the order to be shown in.
void add_finding_section(std::span<const FindingRows> found, std::span<const GroupScore> scores,
                         std::string* out);

}  // namespace explore
