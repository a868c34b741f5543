// What values of attributes and texts say: words, numbers, or nothing but white space. As browsers
// read them, whose scripts take more characters for white space than HTML does.
// Thread: pure. Cost: linear.
#pragma once

#include <optional>
#include <string_view>

namespace parser {

// True if there is a character that is no white space to a script (ECMAScript, WhiteSpace and
// LineTerminator).
bool has_words(std::string_view utf8);

// Takes the next of several words off `list`; "" at its end.
std::string_view next_word(std::string_view& list);

// As parseInt() reads it: white space before it and what is no digit behind it don't count. Nothing
// if it does not begin with a digit, or is larger than an int.
std::optional<int> whole_number(std::string_view text);

// As parseFloat() reads it; exponents aside. Nothing if there is no number.
std::optional<double> decimal_number(std::string_view text);

}  // namespace parser
