// The encodings of the Encoding Standard, their names and their labels.
// Thread: pure. Source: https://encoding.spec.whatwg.org/#names-and-labels
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parser {

// The single-byte encodings come first: single_byte.cc keeps its tables in this order.
enum class Encoding : std::uint8_t {
  kIbm866,
  kIso8859_2,
  kIso8859_3,
  kIso8859_4,
  kIso8859_5,
  kIso8859_6,
  kIso8859_7,
  kIso8859_8,
  kIso8859_10,
  kIso8859_13,
  kIso8859_14,
  kIso8859_15,
  kIso8859_16,
  kKoi8R,
  kKoi8U,
  kMacintosh,
  kWindows874,
  kWindows1250,
  kWindows1251,
  kWindows1252,
  kWindows1253,
  kWindows1254,
  kWindows1255,
  kWindows1256,
  kWindows1257,
  kWindows1258,
  kXMacCyrillic,
  kIso8859_8I,  // decodes as ISO-8859-8
  kUtf8,
  kGbk,
  kGb18030,
  kBig5,
  kEucJp,
  kIso2022Jp,
  kShiftJis,
  kEucKr,
  kReplacement,
  kUtf16Be,
  kUtf16Le,
  kXUserDefined,
};

inline constexpr std::size_t kSingleByteEncodings =
    static_cast<std::size_t>(Encoding::kXMacCyrillic) + 1;

// The standard's name: "windows-1252", "UTF-8", "Shift_JIS".
std::string_view name_of(Encoding encoding);

// "Get an encoding": ASCII white space around the label and its case don't matter.
std::optional<Encoding> find_encoding(std::string_view label);

}  // namespace parser
