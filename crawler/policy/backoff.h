// How long to wait before trying again: doubles with each try, with an upper end and jitter.
// Thread: pure.
#pragma once

#include <chrono>
#include <cstdint>

namespace crawler {

// The first wait, and the longest; as they are for what the web does.
struct BackoffBounds {
  std::chrono::milliseconds first{1'000};
  std::chrono::milliseconds longest{300'000};
};

// `tries`: how often it failed so far, at least 1. `salt` (a URL's key) spreads equal waits by up
// to a quarter.
inline std::chrono::milliseconds backoff(uint32_t tries, uint64_t salt = 0,
                                         const BackoffBounds& bounds = {}) {
  auto wait = bounds.first;
  for (uint32_t i = 1; i < tries && wait < bounds.longest; ++i) wait *= 2;
  if (wait > bounds.longest) wait = bounds.longest;
  return wait + wait * static_cast<int>(salt % 256) / 1024;
}

}  // namespace crawler
