// Looking a field up among received headers. Names are compared without case (RFC 9110 5.1).
// Thread: pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crawler {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline bool same_field(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// The first field of that name, "" if there is none; a view into `headers`.
inline std::string_view header_value(const Headers& headers, std::string_view name) {
  for (const auto& [field, value] : headers)
    if (same_field(field, name)) return value;
  return {};
}

}  // namespace crawler
