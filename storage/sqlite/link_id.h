// How a link's id is made: of its page's id and its place on the page. So the table is in the order
// of pages, and a page's links are one range of it.
#pragma once

#include <cstdint>

namespace storage {

inline constexpr int kLinkPlaceBits = 24;
inline constexpr int64_t kMostLinkPlaces = int64_t{1} << kLinkPlaceBits;

}  // namespace storage
