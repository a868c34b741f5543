// The section of a report that holds the findings: each with what it means, what to do about it,
// and its rows as JSON, which a script lists. Thread: any.
#pragma once

#include <span>
#include <string>

#include "explore/report/finding_rows.h"

namespace explore {

// Appends the section to `out`. `found`: of all findings, those of a group side by side.
void add_finding_section(std::span<const FindingRows> found, std::string* out);

}  // namespace explore
