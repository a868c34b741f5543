// The value of a Location field, made ready for the URL parser. Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace parser {

// `value` with its bytes beyond ASCII percent-encoded as they are: what encoding they are in, only
// the server knows, and it wants them back as it sent them. ASCII is returned as a view of `value`;
// otherwise the text replaces what `buffer` held.
std::string_view escaped_location(std::string_view value, std::string& buffer);

}  // namespace parser
