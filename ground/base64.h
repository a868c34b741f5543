// Base64 as RFC 4648 section 4 has it, with padding. Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace ground {

std::string base64(std::string_view bytes);

}  // namespace ground
