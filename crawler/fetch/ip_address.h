// An IPv4 or IPv6 address, and whether a public page may make us connect to it.
// Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crawler {

struct IpAddress {
  std::array<uint8_t, 16> bytes{};  // IPv4: the first 4
  bool v6 = false;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 mistakes the 0 that <=> is compared with
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

  std::string text() const;                                      // "127.0.0.1", "::1"
  static std::optional<IpAddress> parse(std::string_view text);  // brackets allowed around IPv6
};

// A name that is always the loopback's, in lower case, with the root's dot or without
// (RFC 6761 6.3).
bool is_localhost(std::string_view name);

// True for what is not globally reachable: private, loopback, link-local, shared, multicast,
// reserved, metadata services, and IPv6 forms that carry such an IPv4 address (mapped, compatible,
// 6to4, Teredo, NAT64). Source: IANA special-purpose address registries (RFC 6890 and its updates).
bool is_private(const IpAddress& address);

}  // namespace crawler
