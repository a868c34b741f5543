// WakeUp: the one wake-up of a scheduler, for someone who waits for several times at once. Sets it
// only when the nearest of them has changed. Thread: the loop's.
#pragma once

#include <initializer_list>
#include <optional>

#include "crawler/loop/scheduler.h"

namespace crawler {

class WakeUp {
 public:
  explicit WakeUp(Scheduler& scheduler) : scheduler_(scheduler) {}

  // For the nearest of these; one that was set before stays if there is none.
  void set(std::initializer_list<std::optional<TimePoint>> times) {
    std::optional<TimePoint> next;
    for (const auto& at : times)
      if (at && (!next || *at < *next)) next = at;
    if (!next || next == set_) return;
    set_ = next;
    scheduler_.wake_at(*next);
  }
  void came() { set_.reset(); }

 private:
  Scheduler& scheduler_;
  std::optional<TimePoint> set_;
};

}  // namespace crawler
