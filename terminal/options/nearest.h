// Which of the words that there are was meant by a mistyped one.
// Thread: pure.
#pragma once

#include <string_view>
#include <vector>

namespace terminal {

// The nearest of the options' names, "" if none is near.
std::string_view nearest_name(std::string_view typed, const std::vector<std::string_view>& names);

}  // namespace terminal
