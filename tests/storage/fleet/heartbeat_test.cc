// Heartbeat: the thread around a Membership, on tables in memory.
#include "storage/fleet/heartbeat.h"

#include <gtest/gtest.h>

#include <functional>

#include "ground/mutex.h"
#include "tests/storage/fleet/sim_engine.h"

namespace storage {
namespace {

using std::chrono::milliseconds;

// SimEngine for two threads, which can be away, and where a test can wait for what comes to pass.
class SharedTables final : public MemberTables {
 public:
  ground::Result<void> join(MemberId me) override {
    return ask([&] { return engine_.join(me); });
  }
  ground::Result<bool> beat(MemberId me) override {
    return ask([&] { return engine_.beat(me); });
  }
  ground::Result<std::vector<MemberRow>> read_members() override {
    return ask([&] { return engine_.read_members(); });
  }
  ground::Result<void> declare_dead(std::span<const MemberRow> seen) override {
    return ask([&] { return engine_.declare_dead(seen); });
  }
  ground::Result<void> leave(MemberId me) override {
    return ask([&] { return engine_.leave(me); });
  }
  ground::Result<std::vector<BucketRow>> read_buckets() override {
    return ask([&] { return engine_.read_buckets(); });
  }
  ground::Result<std::vector<Bucket>> take(MemberId me, std::span<const BucketRow> seen) override {
    return ask([&] { return engine_.take(me, seen); });
  }
  ground::Result<void> give_back(std::span<const BucketRow> ours) override {
    return ask([&] { return engine_.give_back(ours); });
  }
  ground::Result<WorkCounts> read_counts() override {
    return ask([&] { return engine_.read_counts(); });
  }

  void set_away(bool is_away) {
    const ground::MutexLock lock(mutex_);
    is_away_ = is_away;
  }
  // It is asked at each call.
  void wait_until(const std::function<bool(const SimEngine&)>& is_so) {
    const ground::MutexLock lock(mutex_);
    while (!is_so(engine_)) asked_.wait(mutex_);
  }
  template <typename Read>
  auto read(Read what) {
    const ground::MutexLock lock(mutex_);
    return what(engine_);
  }
  void wait_for_calls(int count) {
    const ground::MutexLock lock(mutex_);
    for (const int until = calls_ + count; calls_ < until;) asked_.wait(mutex_);
  }

 private:
  template <typename Ask>
  auto ask(Ask what) -> decltype(what()) {
    const ground::MutexLock lock(mutex_);
    ++calls_;
    asked_.wake_all();
    if (is_away_) return ground::Error{ground::ErrorCode::kIo, "the engine is away", true};
    return what();
  }

  ground::Mutex mutex_;
  ground::Condition asked_;
  SimEngine engine_{64, 1, 1, SimWeb::kTree};
  bool is_away_ = false;
  int calls_ = 0;
};

class HeartbeatTest : public testing::Test {
 protected:
  static std::size_t live(const SimEngine& engine) { return engine.owned_by_live().size(); }

  const FleetTiming timing_{milliseconds(600)};
  SharedTables tables_;
  HeldBuckets held_{64};
};

TEST_F(HeartbeatTest, JoinsTakesAndLeaves) {
  Heartbeat heartbeat(timing_, tables_, held_);
  tables_.wait_until([](const SimEngine& engine) { return engine.is_all_owned(); });
  tables_.wait_for_calls(2);
  EXPECT_EQ(held_.size(), 64u);
  EXPECT_GT(held_.safe_until(), SteadyTime::min());
  EXPECT_FALSE(heartbeat.trouble());
  EXPECT_TRUE(heartbeat.leave(std::chrono::minutes(1)));
  EXPECT_EQ(held_.size(), 0u);
  EXPECT_EQ(tables_.read(live), 0u);
}

TEST_F(HeartbeatTest, WithoutAWordItIsTakenForLiveUntilTheTtl) {
  {
    const Heartbeat heartbeat(timing_, tables_, held_);
    tables_.wait_until([](const SimEngine& engine) { return engine.is_all_owned(); });
  }
  EXPECT_EQ(tables_.read(live), 1u);
}

TEST_F(HeartbeatTest, SaysWhatTroublesItAndJoinsWhenThatHasPassed) {
  tables_.set_away(true);
  Heartbeat heartbeat(timing_, tables_, held_);
  tables_.wait_for_calls(3);
  ASSERT_TRUE(heartbeat.trouble());
  EXPECT_EQ(heartbeat.trouble()->message, "the engine is away");
  tables_.set_away(false);
  tables_.wait_until([](const SimEngine& engine) { return engine.is_all_owned(); });
  tables_.wait_for_calls(2);
  EXPECT_FALSE(heartbeat.trouble());
}

TEST_F(HeartbeatTest, DoesNotWaitForAnEngineThatIsAway) {
  Heartbeat heartbeat(timing_, tables_, held_);
  tables_.wait_until([](const SimEngine& engine) { return engine.is_all_owned(); });
  tables_.set_away(true);
  EXPECT_FALSE(heartbeat.leave(milliseconds(0)));
}

TEST_F(HeartbeatTest, FindsTheEndWhenItIsLookedFor) {
  Heartbeat heartbeat(timing_, tables_, held_);
  tables_.wait_until([](const SimEngine& engine) { return engine.is_all_owned(); });
  held_.look_for_end(true);
  tables_.wait_for_calls(20);
  EXPECT_FALSE(held_.has_ended());
  const BucketFence fence = held_.news().gained.at(0).fence;
  EXPECT_TRUE(tables_.read([&](SimEngine& engine) { return engine.keep(0, 1, fence); }));
  for (int calls = 0; calls < 100 && !held_.has_ended(); ++calls) tables_.wait_for_calls(1);
  EXPECT_TRUE(held_.has_ended());
}

}  // namespace
}  // namespace storage
