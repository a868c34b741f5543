// How many characters a text has. Thread: pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "ground/utf8.h"

namespace ground {

inline std::size_t character_count(std::string_view valid_utf8) {
  return static_cast<std::size_t>(std::count_if(valid_utf8.begin(), valid_utf8.end(),
                                                [](char c) { return !is_continuation(c); }));
}

}  // namespace ground
