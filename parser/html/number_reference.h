// Numeric character references ("&#8364;", "&#x20AC;"), as far as they have to be understood before
// gumbo reads them.
// Thread: any. Cost: linear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parser {

struct NumberReference {
  std::size_t size = 0;  // bytes, without a ';'
  uint32_t code = 0;     // anything beyond Unicode: kBeyondUnicode
};
inline constexpr uint32_t kBeyondUnicode = 0x110000;

// `text` begins with "&#". One without a digit has the code 0.
NumberReference number_reference(std::string_view text);

// A number beyond U+10FFFF stands for U+FFFD (HTML 13.2.5.80). gumbo counts in an int: it
// overflows, and another letter comes out, or bytes that aren't UTF-8. Gives `utf8`, or, where it
// has such numbers, `copy` with U+FFFD in their place.
std::string_view within_unicode(std::string_view utf8, std::string& copy);

}  // namespace parser
