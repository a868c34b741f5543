// Looking a field up among received headers. Names are compared without case (RFC 9110 5.1).
// Thread: pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/ascii.h"

namespace crawler {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view kSetCookie = "set-cookie";

// The first field of that name, "" if there is none; a view into `headers`.
inline std::string_view header_value(const Headers& headers, std::string_view name) {
  for (const auto& [field, value] : headers)
    if (ground::ascii::same_but_for_case(field, name)) return value;
  return {};
}

}  // namespace crawler
