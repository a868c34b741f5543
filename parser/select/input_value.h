// The values of inputs that are numbers, dates or times (HTML 2.3.4, 2.3.5, 4.10.5.1), as numbers
// that can be compared. Thread: pure.
#pragma once

#include <optional>
#include <string_view>

namespace parser {

// `type`: the type attribute, in any case. Nothing if inputs of this type have no numbers, or if
// `text` is none.
std::optional<double> input_number(std::string_view type, std::string_view text);

}  // namespace parser
