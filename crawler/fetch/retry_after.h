// The Retry-After header: seconds, or one of HTTP's three date forms. Source: RFC
// 9110 10.2.3, 5.6.7. Thread: pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace crawler {

// How long to wait from `now`: never negative, at most `longest`; nothing if the value is not
// understood.
std::optional<std::chrono::milliseconds> retry_after(std::string_view value,
                                                     std::chrono::system_clock::time_point now,
                                                     std::chrono::milliseconds longest);

}  // namespace crawler
