#include "explore/search/search_text.h"

#include <algorithm>

#include "ground/code_points.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr std::string_view kMark = "\xE2\x80\x8B";

// Kana, Han, Hangul, Bopomofo, Yi; of Unicode's blocks those that hold letters of them.
constexpr ground::CodePointRange kWithoutSpaces[] = {
    {0x1100, 0x11FF}, {0x2E80, 0x2FDF}, {0x3005, 0x3007}, {0x3040, 0x31BF},
    {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0xA4CF}, {0xA960, 0xA97F},
    {0xAC00, 0xD7FF}, {0xF900, 0xFAFF}, {0xFF66, 0xFFDC}, {0x20000, 0x3FFFF}};

}  // namespace

std::string_view with_marks(std::string_view text, std::string* buffer) {
  // Three bytes and more begin with 0xE1 where letters are concerned: nearly all text of the West
  // has none but punctuation.
  bool is_marked = false;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0xE0) {
      ++i;
      continue;
    }
    const auto [size, code, is_valid] = ground::first_sequence(text.substr(i));
    if (!is_valid || !ground::is_in(kWithoutSpaces, code)) {
      i += size;
      continue;
    }
    if (!is_marked) buffer->clear();
    is_marked = true;
    buffer->append(text, copied, i - copied).append(kMark).append(text, i, size).append(kMark);
    copied = i += size;
  }
  if (!is_marked) return text;
  buffer->append(text, copied);
  return *buffer;
}

std::string without_marks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t mark = std::min(text.find(kMark, at), text.size());
    out.append(text, at, mark - at);
    at = mark + kMark.size();
  }
  return out;
}

}  // namespace explore
