// UrlKey: the 128-bit name of a URL's normal form. parser/url makes it, once; the frontier, the
// store and its index know URLs by it.
#pragma once

#include <compare>
#include <cstdint>

namespace ground {

struct UrlKey {
  uint64_t host = 0;  // of the origin
  uint64_t url = 0;   // of the whole
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
  friend auto operator<=>(const UrlKey&, const UrlKey&) = default;
};

}  // namespace ground
