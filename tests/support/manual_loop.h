// ManualLoop: a loop whose time is made by the test. Tasks run in order of their time, then of
// posting; the clock jumps from one to the next.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "crawler/loop/scheduler.h"

namespace tests {

class ManualLoop final : public crawler::Scheduler {
 public:
  using Task = std::function<void()>;

  crawler::TimePoint now() const override { return now_; }
  std::chrono::system_clock::time_point wall_now() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)) +
           std::chrono::duration_cast<std::chrono::system_clock::duration>(now_ - kStart) +
           wall_step_;
  }
  void wake_at(crawler::TimePoint when) override { wake_ = std::max(when, now_); }

  void post(Task task) { after(crawler::Milliseconds{0}, std::move(task)); }
  void after(crawler::Milliseconds delay, Task task) {
    tasks_.emplace(now_ + delay, std::move(task));
  }
  // Someone sets the wall clock.
  void step_wall(crawler::Milliseconds by) { wall_step_ += by; }
  // The machine slept: all that was due meanwhile is due now.
  void jump(crawler::Milliseconds by) { now_ += by; }
  void on_wake(Task wake) { on_wake_ = std::move(wake); }
  crawler::Milliseconds elapsed() const {
    return std::chrono::duration_cast<crawler::Milliseconds>(now_ - kStart);
  }

  // Runs one task or wake-up. False: there is none, nothing will ever happen again.
  bool step() {
    if (tasks_.empty() && !wake_) return false;
    if (!tasks_.empty() && (!wake_ || tasks_.begin()->first <= *wake_)) {
      now_ = std::max(now_, tasks_.begin()->first);
      const Task task = std::move(tasks_.begin()->second);
      tasks_.erase(tasks_.begin());
      task();
      return true;
    }
    now_ = std::max(now_, *wake_);
    wake_.reset();
    on_wake_();
    return true;
  }

 private:
  static constexpr crawler::TimePoint kStart{std::chrono::hours(1000)};
  crawler::TimePoint now_ = kStart;
  crawler::Milliseconds wall_step_{0};
  std::multimap<crawler::TimePoint, Task> tasks_;
  std::optional<crawler::TimePoint> wake_;
  Task on_wake_;
};

}  // namespace tests
