// Sets of code points as ranges. Thread: pure.
#pragma once

#include <cstddef>

namespace ground {

struct CodePointRange {
  char32_t first, last;
};

// `ranges` are in order. Looks from the front, so what is common should have low code points.
template <std::size_t kRanges>
constexpr bool is_in(const CodePointRange (&ranges)[kRanges], char32_t code_point) {
  for (const CodePointRange& range : ranges)
    if (code_point <= range.last) return code_point >= range.first;
  return false;
}

}  // namespace ground
