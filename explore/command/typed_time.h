// Times as people type them, and as they are shown. Milliseconds since 1970, UTC.
// Thread: pure; the clock is the system's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace explore {

// "2026-01-31", "2026-01-31T12:00:00.000Z" (UTC; fractions, seconds and Z may be missing), or so
// long before `now`: "90m", "12h", "7d". None if it is nothing of that.
std::optional<int64_t> parse_since(std::string_view typed, int64_t now);

// A date without a time.
bool is_day(std::string_view typed);

int64_t now_ms();

// "2026-01-31T12:00:00.000Z", as the views have it.
std::string iso_time(int64_t ms);

}  // namespace explore
