// Punycode (RFC 3492) of single labels, without "xn--". Thread: pure. Cost: the square of the
// length.
#pragma once

#include <string>
#include <string_view>

namespace parser {

// Appends the code points of `ascii` to `out`; false if that is no Punycode.
bool punycode_decode(std::string_view ascii, std::u32string& out);

// Appends `label` to `out`; false if its numbers grow too large.
bool punycode_encode(std::u32string_view label, std::string& out);

}  // namespace parser
