// The dates of HTTP headers (RFC 9110 5.6.7): IMF-fixdate, RFC 850, asctime; a recipient must
// accept all three. Thread: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace parser {

// Seconds since 1970 UTC; none if it is no such date.
std::optional<int64_t> http_date(const std::string& text);

}  // namespace parser
