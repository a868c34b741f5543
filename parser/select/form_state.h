// The states of form controls that pseudo-classes ask for, as the attributes of a page that nobody
// has touched give them (HTML 4.10, 4.16.3).
// Thread: one owner of the budget. Once its time is over, answers are meaningless.
#pragma once

#include <cstdint>

#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"

namespace parser {

bool can_be_disabled(const Tree::Node& node);
bool is_disabled(const Tree& tree, NodeId element, CpuBudget& budget);

bool can_be_required(const Tree::Node& node);

// Ticked, or the option that its <select> shows.
bool is_checked(const Tree& tree, NodeId element, CpuBudget& budget);
// What a form begins with, and the button that the Enter key presses.
bool is_default(const Tree& tree, NodeId element, CpuBudget& budget);
// Radio buttons of a group without choice; progress without a value.
bool is_indeterminate(const Tree& tree, NodeId element, CpuBudget& budget);

// Of numbers, dates and times that have a limit.
enum class RangeState : uint8_t { kNone, kWithin, kOutside };
RangeState range_state_of(const Tree& tree, NodeId element, CpuBudget& budget);

bool is_writable(const Tree& tree, NodeId element, CpuBudget& budget);
bool shows_placeholder(const Tree& tree, NodeId element);

}  // namespace parser
