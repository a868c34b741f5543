// What TOML is looked at for before toml++ reads it: that library makes a table of each part of a
// dotted key and frees them by recursion, so a key of some 30,000 parts ends the program.
// Thread: pure. Errors: none; what is no TOML is for toml++ to say.
#pragma once

#include <cstddef>
#include <string_view>

namespace parser {

inline constexpr std::size_t kMaxKeyParts = 32;

// The line, from 1, of the first key or heading of more than kMaxKeyParts parts; 0: there is none.
std::size_t line_of_deep_key(std::string_view toml);

}  // namespace parser
