// Text as two writings of one thing have it in common: its letters and digits, without case.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace parser {

// `text` is valid UTF-8, and so is what comes back.
std::string plain_letters(std::string_view text);

}  // namespace parser
