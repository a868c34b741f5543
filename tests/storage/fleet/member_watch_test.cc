// MemberWatch: whose counter has not moved for too long, and what does not count as time watched.
#include "storage/fleet/member_watch.h"

#include <gtest/gtest.h>

namespace storage {
namespace {

using std::chrono::milliseconds;

class MemberWatchTest : public testing::Test {
 protected:
  // Readings of this counter, every so often, for so long; true: it was found dead.
  bool watch(uint64_t beat, milliseconds time, milliseconds every = milliseconds(500)) {
    bool is_dead = false;
    for (const SteadyTime end = now_ + time; now_ < end;) {
      now_ += every;
      is_dead = !watch_.read({{1, 7}, {2, beat}}, 1, now_).empty();
    }
    return is_dead;
  }
  const FleetTiming timing_;  // a TTL of 20 s, a margin of 0.5 s
  MemberWatch watch_{timing_};
  SteadyTime now_{std::chrono::hours(1)};
};

TEST_F(MemberWatchTest, WhoHasNotMovedForTtlAndMarginIsDeadAndNotBefore) {
  watch(3, milliseconds(500));
  EXPECT_FALSE(watch(3, milliseconds(20'000)));
  EXPECT_TRUE(watch(3, milliseconds(500)));
  EXPECT_EQ(watch_.read({{2, 3}}, 1, now_), (std::vector<MemberRow>{{2, 3}}));
}

TEST_F(MemberWatchTest, ACounterThatMovesBeginsAnew) {
  watch(3, milliseconds(20'000));
  EXPECT_FALSE(watch(4, milliseconds(20'000)));
  // Also back: after a failover the engine may have forgotten the last beats.
  EXPECT_FALSE(watch(3, milliseconds(20'000)));
}

TEST_F(MemberWatchTest, OneselfIsNeverDead) {
  for (int i = 0; i < 100; ++i) {
    now_ += milliseconds(500);
    EXPECT_TRUE(watch_.read({{1, 7}}, 1, now_).empty());
  }
}

TEST_F(MemberWatchTest, AfterAGapAllTimersBeginAnew) {
  watch(3, milliseconds(20'500));
  now_ += timing_.gap() + milliseconds(1);
  EXPECT_TRUE(watch_.read({{2, 3}}, 1, now_).empty());
  EXPECT_FALSE(watch(3, milliseconds(20'000)));
  EXPECT_TRUE(watch(3, milliseconds(500)));
}

TEST_F(MemberWatchTest, ALongWaitForAnAnswerCountsOnlyInPart) {
  watch(3, milliseconds(500));
  EXPECT_FALSE(watch(3, milliseconds(52'000), milliseconds(2'000)));
  EXPECT_TRUE(watch(3, milliseconds(4'000), milliseconds(2'000)));
}

TEST_F(MemberWatchTest, SaysWhenTheNextOneMayBeDead) {
  watch(3, milliseconds(500));
  EXPECT_EQ(watch_.nearest(), milliseconds(20'500));
  watch(3, milliseconds(20'000));
  EXPECT_EQ(watch_.nearest(), milliseconds(500));
}

TEST_F(MemberWatchTest, WhoIsGoneIsForgotten) {
  watch(3, milliseconds(20'500));
  now_ += milliseconds(500);
  watch_.read({}, 1, now_);
  now_ += milliseconds(500);
  EXPECT_TRUE(watch_.read({{2, 3}}, 1, now_).empty());
}

}  // namespace
}  // namespace storage
