// The hosts that a search is for.
// Thread: that of the database.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "storage/database/database.h"

namespace explore {

// Ids of the hosts that are meant by "example.com" (and all names under it), "example.com:8080" or
// an origin, "https://example.com"; in any spelling that a URL may have. Errors stick to the
// database.
std::vector<int64_t> hosts_named(storage::Database& crawl, std::string_view typed);

}  // namespace explore
