#include "crawler/loop/wake_up.h"

#include <gtest/gtest.h>

#include <vector>

namespace crawler {
namespace {

constexpr TimePoint at(int seconds) { return TimePoint{std::chrono::seconds(seconds)}; }

class Noting final : public Scheduler {
 public:
  std::vector<TimePoint> set;
  TimePoint now() const override { return {}; }
  std::chrono::system_clock::time_point wall_now() const override { return {}; }
  void wake_at(TimePoint when) override { set.push_back(when); }
};

TEST(WakeUp, IsForTheNearestOfTheTimesThatThereAre) {
  Noting scheduler;
  WakeUp wake_up(scheduler);
  wake_up.set({at(5), std::nullopt, at(3), at(9)});
  EXPECT_EQ(scheduler.set, std::vector{at(3)});
}

TEST(WakeUp, IsSetAgainOnlyForAnotherTimeOrAfterItCame) {
  Noting scheduler;
  WakeUp wake_up(scheduler);
  wake_up.set({at(3)});
  wake_up.set({at(3)});
  EXPECT_EQ(scheduler.set.size(), 1u);
  wake_up.set({at(2)});
  wake_up.came();
  wake_up.set({at(2)});
  EXPECT_EQ(scheduler.set, (std::vector{at(3), at(2), at(2)}));
}

TEST(WakeUp, WithoutATimeTheOneThatWasSetStays) {
  Noting scheduler;
  WakeUp wake_up(scheduler);
  wake_up.set({at(3)});
  wake_up.set({std::nullopt});
  wake_up.set({at(3)});
  EXPECT_EQ(scheduler.set.size(), 1u);
}

}  // namespace
}  // namespace crawler
