// Pieces of HTML that more than one section of a report has. Thread: any.
#pragma once

#include <string>
#include <string_view>

#include "explore/findings/findings.h"

namespace explore {

// The name of a severity, in its colour.
std::string badge(Severity severity);

// The id of a group's part of the findings, to link to.
std::string group_anchor(std::string_view group);

// The SQL behind what is shown, folded away.
std::string sql_details(std::string_view sql);

}  // namespace explore
