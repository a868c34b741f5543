#include "terminal/terminal_text.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstdint>

#include "ground/code_points.h"
#include "ground/utf8.h"

namespace terminal {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";  // U+2026

// Controls, line and paragraph separators, and the bidirectional marks that could disguise what
// follows them.
constexpr ground::CodePointRange kUnsafe[] = {
    {0x00, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFFF9, 0xFFFB}};

// Invisible marks of direction, which turn no other text (UAX #9, 2.6); many templates have them.
bool is_dropped(char32_t code) { return code == 0x061C || code == 0x200E || code == 0x200F; }

// As terminals count: UAX #11, with what is ambiguous as narrow, as it is outside of East Asian
// locales; marks that combine, joiners and variation selectors take no column of their own.
std::size_t width_of(char32_t code) {
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
    const ground::Utf8Sequence next = ground::first_sequence(text);
    if (next.is_valid && is_dropped(next.code_point)) {
      text.remove_prefix(next.length);
      continue;
    }
    const bool is_kept = next.is_valid && !ground::is_in(kUnsafe, next.code_point);
    columns += is_kept ? width_of(next.code_point) : 1;
    if (max_columns != 0 && columns > max_columns) {
      out.resize(cut_at);
      return out.append(kEllipsis);
    }
    out.append(is_kept ? text.substr(0, next.length) : ground::kReplacement);
    if (columns < max_columns) cut_at = out.size();
    text.remove_prefix(next.length);
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const ground::Utf8Sequence next = ground::first_sequence(text);
    columns += next.is_valid ? width_of(next.code_point) : 1;
    text.remove_prefix(next.length);
  }
  return columns;
}

}  // namespace terminal
