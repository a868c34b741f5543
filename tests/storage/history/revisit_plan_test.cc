#include "storage/history/revisit_plan.h"

#include <gtest/gtest.h>

#include <set>

namespace storage {
namespace {

using std::chrono::hours;

constexpr Milliseconds kDay = hours(24);

// A page that was visited daily, so often and with so many changes.
Observation daily(uint64_t visits, uint64_t changes) {
  return {visits, changes, static_cast<double>(kDay.count()) * static_cast<double>(visits)};
}

double in_days(const Observation& page, const Observation& folder = {},
               const Observation& site = {}) {
  const Milliseconds interval = interval_of(rate_of_change(page, folder, site, kDay), UpdatePlan());
  return static_cast<double>(interval.count()) / static_cast<double>(kDay.count());
}

TEST(RevisitPlan, NothingKnownIsTheDefault) { EXPECT_NEAR(in_days({}), 1, 1e-6); }

TEST(RevisitPlan, WhatNeverChangesIsVisitedLessAndLess) {
  double before = in_days({});
  for (const uint64_t visits : {1, 3, 10, 30, 100}) {
    const double now = in_days(daily(visits, 0));
    EXPECT_GT(now, before) << visits;
    before = now;
  }
  EXPECT_GT(before, 20);
  EXPECT_LE(in_days(daily(100'000, 0)), 90.0);
}

TEST(RevisitPlan, TheRateOfManyVisitsIsThatOfThePage) {
  // Every tenth visit found a change: about one in ten days, and as likely as not in seven.
  EXPECT_NEAR(in_days(daily(1'000, 100)), 6.6, 0.7);
  EXPECT_NEAR(in_days(daily(1'000, 500)), 1, 0.15);
}

TEST(RevisitPlan, AFolderAndASiteSpeakForAPageThatIsNotKnown) {
  EXPECT_GT(in_days({}, daily(500, 5)), 10);
  EXPECT_LT(in_days({}, daily(500, 450)), 0.5);
  EXPECT_GT(in_days({}, {}, daily(500, 5)), 10);
  EXPECT_GT(in_days(daily(50, 1), daily(500, 450)), 5);  // it knows better
}

TEST(RevisitPlan, VisitsInQuickSuccessionSayLittle) {
  const Observation quick{60, 0, 1'000};  // in a second
  EXPECT_NEAR(in_days(quick), 1, 0.4);
}

TEST(RevisitPlan, WhatChangesFasterThanItMayBeVisitedIsVisitedLessNotMore) {
  UpdatePlan plan;
  plan.revisit_min = hours(1);
  const auto at = [&](double per_hour) {
    return interval_of(per_hour / static_cast<double>(Milliseconds(hours(1)).count()), plan);
  };
  EXPECT_GE(at(0.7), hours(0));
  EXPECT_GT(at(10), at(1));
  EXPECT_GT(at(100), at(10));
  EXPECT_LE(at(1e9), hours(4));
}

TEST(RevisitPlan, LimitsHold) {
  UpdatePlan plan;
  plan.revisit_min = hours(10);
  plan.revisit_max = hours(20);
  EXPECT_EQ(interval_of(0, plan), hours(20));
  EXPECT_EQ(interval_of(1e-30, plan), hours(20));
  EXPECT_GE(interval_of(1, plan), hours(10));
  EXPECT_LE(interval_of(1, plan), hours(20));
}

TEST(RevisitPlan, JitterIsATenthAndTheSameForTheSame) {
  std::set<int64_t> seen;
  for (uint64_t number = 0; number < 1'000; ++number) {
    const Milliseconds one = jittered(Milliseconds(1'000'000), number);
    EXPECT_GE(one.count(), 900'000);
    EXPECT_LE(one.count(), 1'100'000);
    EXPECT_EQ(one, jittered(Milliseconds(1'000'000), number));
    seen.insert(one.count());
  }
  EXPECT_GT(seen.size(), 900u);
}

TEST(RevisitPlan, ChancesGrowWithTime) {
  EXPECT_EQ(chance_of_change(kDay, Milliseconds(-5)), 0);
  EXPECT_NEAR(chance_of_change(kDay, kDay), 0.5, 1e-9);
  EXPECT_NEAR(chance_of_change(kDay, kDay * 2), 0.75, 1e-9);
  EXPECT_GT(chance_of_change(hours(1), kDay), 0.99);
}

TEST(RevisitPlan, TheLikelierTheEarlierAndSitemapsFirst) {
  const auto rank = [](Role role, double chance) {
    const RevisitRank place = rank_of(role, chance);
    return std::pair(place.depth, place.priority);
  };
  EXPECT_LT(rank(Role::kPage, 0.9), rank(Role::kPage, 0.89));
  EXPECT_LT(rank(Role::kPage, 0.9), rank(Role::kPage, 0.1));
  EXPECT_LE(rank(Role::kSitemap, 0), rank(Role::kPage, 1));
  EXPECT_LT(rank(Role::kPage, 0), rank(Role::kLink, 1));  // checks come last
  EXPECT_LT(rank_of(Role::kPage, 0).depth, 16u);
  EXPECT_LT(rank_of(Role::kPage, 0).priority, kDoubtful);
}

TEST(RevisitPlan, ASitemapIsBelievedUntilItIsWrongMoreOftenThanRight) {
  EXPECT_TRUE(is_believed(0, 0));
  EXPECT_TRUE(is_believed(2, 1));
  EXPECT_FALSE(is_believed(3, 1));
}

}  // namespace
}  // namespace storage
