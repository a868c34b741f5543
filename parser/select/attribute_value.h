// How selectors test an element's attributes (Selectors 4, section 6).
// Thread: one owner of the budget. Once its time is over, nothing is found.
#pragma once

#include <optional>
#include <string_view>

#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"
#include "parser/select/selector.h"

namespace parser {

// The value that the element has, or nothing; counts the attributes looked at. `name` as
// Tree::attribute() wants it.
std::optional<std::string_view> attribute_of(const Tree& tree, const Tree::Node& node,
                                             std::string_view name, CpuBudget& budget);

// In quirks mode both have no case.
bool has_id(const Tree& tree, const Tree::Node& node, std::string_view id, CpuBudget& budget);
bool has_class(const Tree& tree, const Tree::Node& node, std::string_view name, CpuBudget& budget);

// `simple` is of Match::kAttribute.
bool matches_attribute(const SelectorParts::Simple& simple, const Tree& tree,
                       const Tree::Node& node, CpuBudget& budget);

}  // namespace parser
