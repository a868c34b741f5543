#include "explore/web/assets.h"

#include <algorithm>
#include <cstdint>

namespace explore {
namespace {

const Asset* find_asset(std::string_view name) {
  const std::span<const Asset> all = assets();
  const auto found = std::find_if(
      all.begin(), all.end(), [name](const Asset& candidate) { return candidate.name == name; });
  return found == all.end() ? nullptr : &*found;
}

uint32_t digit_of(char hex) {
  return static_cast<uint32_t>(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

std::string base64_of_hex(std::string_view hex) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  // Six hex digits are three bytes, and those four letters.
  for (std::size_t at = 0; at < hex.size(); at += 6) {
    const std::string_view digits = hex.substr(at, 6);
    uint32_t bits = 0;
    for (std::size_t i = 0; i < 6; ++i)
      bits = bits << 4 | (i < digits.size() ? digit_of(digits[i]) : 0);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= digits.size() / 2 ? kLetters[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

}  // namespace

std::string_view asset(std::string_view name) {
  const Asset* found = find_asset(name);
  return found == nullptr ? std::string_view() : found->bytes;
}

std::string csp_hash(std::string_view name) {
  const Asset* found = find_asset(name);
  return found == nullptr ? "" : "'sha256-" + base64_of_hex(found->sha256_hex) + "'";
}

}  // namespace explore
