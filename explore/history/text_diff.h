// TextDiff: two texts side by side: which blocks of lines differ, and of those which words.
// Thread: pure. Time: bounded, see sequence_diff.h. Lifetime: views into both texts.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace explore {

enum class Presence { kSame, kRemoved, kAdded };

struct TextPiece {
  Presence presence = Presence::kSame;
  std::string_view text;
  friend bool operator==(const TextPiece&, const TextPiece&) = default;
};

// Lines that are the same, as one piece; or lines that differ, as pieces in the order of reading.
struct TextBlock {
  bool is_same = true;
  std::vector<TextPiece> pieces;
};

struct TextDiff {
  std::vector<TextBlock> blocks;
  std::size_t words_removed = 0, words_added = 0;
  bool differs() const;
};

// The first or the last so many lines of a text.
std::string_view first_lines(std::string_view text, std::size_t lines);
std::string_view last_lines(std::string_view text, std::size_t lines);

TextDiff diff_texts(std::string_view was, std::string_view is);

}  // namespace explore
