// Eight bytes of text at a time, in one number: which of them are letters, digits, a certain byte?
// The first byte is the lowest, whatever the machine's order. An answer has the high bit of each
// byte that is meant; bytes of 0x80 and above are never.
// Thread: pure.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ground::byte_masks {

inline constexpr std::size_t kStep = 8;
inline constexpr uint64_t kHighBits = 0x8080808080808080;
inline constexpr uint64_t kOneEach = 0x0101010101010101;
// Set in all bytes, it folds the case of ASCII letters and leaves digits as they are.
inline constexpr uint64_t kLowerCase = 0x20 * kOneEach;

// The eight bytes at `at`, which are there.
inline uint64_t load(const char* at) {
  uint64_t value;
  std::memcpy(&value, at, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

// The bytes of `text` from `at` up to `length` (1 to 8) of them, then zeros.
inline uint64_t load_some(std::string_view text, std::size_t at, std::size_t length) {
  if (text.size() - at >= kStep)
    return load(text.data() + at) & (~uint64_t{0} >> (64 - 8 * length));
  uint64_t value = 0;
  for (std::size_t i = 0; i < length; ++i)
    value |= uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
  return value;
}

// Bytes from `low` to `high`, both ASCII.
inline uint64_t within(uint64_t bytes, char low, char high) {
  const auto at_least = [ascii = bytes & ~kHighBits](int least) {
    return ascii + kOneEach * static_cast<uint64_t>(0x80 - least);
  };
  return at_least(low) & ~at_least(high + 1) & ~bytes & kHighBits;
}

inline uint64_t digits(uint64_t bytes) { return within(bytes, '0', '9'); }

inline uint64_t letters_and_digits(uint64_t bytes) {
  return within(bytes | kLowerCase, 'a', 'z') | digits(bytes);
}

// The high bits of eight bytes as eight bits, the first byte's lowest.
inline uint64_t gather(uint64_t high_bits) { return ((high_bits >> 7) * 0x0102040810204080) >> 56; }

}  // namespace ground::byte_masks
