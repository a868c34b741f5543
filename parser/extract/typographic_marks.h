// Characters of Unicode that numbers and dates are written with as if they were others.
// Thread: pure.
#pragma once

#include "ground/code_points.h"

namespace parser {

// Spaces of other widths, and those that break no line.
constexpr bool is_typographic_space(char32_t c) {
  constexpr ground::CodePointRange kSpaces[] = {
      {0xA0, 0xA0}, {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}};
  return ground::is_in(kSpaces, c);
}

// Soft hyphens, joiners, marks of direction and the like: they are nothing. Within words joiners
// have a meaning (ground/invisible); here they have none.
constexpr bool is_typographic_nothing(char32_t c) {
  constexpr ground::CodePointRange kNothing[] = {
      {0xAD, 0xAD}, {0x200B, 0x200F}, {0x2060, 0x2060}, {0xFEFF, 0xFEFF}};
  return ground::is_in(kNothing, c);
}

}  // namespace parser
