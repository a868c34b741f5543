// Scheduler: the loop's clock and one wake-up, as the crawl sees them; injected, so that tests
// control the time. Thread: the loop's.
#pragma once

#include <chrono>

namespace crawler {

using TimePoint = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual TimePoint now() const = 0;
  virtual std::chrono::system_clock::time_point wall_now() const = 0;
  // Calls Crawl::wake() at `when`, not earlier; replaces the wake-up set before.
  virtual void wake_at(TimePoint when) = 0;
};

}  // namespace crawler
