#include "explore/search/search_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace explore {
namespace {

constexpr std::string_view kMark = "\xE2\x80\x8B";

struct Range {
  uint32_t first, last;
};

// Kana, Han, Hangul, Bopomofo, Yi; of Unicode's blocks those that hold letters of them.
constexpr std::array<Range, 12> kWithoutSpaces{{{0x1100, 0x11FF},
                                                {0x2E80, 0x2FDF},
                                                {0x3005, 0x3007},
                                                {0x3040, 0x31BF},
                                                {0x31F0, 0x31FF},
                                                {0x3400, 0x4DBF},
                                                {0x4E00, 0xA4CF},
                                                {0xA960, 0xA97F},
                                                {0xAC00, 0xD7FF},
                                                {0xF900, 0xFAFF},
                                                {0xFF66, 0xFFDC},
                                                {0x20000, 0x3FFFF}}};

bool stands_alone(uint32_t code) {
  return std::any_of(kWithoutSpaces.begin(), kWithoutSpaces.end(),
                     [code](Range range) { return code >= range.first && code <= range.last; });
}

// The length of the character of three or four bytes at the front, or 0: shorter ones need no mark.
std::size_t long_character(std::string_view text, uint32_t* code) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 0;
  if (size == 0 || text.size() < size) return 0;
  *code = byte(0) & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    *code = *code << 6 | (byte(i) & 0x3Fu);
  }
  return size;
}

}  // namespace

std::string_view with_marks(std::string_view text, std::string* buffer) {
  // Three bytes and more begin with 0xE1 where letters are concerned: nearly all text of the West
  // has none but punctuation.
  bool is_marked = false;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    uint32_t code = 0;
    const std::size_t size =
        static_cast<unsigned char>(text[i]) < 0xE0 ? 0 : long_character(text.substr(i), &code);
    if (size == 0 || !stands_alone(code)) {
      i += std::max<std::size_t>(size, 1);
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
