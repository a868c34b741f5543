// What a sitemap says of when an entry has changed: W3C's format of dates
// (https://www.w3.org/TR/NOTE-datetime), or what comes near it. Thread: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace storage {

// The latest moment that it may mean, in milliseconds since 1970 UTC: of a date without a time the
// end of its day. Nothing: it is none.
std::optional<int64_t> latest_time_of(std::string_view lastmod);

}  // namespace storage
