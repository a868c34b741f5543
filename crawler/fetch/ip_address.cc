#include "crawler/fetch/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace crawler {
namespace {

using Bytes = std::array<uint8_t, 16>;

constexpr int kNotGlobal = -1;  // the whole block is out of bounds

struct Block {
  Bytes prefix;
  int bits;
  int ipv4_at = kNotGlobal;  // else: where the block carries the IPv4 address that decides
};

// https://www.iana.org/assignments/iana-ipv4-special-registry
constexpr Block kIpv4Blocks[] = {
    {{0}, 8},                  // this network
    {{10}, 8},                 // private use
    {{100, 64}, 10},           // shared address space
    {{127}, 8},                // loopback
    {{168, 63, 129, 16}, 32},  // not IANA's: a cloud's metadata service on a public address (Azure)
    {{169, 254}, 16},          // link-local, metadata services
    {{172, 16}, 12},           // private use
    {{192, 0, 0}, 24},         // protocol assignments
    {{192, 0, 2}, 24},         // documentation
    {{192, 88, 99}, 24},       // 6to4 relay anycast
    {{192, 168}, 16},          // private use
    {{198, 18}, 15},           // benchmarking
    {{198, 51, 100}, 24},      // documentation
    {{203, 0, 113}, 24},       // documentation
    {{224}, 4},                // multicast
    {{240}, 4},                // reserved, broadcast
};

// https://www.iana.org/assignments/iana-ipv6-special-registry
// :: and ::1 fall under ::/96: they carry 0.0.0.0 and 0.0.0.1.
constexpr Block kIpv6Blocks[] = {
    {{}, 96, 12},                                          // IPv4-compatible
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12},  // IPv4-mapped
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12},        // IPv4-translated (RFC 2765)
    {{0x00, 0x64, 0xff, 0x9b}, 96, 12},                    // NAT64
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48},            // NAT64 of local use
    {{0x01}, 64},                                          // discard only
    {{0x20, 0x01}, 23},                                    // protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, 32},                        // documentation
    {{0x20, 0x02}, 16, 2},                                 // 6to4
    {{0x3f, 0xff}, 20},                                    // documentation
    {{0x5f}, 16},                                          // segment routing
    {{0xfc}, 7},                                           // unique local
    {{0xfe, 0x80}, 10},                                    // link-local
    {{0xfe, 0xc0}, 10},                                    // site-local, deprecated
    {{0xff}, 8},                                           // multicast
};

bool holds(const Block& block, const Bytes& bytes) {
  const auto whole = static_cast<size_t>(block.bits / 8);
  if (!std::equal(bytes.begin(), bytes.begin() + whole, block.prefix.begin())) return false;
  const int rest = block.bits % 8;
  if (rest == 0) return true;
  return ((bytes[whole] ^ block.prefix[whole]) >> (8 - rest)) == 0;
}

bool is_private_ipv4(const Bytes& bytes) {
  return std::any_of(std::begin(kIpv4Blocks), std::end(kIpv4Blocks),
                     [&](const Block& block) { return holds(block, bytes); });
}

bool is_private_ipv6(const Bytes& bytes) {
  return std::any_of(std::begin(kIpv6Blocks), std::end(kIpv6Blocks), [&](const Block& block) {
    if (!holds(block, bytes)) return false;
    if (block.ipv4_at == kNotGlobal) return true;
    Bytes carried{};
    std::copy_n(bytes.begin() + block.ipv4_at, 4, carried.begin());
    return is_private_ipv4(carried);
  });
}

}  // namespace

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
  return buffer;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const bool bracketed = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);
  // inet_pton stops at a NUL, and no address is longer than this.
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return {};
  const std::string terminated(text);
  IpAddress address;
  if (!bracketed && inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1)
    return address;
  address.bytes = {};
  address.v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return {};
}

bool is_localhost(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name == "localhost" || name.ends_with(".localhost");
}

bool is_private(const IpAddress& address) {
  return address.v6 ? is_private_ipv6(address.bytes) : is_private_ipv4(address.bytes);
}

}  // namespace crawler
