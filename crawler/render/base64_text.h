// Base64 (RFC 4648 4), the form that bodies have in messages to the browser. Thread: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crawler {

std::string to_base64(std::string_view bytes);
// Nothing if it is none.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace crawler
