#include "crawler/policy/slot_shares.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

using std::chrono::milliseconds;

TEST(SlotSharesTest, TrialsHoldThreeQuartersOfTheSlots) {
  SlotShares shares(16);
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(shares.has_room()) << i;
    shares.trial_started();
  }
  EXPECT_FALSE(shares.has_room());
  shares.trial_ended();
  EXPECT_EQ(shares.room(), 1u);
}

TEST(SlotSharesTest, OfFewSlotsNoneIsKeptFree) {
  SlotShares shares(1);
  EXPECT_EQ(shares.room(), 1u);
}

TEST(SlotSharesTest, SlowIsFarAboveTheUsual) {
  SlotShares shares(16);
  EXPECT_FALSE(shares.is_slow(milliseconds{1'000}));
  EXPECT_TRUE(shares.is_slow(milliseconds{1'001}));
  for (int i = 0; i < 500; ++i) shares.answered(milliseconds{2'000});
  EXPECT_FALSE(shares.is_slow(milliseconds{7'000}));
  EXPECT_TRUE(shares.is_slow(milliseconds{10'000}));
}

TEST(SlotSharesTest, AFewSlowAnswersDoNotChangeTheUsual) {
  SlotShares shares(16);
  for (int i = 0; i < 500; ++i) shares.answered(milliseconds{i % 10 == 0 ? 20'000 : 50});
  EXPECT_TRUE(shares.is_slow(milliseconds{1'500}));
}

}  // namespace
}  // namespace crawler
