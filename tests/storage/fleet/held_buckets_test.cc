// HeldBuckets: what the store hears of what the protocol does.
#include "storage/fleet/held_buckets.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace storage {
namespace {

constexpr SteadyTime kNow{std::chrono::seconds(1'000)};

HeldBucket held(Bucket bucket, Epoch epoch) { return {bucket, {7, epoch}, kNow}; }

std::vector<Bucket> names_of(const std::vector<HeldBucket>& buckets) {
  std::vector<Bucket> names;
  for (const HeldBucket& bucket : buckets) names.push_back(bucket.bucket);
  return names;
}

using Names = std::vector<Bucket>;
constexpr std::array<Bucket, 1> kTwo{2};

class HeldBucketsTest : public testing::Test {
 protected:
  HeldBucketsTest() {
    held_.gain(held(2, 1));
    held_.gain(held(5, 4));
  }
  HeldBuckets held_;
};

TEST_F(HeldBucketsTest, WhatIsGainedIsNewsOnce) {
  held_.set_safe_until(kNow);
  const BucketNews news = held_.news();
  EXPECT_EQ(names_of(news.gained), (Names{2, 5}));
  EXPECT_EQ(news.gained[1].fence, (BucketFence{7, 4}));
  EXPECT_EQ(news.gained[1].handed_over, kNow);
  EXPECT_TRUE(news.lost.empty() && news.wanted_back.empty());
  EXPECT_EQ(news.safe_until, kNow);
  EXPECT_TRUE(held_.news().gained.empty());
  EXPECT_EQ(held_.size(), 2u);
}

TEST_F(HeldBucketsTest, LostAndRegainedBetweenTwoNewsIsBothByTwoFences) {
  held_.news();
  held_.lose(2);
  held_.gain(held(2, 3));
  const BucketNews news = held_.news();
  ASSERT_EQ(names_of(news.lost), Names{2});
  ASSERT_EQ(names_of(news.gained), Names{2});
  EXPECT_EQ(news.lost[0].fence.epoch, 1u);
  EXPECT_EQ(news.gained[0].fence.epoch, 3u);
}

TEST_F(HeldBucketsTest, GainedAndLostBetweenTwoNewsIsNone) {
  held_.lose(2);
  const BucketNews news = held_.news();
  EXPECT_EQ(names_of(news.gained), Names{5});
  EXPECT_TRUE(news.lost.empty());
}

TEST_F(HeldBucketsTest, WhatIsWantedBackIsSaidUntilItIsLetGoAndThenIsNotLost) {
  held_.news();
  held_.want_back(kTwo);
  EXPECT_EQ(held_.news().wanted_back, Names{2});
  EXPECT_EQ(held_.news().wanted_back, Names{2});
  EXPECT_TRUE(held_.give(9).empty());
  EXPECT_TRUE(held_.let_go(2));
  EXPECT_EQ(names_of(held_.give(9)), Names{2});
  const std::array<BucketRow, 1> row{{{2, 7, 1}}};
  held_.given(row);
  EXPECT_TRUE(held_.give(9).empty());
  const BucketNews news = held_.news();
  EXPECT_TRUE(news.lost.empty() && news.wanted_back.empty());
  EXPECT_EQ(held_.size(), 1u);
}

TEST_F(HeldBucketsTest, WhatIsNoLongerWantedBackIsNotLetGo) {
  held_.news();
  held_.want_back(kTwo);
  held_.keep(kTwo);
  EXPECT_FALSE(held_.let_go(2));
  EXPECT_TRUE(held_.news().wanted_back.empty());
}

TEST_F(HeldBucketsTest, WhatWasLetGoAndIsKeptIsGainedAgain) {
  held_.news();
  held_.want_back(kTwo);
  held_.let_go(2);
  held_.keep(kTwo);
  EXPECT_TRUE(held_.give(9).empty());
  const BucketNews news = held_.news();
  EXPECT_EQ(names_of(news.gained), Names{2});
  EXPECT_TRUE(news.lost.empty());
}

TEST_F(HeldBucketsTest, WhatIsBeingGivenBackIsNeverKept) {
  held_.news();
  held_.want_back(kTwo);
  held_.let_go(2);
  held_.give(9);
  held_.keep(kTwo);
  EXPECT_TRUE(held_.news().gained.empty());
  EXPECT_EQ(names_of(held_.give(9)), Names{2});
}

TEST_F(HeldBucketsTest, WhatTheStoreWasNeverToldOfNeedsNoWordOfIt) {
  held_.want_back(kTwo);
  EXPECT_TRUE(held_.news().wanted_back.empty());
  EXPECT_EQ(names_of(held_.give(9)), Names{2});
}

TEST_F(HeldBucketsTest, ABucketOfAnotherFenceIsNotLetGoForTheOneThatTheStoreKnows) {
  held_.news();
  held_.lose(2);
  held_.gain(held(2, 3));
  held_.want_back(kTwo);
  EXPECT_FALSE(held_.let_go(2));
  EXPECT_EQ(names_of(held_.news().lost), Names{2});
}

TEST_F(HeldBucketsTest, WhatTheEngineDisownsIsLostUnlessItIsOursByAnotherFence) {
  held_.news();
  held_.disown(2, {7, 99});
  EXPECT_FALSE(held_.was_disowned());
  held_.disown(2, {7, 1});
  EXPECT_TRUE(held_.was_disowned());
  EXPECT_FALSE(held_.was_disowned());
  EXPECT_EQ(names_of(held_.news().lost), Names{2});
}

TEST_F(HeldBucketsTest, WhatIsLostIsSaidAlsoIfItIsOursAgainByTheSameFence) {
  held_.news();
  held_.disown(2, {7, 1});
  held_.gain(held(2, 1));
  const BucketNews news = held_.news();
  EXPECT_EQ(names_of(news.lost), Names{2});
  EXPECT_EQ(names_of(news.gained), Names{2});
  EXPECT_TRUE(held_.news().lost.empty());
}

TEST_F(HeldBucketsTest, AMemberThatIsDeadHasNothingAndIsNotSafe) {
  held_.set_safe_until(kNow);
  held_.news();
  held_.drop_all();
  const BucketNews news = held_.news();
  EXPECT_EQ(names_of(news.lost), (Names{2, 5}));
  EXPECT_EQ(news.safe_until, SteadyTime::min());
  EXPECT_EQ(held_.size(), 0u);
}

TEST_F(HeldBucketsTest, TheEndIsOnlySeenWhileItIsLookedFor) {
  held_.set_ended();
  EXPECT_FALSE(held_.has_ended());
  held_.look_for_end(true);
  held_.set_ended();
  EXPECT_TRUE(held_.has_ended());
  held_.look_for_end(false);
  EXPECT_FALSE(held_.has_ended());
}

}  // namespace
}  // namespace storage
