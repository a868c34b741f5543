// The order of the sources is the standard's: byte-order mark, header, meta element, and then a
// guess. The guess goes further than the standard's default, because a crawl has no user who would
// change the encoding in a menu: UTF-16 shows by its zero bytes, text that is valid UTF-8 with
// more than ASCII is nothing else, and of the rest guess_encoding finds the likeliest.
#include "parser/encoding/charset.h"

#include <cstddef>
#include <optional>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/encoding/encoding_labels.h"
#include "parser/encoding/guess_encoding.h"
#include "parser/encoding/multi_byte.h"
#include "parser/encoding/single_byte.h"

namespace parser {

namespace {

constexpr std::size_t kPrescanBytes = 1024;        // HTML standard, "determining the encoding"
constexpr std::size_t kLatePrescanBytes = 65'536;  // longer than the heads of real pages
constexpr std::size_t kUtf16ProbeBytes = 16;       // "<!DOCTYPE" in UTF-16

constexpr std::string_view kUtf16BeBom = "\xFE\xFF";
constexpr std::string_view kUtf16LeBom = "\xFF\xFE";

std::optional<Encoding> bom_encoding(std::string_view bytes) {
  if (bytes.starts_with(ground::kByteOrderMark)) return Encoding::kUtf8;
  if (bytes.starts_with(kUtf16BeBom)) return Encoding::kUtf16Be;
  if (bytes.starts_with(kUtf16LeBom)) return Encoding::kUtf16Le;
  return std::nullopt;
}

// Markup is ASCII at its start, so in UTF-16 every other byte of it is zero.
std::optional<Encoding> utf16_by_zeros(std::string_view bytes) {
  bytes = bytes.substr(0, kUtf16ProbeBytes);
  if (bytes.size() < 4) return std::nullopt;
  bool big = true;
  bool little = true;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    big = big && bytes[at] == 0 && bytes[at + 1] != 0;
    little = little && bytes[at] != 0 && bytes[at + 1] == 0;
  }
  if (big) return Encoding::kUtf16Be;
  if (little) return Encoding::kUtf16Le;
  return std::nullopt;
}

// Valid UTF-8 that is more than ASCII can hardly be anything else. A page that was cut may end in
// the midst of a character; that alone is no proof of UTF-8.
bool looks_like_utf8(std::string_view bytes) {
  const std::string_view whole = ground::without_cut_sequence(bytes);
  return !ground::is_ascii(whole) && ground::is_valid_utf8(whole);
}

// The first one: of the html element, if it has one. "" if there is none.
std::string_view language_attribute(std::string_view bytes) {
  constexpr std::string_view kName = "lang=";
  for (std::size_t at = 1; at + kName.size() < bytes.size(); ++at) {
    const bool is_name = ground::ascii::is_space(bytes[at - 1]) || bytes[at - 1] == ':';
    if (!is_name || !ground::ascii::starts_with(bytes.substr(at), kName)) continue;
    std::string_view value = bytes.substr(at + kName.size());
    if (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
    return value.substr(0, value.find_first_of("\"'> \t\r\n/"));
  }
  return {};
}

// Whether ASCII bytes are that same ASCII text.
bool contains_ascii(Encoding encoding) {
  return encoding != Encoding::kReplacement && encoding != Encoding::kUtf16Be &&
         encoding != Encoding::kUtf16Le && encoding != Encoding::kIso2022Jp;
}

void decode_x_user_defined(std::string_view bytes, ground::Utf8Writer& out) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.put(byte < 0x80 ? byte : 0xF780U + byte - 0x80U);
  }
}

void decode(std::string_view bytes, Encoding encoding, ground::Utf8Writer& out) {
  switch (encoding) {
    case Encoding::kUtf8:
      return ground::repair_utf8(bytes, out);
    case Encoding::kGbk:
    case Encoding::kGb18030:
      return decode_gb18030(bytes, out);
    case Encoding::kBig5:
      return decode_big5(bytes, out);
    case Encoding::kEucJp:
      return decode_euc_jp(bytes, out);
    case Encoding::kIso2022Jp:
      return decode_iso_2022_jp(bytes, out);
    case Encoding::kShiftJis:
      return decode_shift_jis(bytes, out);
    case Encoding::kEucKr:
      return decode_euc_kr(bytes, out);
    case Encoding::kReplacement:  // may be an attack with a stateful encoding: nothing is shown
      if (!bytes.empty()) out.put(ground::kReplacementCharacter);
      return;
    case Encoding::kUtf16Be:
      return decode_utf16(bytes, ByteOrder::kBigEndian, out);
    case Encoding::kUtf16Le:
      return decode_utf16(bytes, ByteOrder::kLittleEndian, out);
    case Encoding::kXUserDefined:
      return decode_x_user_defined(bytes, out);
    case Encoding::kIso8859_8I:
      return decode_single_byte(bytes, Encoding::kIso8859_8, out);
    default:
      return decode_single_byte(bytes, encoding, out);
  }
}

}  // namespace

std::string_view encoding_for_label(std::string_view label) {
  const auto encoding = find_encoding(label);
  return encoding ? name_of(*encoding) : std::string_view();
}

std::string_view sniff_encoding(std::string_view bytes, std::string_view charset,
                                std::string_view host) {
  if (const auto encoding = bom_encoding(bytes)) return name_of(*encoding);
  if (const auto encoding = find_encoding(charset)) return name_of(*encoding);
  const std::string_view declared = prescan_encoding(bytes.substr(0, kPrescanBytes));
  if (!declared.empty()) return declared;
  if (const auto encoding = utf16_by_zeros(bytes)) return name_of(*encoding);
  if (looks_like_utf8(bytes)) return name_of(Encoding::kUtf8);
  const std::string_view late = prescan_encoding(bytes.substr(0, kLatePrescanBytes));
  if (!late.empty()) return late;
  if (ground::is_ascii(bytes) && bytes.find('\x1B') == std::string_view::npos)
    return name_of(Encoding::kWindows1252);
  return name_of(guess_encoding(bytes, {language_attribute(bytes.substr(0, kPrescanBytes)), host}));
}

std::string_view to_utf8(std::string_view bytes, std::string_view encoding_name,
                         std::string& storage) {
  const Encoding encoding = find_encoding(encoding_name).value_or(Encoding::kUtf8);
  if (const auto bom = bom_encoding(bytes); bom && bom == encoding)
    bytes.remove_prefix(encoding == Encoding::kUtf8 ? ground::kByteOrderMark.size()
                                                    : kUtf16BeBom.size());
  if (encoding == Encoding::kUtf8 && ground::is_valid_utf8(bytes)) return bytes;
  if (contains_ascii(encoding) && ground::is_ascii(bytes)) return bytes;
  storage.clear();
  ground::Utf8Writer out(storage);
  decode(bytes, encoding, out);
  out.flush();
  return storage;
}

}  // namespace parser
