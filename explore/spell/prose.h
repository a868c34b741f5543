// Prose: the words of a page's text that a dictionary can judge. What is no prose is passed over:
// numbers, addresses, paths, names of files and of variables, code, abbreviations in capitals.
// Thread: pure. Cost: linear, no memory but the word's.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace explore {

struct ProseWord {
  // Letters, with "'" for every apostrophe; soft hyphens are left out. Valid until the next one.
  std::string_view word;
  std::size_t at = 0, size = 0;  // of its chunk in the text, in bytes
  bool is_capitalised = false;   // its first letter is a capital
  bool begins_sentence = false;
};

// A longer one is no word of a language.
inline constexpr std::size_t kMaxWordLetters = 40;

// `text` is valid UTF-8, lines divided by '\n'. Parts of a word with hyphens are shown each.
void for_each_word(std::string_view text, const std::function<void(const ProseWord&)>& show);

}  // namespace explore
