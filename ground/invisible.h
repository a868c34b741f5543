// Characters that nobody sees and that divide no word: hyphens that show only where a line breaks,
// joiners, marks of order. A zero-width space counts too, but not between letters of Thai, Lao,
// Burmese and Khmer, where it stands between words.
// Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ground {

// The bytes of such a character of valid UTF-8 at `at`; 0 if there is none. Not those that shape
// what stands around them: joiners of letters, marks of direction.
std::size_t invisible_at(std::string_view text, std::size_t at);

// Whether there is one.
bool has_invisible(std::string_view text);

// `text`, which is valid UTF-8, without them.
std::string without_invisible(std::string_view text);

}  // namespace ground
