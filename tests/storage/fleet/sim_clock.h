// Virtual time: what really passes, in order, and clocks of members, which see it each its own way.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "storage/fleet/buckets.h"

namespace storage {

using SimTime = std::chrono::nanoseconds;  // since the start of the simulation

class SimEvents {
 public:
  SimTime now() const { return now_; }
  void at(SimTime time, std::function<void()> action) {
    events_.push({time > now_ ? time : now_, next_++, std::move(action)});
  }
  void after(SimTime delay, std::function<void()> action) { at(now_ + delay, std::move(action)); }
  // False: nothing is left until then.
  bool run_one(SimTime until) {
    if (events_.empty() || events_.top().time > until) return false;
    const auto action = events_.top().action;
    now_ = events_.top().time;
    events_.pop();
    action();
    return true;
  }

 private:
  struct Event {
    SimTime time;
    uint64_t number;
    std::function<void()> action;
    bool operator<(const Event& other) const {
      return std::pair(time, number) > std::pair(other.time, other.number);
    }
  };
  std::priority_queue<Event> events_;
  SimTime now_{0};
  uint64_t next_ = 0;
};

// A monotonic clock that begins somewhere, runs at its own rate and may leap ahead.
class SimClock {
 public:
  SimClock(SimTime begin, double rate) : begin_(begin), rate_(rate) {}
  void leap(SimTime by) { begin_ += by; }
  SteadyTime read(SimTime real) const {
    return SteadyTime(begin_ +
                      SimTime(static_cast<int64_t>(static_cast<double>(real.count()) * rate_)));
  }
  // How much really passes until it shows this, if it doesn't leap.
  SimTime until(SteadyTime shown, SimTime real) const {
    const SimTime missing = shown - read(real);
    return SimTime(static_cast<int64_t>(static_cast<double>(missing.count()) / rate_) + 1);
  }

 private:
  SimTime begin_;
  double rate_;
};

}  // namespace storage
