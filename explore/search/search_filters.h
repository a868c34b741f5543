// The filters of a search: hosts, and a time.
// Thread: pure, or that of the database.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/database/database.h"

namespace explore {

// Ids of the hosts that are meant by "example.com" (and all names under it), "example.com:8080" or
// an origin, "https://example.com"; in any spelling that a URL may have. Errors stick to the
// database.
std::vector<int64_t> hosts_named(storage::Database& crawl, std::string_view typed);

// "2026-01-31", "2026-01-31T12:00:00Z" (UTC; seconds and Z may be missing), or so long before
// `now`: "90m", "12h", "7d". Milliseconds since 1970; none if it is nothing of that.
std::optional<int64_t> parse_since(std::string_view typed, int64_t now);

}  // namespace explore
