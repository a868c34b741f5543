// Pause: whether a crawl is paused, and how long it was in all. The time is an argument. Thread:
// the loop's.
#pragma once

#include <optional>

#include "crawler/loop/scheduler.h"

namespace crawler {

class Pause {
 public:
  bool is_on() const { return since_.has_value(); }
  void begin(TimePoint now) {
    if (!since_) since_ = now;
  }
  // How long this one was.
  TimePoint::duration end(TimePoint now) {
    if (!since_) return {};
    const TimePoint::duration length = now - *since_;
    past_ += length;
    since_.reset();
    return length;
  }
  Milliseconds in_all(TimePoint now) const {
    return std::chrono::duration_cast<Milliseconds>(past_ +
                                                    (since_ ? now - *since_ : past_ - past_));
  }
  // Of those that are over.
  TimePoint::duration past() const { return past_; }

 private:
  std::optional<TimePoint> since_;
  TimePoint::duration past_{};
};

}  // namespace crawler
