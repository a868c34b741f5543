// Words in scripts that are written without spaces: ICU's word breaker, which has dictionaries for
// Chinese, Japanese, Thai, Lao, Khmer and Burmese.
// Thread: any; each has a breaker of its own.
#pragma once

#include <cstddef>
#include <string_view>

namespace parser {

// How many words ICU finds in `utf8`, which is valid. Texts of any length: they are read in pieces,
// so that memory stays small. Where ICU lacks its data: as many as there are characters.
std::size_t count_words_without_spaces(std::string_view utf8);

}  // namespace parser
