// Patience: waits between the tries of something whose trouble may pass by itself; longer after
// each try, up to an end, with jitter so that many who wait for one thing don't come back at once.
// Thread: wait() from one thread; give_up() from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>

#include "ground/mutex.h"

namespace crawler {

class Patience {
 public:
  static constexpr std::chrono::milliseconds kFirst{100};
  static constexpr std::chrono::milliseconds kLongest{5'000};

  // `sleep`: called with each pause instead of passing it; for tests, which own the time.
  using Sleep = std::function<void(std::chrono::milliseconds)>;
  explicit Patience(Sleep sleep = {}) : sleep_(std::move(sleep)) {}

  // Waits after the `tries`th try, 1 or more, that failed. False: given up, before or meanwhile.
  bool wait(uint32_t tries);
  // Ends the wait that is under way, and all that come.
  void give_up();

 private:
  std::chrono::milliseconds pause_after(uint32_t tries);
  bool has_given_up() const;

  const Sleep sleep_;
  std::minstd_rand jitter_{std::random_device()()};
  mutable ground::Mutex mutex_;
  ground::Condition changed_;
  bool given_up_ CRAWL_GUARDED_BY(mutex_) = false;
};

}  // namespace crawler
