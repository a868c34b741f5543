// UTF-8 validated sixteen bytes at a time, for x86-64 processors with SSSE3 (all since 2011).
// Thread: pure. The method is that of J. Keiser and D. Lemire, "Validating UTF-8 in less than one
// instruction per byte" (2020): three table look-ups tell what is wrong with a pair of bytes.
#pragma once

#include <string_view>

namespace ground {

// False on other processors.
bool has_ssse3();

// Only if has_ssse3().
bool is_valid_utf8_ssse3(std::string_view bytes);

}  // namespace ground
