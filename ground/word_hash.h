// The hash of a word, eight bytes at a time, and how hashes are mixed.
// Thread: pure. Fingerprints of pages are made of these and are stored: with other numbers those of
// older crawls could not be compared any more.
#pragma once

#include <cstdint>

#include "ground/byte_masks.h"

namespace ground::word_hash {

// Odd numbers with well-mixed bits: the fractions of the golden ratio and of the square roots of 2
// and 3.
inline constexpr uint64_t kMix1 = 0x9E3779B97F4A7C15;
inline constexpr uint64_t kMix2 = 0x6A09E667F3BCC909;
inline constexpr uint64_t kMix3 = 0xBB67AE8584CAA73B;

// Each bit of the answer depends on all bits of `value`: any of them may be a table's index.
constexpr uint64_t mix(uint64_t value) {
  value ^= value >> 32;
  value *= kMix2;
  value ^= value >> 29;
  value *= kMix3;
  return value ^ (value >> 32);
}

// A word begins with kMix1 and takes its bytes in as byte_masks::load_some() gives them. ASCII case
// does not count.
constexpr uint64_t add_piece(uint64_t hash, uint64_t piece) {
  hash = (hash ^ (piece | byte_masks::kLowerCase)) * kMix3;
  return hash ^ (hash >> 32);
}

}  // namespace ground::word_hash
