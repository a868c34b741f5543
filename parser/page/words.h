// The words of a text: their number, and a fingerprint that is similar for similar texts.
// Thread: any. Invariant: databases store these values, so changing the hash makes old ones
// incomparable.
#pragma once

#include <cstdint>
#include <string_view>

namespace parser {

struct WordStatistics {
  uint32_t count = 0;
  uint64_t simhash = 0;  // 0 if there is no word
};

// Words are those between Unicode's word boundaries (UAX 29) that have a letter or a digit: "it's",
// "3.14", "snake_case" are one each, and soft hyphens and zero-width characters divide none. In
// scripts without spaces they are those of ICU's dictionaries, which cost much: beyond a megabyte
// of such text their number is taken from the part before. In rare punctuation a word ends.
//
// The simhash (Charikar 2002) has a bit set if more than half of the shingles, three pieces in a
// row, have it set in their hash; ASCII case does not count. A piece is a run of letters and
// digits, or one Han, Hiragana or Katakana character. `utf8` is valid UTF-8.
WordStatistics word_statistics(std::string_view utf8);

}  // namespace parser
