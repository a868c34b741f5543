// Finds the first number of a text, as pages write prices and counts. No locale.
// Thread: pure. Cost: linear up to the number, of which 500 bytes are looked at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parser {

// The mark before a fraction.
enum class Decimal : uint8_t {
  kUnsaid,  // '.', and doubt where it is not certain
  kPoint,
  kComma,
};

struct NumberText {
  std::string digits;         // as std::from_chars reads it; "" if there is none
  bool has_fraction = false;  // or an exponent
  // What is written may be another number, too: "1.299" and "1 299" without a word about decimals,
  // "3,5" or "1.299,-" where '.' is for fractions, "1.2.3", "118, 99", "12 99 €". `digits` then say
  // nothing.
  bool is_doubtful = false;
};

// Groups of three digits may be parted by the mark that is not for fractions, by apostrophes, by
// no-break and thin spaces and, if `decimal` is said, by spaces; those before them may be of two
// digits, as in India ("1,23,456"). If `decimal` is said, a fraction may stand apart: "118, 99",
// "35€ 99".
NumberText first_number(std::string_view text, Decimal decimal);

}  // namespace parser
