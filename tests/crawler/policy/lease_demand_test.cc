#include "crawler/policy/lease_demand.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

constexpr TimePoint kStart{std::chrono::hours(1)};

storage::LeaseAnswer nothing_more() { return {}; }
storage::LeaseAnswer more() {
  storage::LeaseAnswer answer;
  answer.more = true;
  return answer;
}

TEST(LeaseDemand, OneQuestionIsOutAtATime) {
  LeaseDemand demand(256, 2);
  ASSERT_TRUE(demand.next(0, 0));
  EXPECT_TRUE(demand.is_out());
  EXPECT_FALSE(demand.next(0, 0));
  demand.answered(more(), kStart);
  EXPECT_TRUE(demand.next(0, 0));
}

TEST(LeaseDemand, AFrontierThatIsHalfFullIsLeftAlone) {
  LeaseDemand demand(256, 2);
  EXPECT_FALSE(demand.next(1, 1'024));
  const auto request = demand.next(1, 1'023);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->max_urls, 2'048u - 1'023u);
}

TEST(LeaseDemand, ManyHostsGetManyUrlsAndFewEach) {
  LeaseDemand demand(256, 2);
  const auto few = demand.next(10, 0);
  EXPECT_EQ(few->max_urls, 2'048u);
  EXPECT_EQ(few->max_per_host, 64u);
  demand.answered(more(), kStart);
  const auto many = demand.next(1'000, 0);
  EXPECT_EQ(many->max_urls, 8'000u);
  EXPECT_EQ(many->max_per_host, 4u);
  demand.answered(more(), kStart);
  EXPECT_EQ(demand.next(1'000'000, 0)->max_urls, 32'768u);
  demand.answered(more(), kStart);
  EXPECT_EQ(demand.next(10, 0)->max_per_host, 32u);  // late: not at once as many as at first
  demand.answered(more(), kStart);
  EXPECT_EQ(demand.next(1, 0)->max_per_host, 64u);
}

TEST(LeaseDemand, AStoreThatHadAllIsAskedAgainWhenSomethingChanged) {
  LeaseDemand demand(256, 2);
  EXPECT_FALSE(demand.is_satisfied());  // not asked yet
  ASSERT_TRUE(demand.next(0, 0));
  EXPECT_FALSE(demand.is_satisfied());
  demand.answered(nothing_more(), kStart);
  EXPECT_TRUE(demand.is_satisfied());
  EXPECT_FALSE(demand.next(0, 0));
  demand.changed();
  EXPECT_FALSE(demand.is_satisfied());
  EXPECT_TRUE(demand.next(0, 0));
}

TEST(LeaseDemand, WhatIsDueLaterIsWaitedFor) {
  LeaseDemand demand(256, 2);
  ASSERT_TRUE(demand.next(0, 0));
  storage::LeaseAnswer answer;
  answer.ask_again = Milliseconds{500};
  demand.answered(answer, kStart);
  EXPECT_FALSE(demand.is_satisfied());
  EXPECT_EQ(demand.ask_again(), kStart + Milliseconds{500});
  demand.wake(kStart + Milliseconds{499});
  EXPECT_FALSE(demand.next(0, 0));
  demand.wake(kStart + Milliseconds{500});
  EXPECT_TRUE(demand.next(0, 0));
}

TEST(LeaseDemand, LeasesThatAreSafeForEverAreNotRenewed) {
  LeaseDemand demand(256, 2);
  ASSERT_TRUE(demand.next(0, 0));
  demand.answered(nothing_more(), kStart);
  EXPECT_TRUE(demand.is_safe(kStart + std::chrono::hours(10'000)));
  EXPECT_FALSE(demand.renew_at());
  EXPECT_FALSE(demand.safe_until());
}

TEST(LeaseDemand, LeasesAreRenewedAtHalfOfTheirTimeThoughNoUrlIsWanted) {
  LeaseDemand demand(256, 2);
  ASSERT_TRUE(demand.next(0, 0));
  storage::LeaseAnswer answer = more();
  answer.safe_until = kStart + Milliseconds{20'000};
  demand.answered(answer, kStart);
  EXPECT_TRUE(demand.is_safe(kStart + Milliseconds{19'999}));
  EXPECT_FALSE(demand.is_safe(kStart + Milliseconds{20'000}));
  demand.wake(kStart + Milliseconds{9'999});
  EXPECT_FALSE(demand.next(1, 5'000));
  demand.wake(kStart + Milliseconds{10'000});
  const auto request = demand.next(1, 5'000);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->max_urls, 0u);
  EXPECT_FALSE(demand.next(1, 5'000)) << "once";
  EXPECT_FALSE(demand.renew_at());
}

TEST(LeaseDemand, AStoreThatCanNotRenewIsNotAskedAllTheTime) {
  LeaseDemand demand(256, 2);
  storage::LeaseAnswer answer = nothing_more();
  answer.safe_until = kStart - Milliseconds{1};
  ASSERT_TRUE(demand.next(0, 0));
  demand.answered(answer, kStart);
  EXPECT_FALSE(demand.is_safe(kStart));
  EXPECT_EQ(demand.renew_at(), kStart + Milliseconds{500});
}

}  // namespace
}  // namespace crawler
