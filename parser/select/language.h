// The language and the direction of an element: its own, or that of the nearest element around it
// that states one (HTML 3.2.6.2, 3.2.6.4), else that of the page.
// Thread: one owner of the budget. Once its time is over, nothing matches.
#pragma once

#include <string_view>

#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"

namespace parser {

// `ranges`: in lower case, with commas between them (RFC 4647, 3.3.2: extended filtering).
bool is_in_language(const Tree& tree, NodeId element, std::string_view ranges, CpuBudget& budget);

// `direction`: "ltr" or "rtl". Where dir=auto asks for it, or <bdi> has none, the first letter that
// has a direction decides.
bool has_direction(const Tree& tree, NodeId element, std::string_view direction, CpuBudget& budget);

}  // namespace parser
