// Numbers for people: thousands separators, and sizes, rates and durations in a suitable unit.
// Thread: pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace terminal {

std::string with_thousands(uint64_t number);                  // "1,234,567"
std::string counted(uint64_t number, std::string_view noun);  // "1 host", "2,000 hosts"
std::string size_text(double bytes);       // "512 B", "1.5 KB", "12 MB"; powers of 1,000
std::string rate_text(double per_second);  // "0.4", "12.3", "1,234"
std::string clock_text(std::chrono::milliseconds elapsed);  // "0:07", "1:02:03"
std::string duration_text(
    std::chrono::milliseconds time);  // "85 ms", "4.2 s", "2 min 5 s", "3 h 20 min"
std::string utc_now();                // "2026-01-31T12:00:00Z"
// Milliseconds since 1970 as ISO 8601, "2026-01-31T12:00:00.000Z"; outside of the years 1970 to
// 9999 their nearest end.
std::string utc_time(int64_t milliseconds);

}  // namespace terminal
