// Each decoder is a function from the front of the input to one step: how many bytes it took and
// what they mean. The loops around it are shared: ASCII is copied in bulk, errors become U+FFFD,
// and an ASCII byte after a broken sequence is given back to the input, because it may be a '<'
// that a page's security depends on.
#include "parser/encoding/multi_byte.h"

#include <cstddef>

#include "parser/encoding/multi_byte_index.h"

namespace parser {
namespace {

constexpr char32_t kNothing = 0;
constexpr char32_t kHalfwidthKatakana = 0xFF61;

constexpr bool within(unsigned byte, unsigned first, unsigned last) {
  return byte >= first && byte <= last;
}

// What a decoder made of the front of its input. kNothing: an error.
struct Step {
  std::size_t length;
  char32_t code_point;
};

// The unsigned bytes of a view; beyond the end there is kEnd, which is in no range of any decoder.
class Bytes {
 public:
  static constexpr unsigned kEnd = 0x100;

  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  unsigned operator[](std::size_t at) const {
    return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : kEnd;
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

// A two-byte sequence without meaning: the standard gives an ASCII trail byte back to the input.
Step two_bytes(unsigned trail, char32_t code_point) {
  const bool lead_only = code_point == kNothing && (trail < 0x80 || trail == Bytes::kEnd);
  return {lead_only ? std::size_t{1} : 2, code_point};
}

// Runs `step` over all that is not ASCII; ASCII means itself in every encoding that is read so.
template <typename StepFunction>
void decode(std::string_view bytes, ground::Utf8Writer& out, StepFunction step) {
  while (!bytes.empty()) {
    const std::size_t ascii = ground::ascii_prefix(bytes);
    out.append_ascii(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    while (!bytes.empty() && !ground::is_ascii(bytes.front())) {
      const Step done = step(Bytes(bytes));
      out.put(done.code_point == kNothing ? ground::kReplacementCharacter : done.code_point);
      bytes.remove_prefix(done.length);
    }
  }
}

// The standard's four-byte sequences: lead, digit, lead, digit. A bad third or fourth byte costs
// the first byte only; the end of the input costs all that is left.
Step gb18030_four_bytes(const Bytes& bytes) {
  if (bytes.size() == 2) return {2, kNothing};
  if (!within(bytes[2], 0x81, 0xFE)) return {1, kNothing};
  if (bytes.size() == 3) return {3, kNothing};
  if (!within(bytes[3], 0x30, 0x39)) return {1, kNothing};
  const std::size_t pointer =
      (((bytes[0] - 0x81) * 10 + (bytes[1] - 0x30)) * 126 + (bytes[2] - 0x81)) * 10 +
      (bytes[3] - 0x30);
  return {4, gb18030_ranges_code_point(pointer)};
}

Step gb18030_step(const CodeIndex& index, const Bytes& bytes) {
  const unsigned lead = bytes[0];
  const unsigned trail = bytes[1];
  if (lead == 0x80) return {1, 0x20AC};
  if (lead == 0xFF) return {1, kNothing};
  if (within(trail, 0x30, 0x39)) return gb18030_four_bytes(bytes);
  if (!within(trail, 0x40, 0x7E) && !within(trail, 0x80, 0xFE)) return two_bytes(trail, kNothing);
  return two_bytes(trail, index.at((lead - 0x81) * 190 + trail - (trail < 0x7F ? 0x40 : 0x41)));
}

// Two pointers of Big5 that mean a letter with a combining mark, for each of two letters.
bool put_big5_pair(std::size_t pointer, ground::Utf8Writer& out) {
  if (pointer != 1133 && pointer != 1135 && pointer != 1164 && pointer != 1166) return false;
  out.put(pointer < 1164 ? 0x00CA : 0x00EA);
  return true;
}

Step big5_step(const CodeIndex& index, const Bytes& bytes, ground::Utf8Writer& out) {
  const unsigned lead = bytes[0];
  const unsigned trail = bytes[1];
  if (!within(lead, 0x81, 0xFE)) return {1, kNothing};
  if (!within(trail, 0x40, 0x7E) && !within(trail, 0xA1, 0xFE)) return two_bytes(trail, kNothing);
  const std::size_t pointer = (lead - 0x81) * 157 + trail - (trail < 0x7F ? 0x40 : 0x62);
  if (put_big5_pair(pointer, out))
    return {2, pointer == 1133 || pointer == 1164 ? char32_t{0x0304} : char32_t{0x030C}};
  return two_bytes(trail, index.at(pointer));
}

// Half-width katakana after 0x8E; 0x8F leads the three bytes of JIS X 0212.
Step euc_jp_step(const CodeIndex& jis0208, const CodeIndex& jis0212, const Bytes& bytes) {
  const unsigned lead = bytes[0];
  const unsigned trail = bytes[1];
  if (lead == 0x8E && within(trail, 0xA1, 0xDF)) return {2, kHalfwidthKatakana - 0xA1 + trail};
  if (lead == 0x8F && within(trail, 0xA1, 0xFE)) {
    const unsigned third = bytes[2];
    const char32_t code_point =
        within(third, 0xA1, 0xFE) ? jis0212.at((trail - 0xA1) * 94 + third - 0xA1) : kNothing;
    return {two_bytes(third, code_point).length + 1, code_point};
  }
  if (lead != 0x8E && lead != 0x8F && !within(lead, 0xA1, 0xFE)) return {1, kNothing};
  if (!within(lead, 0xA1, 0xFE) || !within(trail, 0xA1, 0xFE)) return two_bytes(trail, kNothing);
  return two_bytes(trail, jis0208.at((lead - 0xA1) * 94 + trail - 0xA1));
}

Step shift_jis_step(const CodeIndex& index, const Bytes& bytes) {
  constexpr std::size_t kUserFirst = 8836;  // pointers that mean private use, as in windows-31j
  constexpr std::size_t kUserLast = 10715;
  const unsigned lead = bytes[0];
  const unsigned trail = bytes[1];
  if (lead == 0x80) return {1, 0x80};
  if (within(lead, 0xA1, 0xDF)) return {1, kHalfwidthKatakana - 0xA1 + lead};
  if (!within(lead, 0x81, 0x9F) && !within(lead, 0xE0, 0xFC)) return {1, kNothing};
  if (!within(trail, 0x40, 0x7E) && !within(trail, 0x80, 0xFC)) return two_bytes(trail, kNothing);
  const std::size_t pointer =
      (lead - (lead < 0xA0 ? 0x81 : 0xC1)) * 188 + trail - (trail < 0x7F ? 0x40 : 0x41);
  if (pointer >= kUserFirst && pointer <= kUserLast)
    return {2, static_cast<char32_t>(0xE000 + pointer - kUserFirst)};
  return two_bytes(trail, index.at(pointer));
}

Step euc_kr_step(const CodeIndex& index, const Bytes& bytes) {
  const unsigned lead = bytes[0];
  const unsigned trail = bytes[1];
  if (!within(lead, 0x81, 0xFE)) return {1, kNothing};
  if (!within(trail, 0x41, 0xFE)) return two_bytes(trail, kNothing);
  return two_bytes(trail, index.at((lead - 0x81) * 190 + trail - 0x41));
}

constexpr bool is_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDFFF; }
constexpr bool is_lead_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_trail_surrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

void decode_gb18030(std::string_view bytes, ground::Utf8Writer& out) {
  decode(bytes, out,
         [&index = gb18030_index()](const Bytes& rest) { return gb18030_step(index, rest); });
}

void decode_big5(std::string_view bytes, ground::Utf8Writer& out) {
  decode(bytes, out,
         [&out, &index = big5_index()](const Bytes& rest) { return big5_step(index, rest, out); });
}

void decode_euc_jp(std::string_view bytes, ground::Utf8Writer& out) {
  decode(bytes, out, [&jis0208 = jis0208_index(), &jis0212 = jis0212_index()](const Bytes& rest) {
    return euc_jp_step(jis0208, jis0212, rest);
  });
}

void decode_shift_jis(std::string_view bytes, ground::Utf8Writer& out) {
  decode(bytes, out,
         [&index = jis0208_index()](const Bytes& rest) { return shift_jis_step(index, rest); });
}

void decode_euc_kr(std::string_view bytes, ground::Utf8Writer& out) {
  decode(bytes, out,
         [&index = euc_kr_index()](const Bytes& rest) { return euc_kr_step(index, rest); });
}

void decode_utf16(std::string_view bytes, ByteOrder order, ground::Utf8Writer& out) {
  const Bytes units(bytes);
  const std::size_t low = order == ByteOrder::kBigEndian ? 1 : 0;
  const auto unit_at = [&](std::size_t at) { return units[at + low] | units[at + 1 - low] << 8; };
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    const unsigned unit = unit_at(at);
    at += 2;
    if (!is_surrogate(unit)) {
      out.put(unit);
    } else if (is_lead_surrogate(unit) && at + 2 <= bytes.size() &&
               is_trail_surrogate(unit_at(at))) {
      out.put(0x10000 + ((unit - 0xD800) << 10) + (unit_at(at) - 0xDC00));
      at += 2;
    } else if (!is_lead_surrogate(unit) || at + 1 != bytes.size()) {
      out.put(ground::kReplacementCharacter);
    }
  }
  // The end of the input in the midst of a unit or a pair is one error.
  if (at != bytes.size()) out.put(ground::kReplacementCharacter);
}

}  // namespace parser
