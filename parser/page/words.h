// The words of a text: their number, and a fingerprint that is similar for similar texts.
// Thread: pure. Invariant: databases store these values, so changing the algorithm makes old ones
// incomparable.
#pragma once

#include <cstdint>
#include <string_view>

namespace parser {

struct WordStatistics {
  uint32_t count = 0;
  uint64_t simhash = 0;  // 0 if there is no word
};

// A word is a run of letters and digits; each Han, Hiragana or Katakana character is one of its
// own. The simhash (Charikar 2002) has a bit set if more than half of the shingles, three words in
// a row, have it set in their hash; ASCII case does not count. `utf8` is valid UTF-8.
WordStatistics word_statistics(std::string_view utf8);

}  // namespace parser
