// What a byte is to the URL parser, by one table, and percent-encoding by the standard's sets.
// Thread: pure. Source: https://url.spec.whatwg.org/#percent-encoded-bytes
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ground/ascii.h"

namespace parser::url_bytes {

// One bit for each class; a byte may be in several.
enum ByteClass : uint8_t {
  kPathSet = 1,        // path percent-encode set
  kQuerySet = 2,       // special-query percent-encode set
  kFragmentSet = 4,    // fragment percent-encode set
  kUserinfoSet = 8,    // userinfo percent-encode set
  kUnreserved = 16,    // RFC 3986, 2.3
  kHex = 32,           // a hexadecimal digit
  kSegmentEnd = 64,    // ends a path segment: slash, backslash, '?', '#'
  kNotVerbatim = 128,  // tab, newline, not ASCII: the input can't be parsed as it lies there
};

inline constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> table{};
  const auto mark = [&table](std::string_view bytes, unsigned bits) {
    for (const char c : bytes) table[static_cast<unsigned char>(c)] |= static_cast<uint8_t>(bits);
  };
  constexpr unsigned kEverySet = kPathSet | kQuerySet | kFragmentSet | kUserinfoSet;
  for (unsigned c = 0; c < 256; ++c) {
    if (c < 0x20 || c > 0x7E) table[c] = kEverySet;
    if (c >= 0x80) table[c] |= kNotVerbatim;
  }
  mark(" \"<>", kEverySet);
  mark("#", kPathSet | kQuerySet | kUserinfoSet);
  mark("'", kQuerySet);
  mark("`", kPathSet | kFragmentSet | kUserinfoSet);
  mark("?{}^", kPathSet | kUserinfoSet);
  mark("/:;=@[\\]|", kUserinfoSet);
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", kUnreserved);
  mark("0123456789abcdefABCDEF", kHex);
  mark("/\\?#", kSegmentEnd);
  mark("\t\n\r", kNotVerbatim);
  return table;
}();

constexpr unsigned classes_of(char c) { return kClasses[static_cast<unsigned char>(c)]; }
constexpr bool is(char c, unsigned classes) { return (classes_of(c) & classes) != 0; }
constexpr bool is_slash(char c) { return c == '/' || c == '\\'; }

// True if `text` begins with '%' and two hexadecimal digits.
constexpr bool begins_with_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && is(text[1], kHex) && is(text[2], kHex);
}

// The byte that the escape at the front of `text` stands for.
constexpr unsigned char escaped_byte(std::string_view text) {
  return static_cast<unsigned char>(ground::ascii::hex_value(text[1]) * 16 +
                                    ground::ascii::hex_value(text[2]));
}

// Appends `text`, bytes of `set` percent-encoded. Runs of others are appended at once: most of most
// URLs is one run.
inline void append_encoded(std::string_view text, unsigned set, std::string& out) {
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is(text[i], set)) continue;
    out.append(text.data() + run, i - run);
    ground::ascii::append_percent_encoded(text[i], out);
    run = i + 1;
  }
  out.append(text.data() + run, text.size() - run);
}

}  // namespace parser::url_bytes
