// Time as a store sees it: passed in as a value, so that tests control it.
#pragma once

#include <chrono>
#include <functional>

#include "storage/store/records.h"

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
inline constexpr std::chrono::milliseconds kMaxDelay = kRestOfRun;

// Is this a wait with an end in sight? What is left of a hold for the rest of the run is not,
// however old the run.
inline bool is_worth_waiting(std::chrono::milliseconds wait) { return wait < kMaxDelay / 2; }

inline std::chrono::milliseconds bounded_delay(std::chrono::milliseconds delay) {
  if (delay < std::chrono::milliseconds::zero()) return std::chrono::milliseconds::zero();
  return delay < kMaxDelay ? delay : kMaxDelay;
}

}  // namespace storage
