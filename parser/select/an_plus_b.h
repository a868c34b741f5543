// The formula of :nth-child() and its like: "2n+1", "odd", "3" (CSS Syntax 3, section 6).
// Thread: pure.
#pragma once

#include <cstdint>
#include <optional>

#include "parser/select/css_scanner.h"
#include "parser/select/selector.h"

namespace parser {

struct AnPlusB {
  int32_t step = 0;  // step * n + offset, for n from 0
  int32_t offset = 0;
};

// Takes the formula that is next, up to what can't belong to it; nothing, and why, if none is.
std::optional<AnPlusB> take_an_plus_b(CssScanner& scanner, SelectorProblem& problem);

}  // namespace parser
