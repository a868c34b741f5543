// How long to wait before trying again: doubles with each try, with an upper end and jitter.
// Thread: pure.
#pragma once

#include <chrono>
#include <cstdint>

namespace crawler {

inline constexpr std::chrono::milliseconds kFirstBackoff{1'000};
inline constexpr std::chrono::milliseconds kLongestBackoff{300'000};

// `tries`: how often it failed so far, at least 1. `salt` (a URL's key) spreads equal waits by up
// to a quarter.
inline std::chrono::milliseconds backoff(uint32_t tries, uint64_t salt = 0) {
  auto wait = kFirstBackoff;
  for (uint32_t i = 1; i < tries && wait < kLongestBackoff; ++i) wait *= 2;
  if (wait > kLongestBackoff) wait = kLongestBackoff;
  return wait + wait * static_cast<int>(salt % 256) / 1024;
}

}  // namespace crawler
