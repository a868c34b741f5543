// Time as a store sees it: a value handed in, so that tests own it.
#pragma once

#include <chrono>
#include <functional>

namespace storage {

struct Clocks {
  // For what is due: delays and holds.
  std::function<std::chrono::steady_clock::time_point()> steady = [] {
    return std::chrono::steady_clock::now();
  };
  // For what people read (fetched_at) and what must outlive a restart (the age of a robots.txt).
  std::function<std::chrono::system_clock::time_point()> wall = [] {
    return std::chrono::system_clock::now();
  };
};

// A longer delay is taken as this one: sums of times stay far from overflow.
inline constexpr std::chrono::milliseconds kMaxDelay = std::chrono::hours(24 * 365);

inline std::chrono::milliseconds bounded_delay(std::chrono::milliseconds delay) {
  if (delay < std::chrono::milliseconds::zero()) return std::chrono::milliseconds::zero();
  return delay < kMaxDelay ? delay : kMaxDelay;
}

}  // namespace storage
