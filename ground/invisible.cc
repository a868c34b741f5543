#include "ground/invisible.h"

#include "ground/code_points.h"
#include "ground/utf8.h"

namespace ground {
namespace {

constexpr char32_t kZeroWidthSpace = 0x200B;
// Soft hyphen, grapheme joiner, vowel separator, zero-width space, word joiner and operators that
// are only meant, byte order mark.
constexpr CodePointRange kInvisible[] = {{0xAD, 0xAD},     {0x34F, 0x34F},   {0x180E, 0x180E},
                                         {0x200B, 0x200B}, {0x2060, 0x2064}, {0xFEFF, 0xFEFF}};
// Thai and Lao, Burmese, Khmer.
constexpr CodePointRange kDividedByIt[] = {{0xE00, 0xEFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}};

bool may_begin_one(char c) {
  return c == '\xC2' || c == '\xCD' || c == '\xE1' || c == '\xE2' || c == '\xEF';
}

}  // namespace

std::size_t invisible_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || !may_begin_one(text[at])) return 0;
  const auto [code_point, length] = character_at(text, at);
  if (!is_in(kInvisible, code_point)) return 0;
  if (code_point != kZeroWidthSpace || at < 3) return length;
  return is_in(kDividedByIt, character_at(text, at - 3).code_point) ? 0 : length;
}

bool has_invisible(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (may_begin_one(text[at]) && invisible_at(text, at) > 0) return true;
  return false;
}

std::string without_invisible(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = invisible_at(text, at);
    if (length > 0) {
      out.append(text, copied, at - copied);
      copied = at + length;
    }
    at += length > 0 ? length : 1;
  }
  return out.append(text, copied);
}

}  // namespace ground
