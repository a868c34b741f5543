// Pseudo-classes without an argument, and what the HTML standard says about elements in such a
// state (HTML 4.16.3). Those that only a live page can have are known and match nothing.
// Thread: one owner of the budget. Once its time is over, answers are meaningless.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"

namespace parser {

enum class PseudoClass : uint8_t {
  kNever,  // :hover, :focus, :visited …
  kScope,
  kRoot,
  kEmpty,
  kLink,
  kChecked,
  kDefault,
  kDefined,
  kDisabled,
  kEnabled,
  kIndeterminate,
  kInRange,
  kMuted,
  kOpen,
  kOptional,
  kOutOfRange,
  kPlaceholderShown,
  kReadOnly,
  kReadWrite,
  kRequired,
};

// By a name in lower case; nothing if there is none of this name.
std::optional<PseudoClass> pseudo_class(std::string_view name);

// What to write instead of a name, in lower case, that CSS does not have; "" if nothing is known.
std::string_view remedy_for(std::string_view name);

// Of all but kScope.
bool is_in_state(const Tree& tree, NodeId element, PseudoClass pseudo, CpuBudget& budget);

}  // namespace parser
