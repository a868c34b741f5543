// SlotShares: which hosts may use the last transfer slots. A host that has not responded yet, or
// responds far more slowly than is usual in this crawl, is on trial; all hosts on trial together
// may use three quarters of the slots. So a thousand dead hosts can't occupy every slot until their
// timeouts while hosts that respond at once have to wait.
// Pure policy. Thread: the loop's.
#pragma once

#include <algorithm>
#include <cstddef>

#include "crawler/loop/scheduler.h"

namespace crawler {

class SlotShares {
 public:
  // `slots`: transfers in flight over all hosts.
  explicit SlotShares(std::size_t slots) : most_on_trial_(slots - slots / kKeptFree) {}

  // An answer took so long; of hosts that answer.
  void answered(Milliseconds took) {
    const Milliseconds step = std::max(Milliseconds{1}, usual_ / kStep);
    usual_ = std::max(Milliseconds{0}, took > usual_ ? usual_ + step : usual_ - step);
  }
  bool is_slow(Milliseconds response_time) const {
    return response_time > std::max(kNeverSlow, usual_ * kFarAbove);
  }

  bool has_room() const { return room() > 0; }
  std::size_t room() const { return most_on_trial_ - std::min(most_on_trial_, on_trial_); }
  void trial_started() { ++on_trial_; }
  void trial_ended() { --on_trial_; }

 private:
  static constexpr std::size_t kKeptFree = 4;  // one slot in so many
  // An answer within a second is slow nowhere, one of four times the median is everywhere else.
  static constexpr Milliseconds kNeverSlow{1'000};
  static constexpr int kFarAbove = 4;
  // Each answer moves the running median a sixteenth up or down: a few hundred answers follow any
  // change.
  static constexpr int kStep = 16;

  std::size_t most_on_trial_;
  std::size_t on_trial_ = 0;
  Milliseconds usual_{0};
};

}  // namespace crawler
