// Encoders are the decoders' indexes read backwards. Such a reading is made at its first use, for
// few crawls meet a query that needs it.
#include "parser/encoding/encoder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ground/utf8.h"
#include "parser/encoding/multi_byte_index.h"
#include "parser/encoding/single_byte.h"

namespace parser {
namespace {

constexpr char32_t kYen = 0x00A5, kOverline = 0x203E, kMinus = 0x2212, kFullwidthMinus = 0xFF0D;
constexpr char32_t kHalfwidthFirst = 0xFF61, kHalfwidthLast = 0xFF9F;

constexpr bool within(char32_t code_point, char32_t first, char32_t last) {
  return code_point >= first && code_point <= last;
}

// Characters that JIS has in the place of one of ASCII: that one; 0 for others.
constexpr char place_in_ascii(char32_t code_point) {
  return code_point == kYen ? '\\' : code_point == kOverline ? '~' : '\0';
}

// Code point to pointer; of several pointers the first, or the last for those in `wants_last`.
class PointerIndex {
 public:
  template <typename CodePointAt>
  PointerIndex(std::size_t begin, std::size_t end, CodePointAt code_point_at,
               std::u32string_view wants_last = {}) {
    for (std::size_t pointer = begin; pointer < end; ++pointer)
      if (const char32_t code_point = code_point_at(pointer); code_point != 0)
        entries_.push_back({code_point, static_cast<uint32_t>(pointer)});
    std::sort(entries_.begin(), entries_.end(), [wants_last](const Entry& a, const Entry& b) {
      if (a.code_point != b.code_point) return a.code_point < b.code_point;
      const bool last = wants_last.find(a.code_point) != std::u32string_view::npos;
      return last ? a.pointer > b.pointer : a.pointer < b.pointer;
    });
  }

  std::optional<std::size_t> pointer_of(char32_t code_point) const {
    const auto at = std::lower_bound(
        entries_.begin(), entries_.end(), code_point,
        [](const Entry& entry, char32_t wanted) { return entry.code_point < wanted; });
    if (at == entries_.end() || at->code_point != code_point) return std::nullopt;
    return at->pointer;
  }

 private:
  struct Entry {
    char32_t code_point;
    uint32_t pointer;
  };
  std::vector<Entry> entries_;
};

PointerIndex reversed(const CodeIndex& index) {
  return {0, index.size(), [&index](std::size_t pointer) { return index.at(pointer); }};
}

void append(std::string& out, std::size_t lead, std::size_t trail) {
  out.push_back(static_cast<char>(lead));
  out.push_back(static_cast<char>(trail));
}

// Two bytes that number a table of `columns`.
bool put_pointer(std::optional<std::size_t> pointer, std::size_t columns, std::size_t first_lead,
                 std::size_t first_trail, std::string& out) {
  if (!pointer) return false;
  append(out, first_lead + *pointer / columns, first_trail + *pointer % columns);
  return true;
}

bool put_gb18030(char32_t code_point, bool is_gbk, std::string& out) {
  static const PointerIndex two_bytes = reversed(gb18030_index());
  static const PointerIndex ranges(0, gb18030_ranges_size(), gb18030_ranges_code_point);
  constexpr char32_t kNowIdeographicSpace = 0xE5E5, kEuro = 0x20AC;
  if (code_point == kNowIdeographicSpace) return false;
  if (is_gbk && code_point == kEuro) {
    out.push_back('\x80');
    return true;
  }
  std::optional<std::size_t> of_two = gb18030_pointer_of_2000(code_point);
  if (!of_two) of_two = two_bytes.pointer_of(code_point);
  if (of_two) {
    const std::size_t trail = *of_two % 190;
    append(out, 0x81 + *of_two / 190, trail + (trail < 0x3F ? 0x40 : 0x41));
    return true;
  }
  if (is_gbk) return false;
  const auto pointer = code_point < 0x10000
                           ? ranges.pointer_of(code_point)
                           : std::optional<std::size_t>(189000 + (code_point - 0x10000));
  if (!pointer) return false;
  append(out, 0x81 + *pointer / 12600, 0x30 + *pointer / 1260 % 10);
  append(out, 0x81 + *pointer / 10 % 126, 0x30 + *pointer % 10);
  return true;
}

// Without the extensions of Hong Kong, which only decode.
bool put_big5(char32_t code_point, std::string& out) {
  static const PointerIndex index((0xA1 - 0x81) * 157, big5_index().size(),
                                  [](std::size_t pointer) { return big5_index().at(pointer); },
                                  U"\u2550\u255E\u2561\u256A\u5341\u5345");
  const auto pointer = index.pointer_of(code_point);
  if (!pointer) return false;
  const std::size_t trail = *pointer % 157;
  append(out, 0x81 + *pointer / 157, trail + (trail < 0x3F ? 0x40 : 0x62));
  return true;
}

std::optional<std::size_t> jis0208_pointer_of(char32_t code_point) {
  static const PointerIndex index = reversed(jis0208_index());
  const auto pointer = index.pointer_of(code_point);
  constexpr std::size_t kEnd = 94 * 94;  // beyond, only Shift_JIS has bytes
  return pointer && *pointer < kEnd ? pointer : std::nullopt;
}

bool put_euc_jp(char32_t code_point, std::string& out) {
  if (const char place = place_in_ascii(code_point); place != '\0') {
    out.push_back(place);
    return true;
  }
  if (within(code_point, kHalfwidthFirst, kHalfwidthLast)) {
    append(out, 0x8E, code_point - kHalfwidthFirst + 0xA1);
    return true;
  }
  if (code_point == kMinus) code_point = kFullwidthMinus;
  return put_pointer(jis0208_pointer_of(code_point), 94, 0xA1, 0xA1, out);
}

// Of characters that stand in the table three times, NEC's selection is not written.
const PointerIndex& shift_jis_pointers() {
  static const PointerIndex index(0, jis0208_index().size(), [](std::size_t pointer) {
    return pointer >= 8272 && pointer <= 8835 ? char32_t{0} : jis0208_index().at(pointer);
  });
  return index;
}

bool put_shift_jis(char32_t code_point, std::string& out) {
  const char place = code_point == 0x80 ? '\x80' : place_in_ascii(code_point);
  if (place != '\0') {
    out.push_back(place);
    return true;
  }
  if (within(code_point, kHalfwidthFirst, kHalfwidthLast)) {
    out.push_back(static_cast<char>(code_point - kHalfwidthFirst + 0xA1));
    return true;
  }
  if (code_point == kMinus) code_point = kFullwidthMinus;
  const auto pointer = shift_jis_pointers().pointer_of(code_point);
  if (!pointer) return false;
  const std::size_t lead = *pointer / 188, trail = *pointer % 188;
  append(out, lead + (lead < 0x1F ? 0x81 : 0xC1), trail + (trail < 0x3F ? 0x40 : 0x41));
  return true;
}

bool put_euc_kr(char32_t code_point, std::string& out) {
  static const PointerIndex index = reversed(euc_kr_index());
  return put_pointer(index.pointer_of(code_point), 190, 0x81, 0x41, out);
}

bool put_single_byte(char32_t code_point, Encoding encoding, std::string& out) {
  const int byte = single_byte_of(code_point, encoding);
  if (byte < 0) return false;
  out.push_back(static_cast<char>(byte));
  return true;
}

bool put_x_user_defined(char32_t code_point, std::string& out) {
  if (!within(code_point, 0xF780, 0xF7FF)) return false;
  out.push_back(static_cast<char>(code_point - 0xF780 + 0x80));
  return true;
}

// ISO-2022-JP has no half-width katakana: the wide ones are written.
char32_t widened(char32_t code_point) {
  constexpr std::u32string_view kWide =
      U"\u3002\u300C\u300D\u3001\u30FB\u30F2\u30A1\u30A3\u30A5\u30A7\u30A9\u30E3\u30E5\u30E7\u30C3"
      U"\u30FC\u30A2\u30A4\u30A6\u30A8\u30AA\u30AB\u30AD\u30AF\u30B1\u30B3\u30B5\u30B7\u30B9\u30BB"
      U"\u30BD\u30BF\u30C1\u30C4\u30C6\u30C8\u30CA\u30CB\u30CC\u30CD\u30CE\u30CF\u30D2\u30D5\u30D8"
      U"\u30DB\u30DE\u30DF\u30E0\u30E1\u30E2\u30E4\u30E6\u30E8\u30E9\u30EA\u30EB\u30EC\u30ED\u30EF"
      U"\u30F3\u309B\u309C";
  static_assert(kWide.size() == kHalfwidthLast - kHalfwidthFirst + 1);
  if (code_point == kMinus) return kFullwidthMinus;
  return within(code_point, kHalfwidthFirst, kHalfwidthLast) ? kWide[code_point - kHalfwidthFirst]
                                                             : code_point;
}

}  // namespace

Encoding output_encoding(Encoding encoding) {
  const bool is_sent = encoding != Encoding::kReplacement && encoding != Encoding::kUtf16Be &&
                       encoding != Encoding::kUtf16Le;
  return is_sent ? encoding : Encoding::kUtf8;
}

std::optional<char32_t> Encoder::encode(std::string_view& utf8, std::string& out) {
  while (!utf8.empty()) {
    const ground::Utf8Character character = ground::character_at(utf8, 0);
    const std::string_view written = utf8.substr(0, character.length);
    utf8.remove_prefix(written.size());
    const char32_t code_point = character.code_point;
    if (encoding_ == Encoding::kIso2022Jp) {
      if (const auto missing = put_iso_2022_jp(code_point, out)) return missing;
    } else if (encoding_ == Encoding::kUtf8 || code_point < 0x80) {
      out.append(written);
    } else if (!put(code_point, out)) {
      return code_point;
    }
  }
  if (encoding_ == Encoding::kIso2022Jp) change_to(Set::kAscii, out);
  return std::nullopt;
}

bool Encoder::put(char32_t code_point, std::string& out) {
  switch (encoding_) {
    case Encoding::kGbk:
    case Encoding::kGb18030:
      return put_gb18030(code_point, encoding_ == Encoding::kGbk, out);
    case Encoding::kBig5:
      return put_big5(code_point, out);
    case Encoding::kEucJp:
      return put_euc_jp(code_point, out);
    case Encoding::kShiftJis:
      return put_shift_jis(code_point, out);
    case Encoding::kEucKr:
      return put_euc_kr(code_point, out);
    case Encoding::kXUserDefined:
      return put_x_user_defined(code_point, out);
    case Encoding::kIso8859_8I:
      return put_single_byte(code_point, Encoding::kIso8859_8, out);
    default:
      return put_single_byte(code_point, encoding_, out);
  }
}

void Encoder::change_to(Set set, std::string& out) {
  if (set == set_) return;
  set_ = set;
  out.append(set == Set::kAscii ? "\x1B(B" : set == Set::kRoman ? "\x1B(J" : "\x1B$B");
}

std::optional<char32_t> Encoder::put_iso_2022_jp(char32_t code_point, std::string& out) {
  const bool is_shift = code_point == 0x0E || code_point == 0x0F || code_point == 0x1B;
  if (is_shift && set_ != Set::kJis0208) return ground::kReplacementCharacter;
  const char place = place_in_ascii(code_point);
  const bool is_romans_own = place != '\0';
  if (is_romans_own) change_to(Set::kRoman, out);
  if (set_ == Set::kRoman && (is_romans_own || code_point < 0x80) && code_point != '\\' &&
      code_point != '~') {
    out.push_back(is_romans_own ? place : static_cast<char>(code_point));
    return std::nullopt;
  }
  if (code_point < 0x80) {
    change_to(Set::kAscii, out);
    if (is_shift) return ground::kReplacementCharacter;
    out.push_back(static_cast<char>(code_point));
    return std::nullopt;
  }
  const auto pointer = jis0208_pointer_of(widened(code_point));
  if (!pointer) {
    if (set_ == Set::kJis0208) change_to(Set::kAscii, out);
    return code_point;
  }
  change_to(Set::kJis0208, out);
  put_pointer(pointer, 94, 0x21, 0x21, out);
  return std::nullopt;
}

}  // namespace parser
