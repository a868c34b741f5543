// How two texts differ: the words that were added and removed, and where they differ first.
// Memory: that of both texts. Thread: pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "explore/compare/passing_parts.h"

namespace explore {

struct TextDifference {
  // Texts that are equal but for what passes (see passing_parts.h) have none.
  bool is_any = false;
  uint64_t added = 0, removed = 0;  // words
  // Whether the words are counted without their order, as it is done where the texts differ too
  // much for more.
  bool is_rough = false;
  // The words from the first difference on, a few of them; "" of a text to whose end the other
  // only adds.
  std::string before, after;
};

// `as_written`: nothing is taken for passing. `link`: what a URL in `before` is called in `after`;
// if it is empty, what it is.
TextDifference text_difference(std::string_view before, std::string_view after, bool as_written,
                               const LinkWord& link = {});

// The same text but for white space and what passes. For short ones, such as titles.
bool is_same_text(std::string_view before, std::string_view after, bool as_written);

// "3 words added, 12 removed"
std::string in_words(const TextDifference& difference);

}  // namespace explore
