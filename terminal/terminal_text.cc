#include "terminal/terminal_text.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace terminal {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

struct Character {
  uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The first character of `text`, which is not empty. Bounds of the second byte: Unicode 15, table
// 3-7.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  uint32_t code = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (i >= text.size() || byte(i) < low || byte(i) > high) return {0, i, false};
    code = (code << 6) | (byte(i) & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {code, size, true};
}

struct Range {
  uint32_t first, last;
};

template <std::size_t kSize>
bool is_in(const std::array<Range, kSize>& ranges, uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](Range range) { return code >= range.first && code <= range.last; });
}

// Controls, line and paragraph separators, and the bidirectional marks that could disguise what
// follows them.
bool is_unsafe(uint32_t code) {
  static constexpr std::array<Range, 5> kUnsafe{
      {{0x00, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFFF9, 0xFFFB}}};
  return is_in(kUnsafe, code);
}

// Invisible marks of direction, which turn no other text (UAX #9, 2.6); many templates have them.
bool is_dropped(uint32_t code) { return code == 0x061C || code == 0x200E || code == 0x200F; }

// As terminals count: UAX #11, with what is ambiguous as narrow, as it is outside of East Asian
// locales; marks that combine, joiners and variation selectors take no column of their own.
std::size_t width_of(uint32_t code) {
  if (code < 0x0300) return 1;
  const auto point = static_cast<UChar32>(code);
  constexpr uint32_t kNoColumn = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
  if ((U_GET_GC_MASK(point) & kNoColumn) != 0) return 0;
  const int width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  // The middle and last letters of a Hangul syllable are drawn into the first.
  if (code >= 0x1160 && code <= 0x11FF) return 0;
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string safe_text(std::string_view text, std::size_t max_columns) {
  std::string out;
  out.reserve(max_columns == 0 ? text.size() : std::min(text.size(), 4 * max_columns));
  std::size_t columns = 0;
  std::size_t cut_at = 0;  // where the ellipsis would go: the end of what leaves one column free
  while (!text.empty()) {
    const Character next = first_character(text);
    if (next.valid && is_dropped(next.code)) {
      text.remove_prefix(next.bytes);
      continue;
    }
    const bool is_kept = next.valid && !is_unsafe(next.code);
    columns += is_kept ? width_of(next.code) : 1;
    if (max_columns != 0 && columns > max_columns) {
      out.resize(cut_at);
      return out.append(kEllipsis);
    }
    out.append(is_kept ? text.substr(0, next.bytes) : kReplacement);
    if (columns < max_columns) cut_at = out.size();
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    columns += next.valid ? width_of(next.code) : 1;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

}  // namespace terminal
