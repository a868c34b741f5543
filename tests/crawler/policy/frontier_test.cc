#include "crawler/policy/frontier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace crawler {
namespace {

using std::chrono::milliseconds;

constexpr TimePoint kStart{std::chrono::hours(5)};

storage::Lease lease_of(HostKey host, uint64_t n) {
  storage::Lease lease;
  lease.token = host * 1000 + n;
  lease.key = {host, n};
  lease.origin = "http://h" + std::to_string(host);
  lease.url = lease.origin + "/" + std::to_string(n);
  return lease;
}

IpAddress address(uint8_t last) {
  IpAddress ip;
  ip.bytes = {93, 184, 216, last};
  return ip;
}

class FrontierTest : public testing::Test {
 protected:
  void make(const Politeness& politeness) { frontier_.emplace(politeness); }
  void add_open(HostKey host, int urls, uint8_t ip = 0,
                milliseconds crawl_delay = milliseconds{0}) {
    for (int i = 0; i < urls; ++i) frontier_->add(lease_of(host, static_cast<uint64_t>(i)));
    while (const auto unprepared = frontier_->next_unprepared())
      frontier_->open(*unprepared, {address(ip ? ip : static_cast<uint8_t>(*unprepared))},
                      crawl_delay);
  }
  std::optional<HostKey> next(TimePoint now) {
    const auto lease = frontier_->next(now);
    return lease ? std::optional(lease->key.host) : std::nullopt;
  }
  void finish(HostKey host, TimePoint now, Courtesy courtesy = Courtesy::kGood,
              milliseconds took = milliseconds{10}) {
    frontier_->finished(host, courtesy, took, now);
    frontier_->lease_ended(host, now);
  }

  std::optional<Frontier> frontier_;
};

TEST_F(FrontierTest, AHostIsPreparedOnceBeforeItsFirstUrlGoes) {
  make({2, 8, milliseconds{0}});
  frontier_->add(lease_of(1, 1));
  frontier_->add(lease_of(1, 2));
  EXPECT_FALSE(next(kStart));
  EXPECT_EQ(frontier_->next_unprepared(), 1u);
  EXPECT_FALSE(frontier_->next_unprepared());
  frontier_->open(1, {address(1)}, milliseconds{0});
  EXPECT_EQ(next(kStart), 1u);
}

TEST_F(FrontierTest, AtMostPerHostInFlight) {
  make({2, 8, milliseconds{0}});
  add_open(1, 5);
  EXPECT_TRUE(next(kStart));
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
  finish(1, kStart);
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
}

TEST_F(FrontierTest, DelayBetweenTwoStarts) {
  make({2, 8, milliseconds{500}});
  add_open(1, 3);
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart + milliseconds{499}));
  EXPECT_EQ(frontier_->next_at(), kStart + milliseconds{500});
  EXPECT_TRUE(next(kStart + milliseconds{500}));
}

TEST_F(FrontierTest, DelayCountsFromStartToStartAlsoWhenTheQueueRanEmpty) {
  make({2, 8, milliseconds{500}});
  add_open(1, 1);
  EXPECT_TRUE(next(kStart));
  finish(1, kStart + milliseconds{50}, Courtesy::kGood, milliseconds{50});
  frontier_->add(lease_of(1, 9));
  EXPECT_FALSE(next(kStart + milliseconds{100}));
  EXPECT_TRUE(next(kStart + milliseconds{500}));
}

// A connection was made first, or the program stood still: to the server the delay begins with the
// request.
TEST_F(FrontierTest, DelayCountsFromARequestThatLeftLate) {
  make({1, 8, milliseconds{500}});
  add_open(1, 3);
  EXPECT_TRUE(next(kStart));
  finish(1, kStart + milliseconds{2000}, Courtesy::kGood, milliseconds{10});
  EXPECT_FALSE(next(kStart + milliseconds{2489}));
  EXPECT_TRUE(next(kStart + milliseconds{2490}));
  make({1, 8, milliseconds{0}});
  add_open(1, 3);
  EXPECT_TRUE(next(kStart));
  finish(1, kStart + milliseconds{2000}, Courtesy::kGood, milliseconds{10});
  EXPECT_TRUE(next(kStart + milliseconds{2000}));
}

TEST_F(FrontierTest, DelayIsAtLeastTheRecentResponseTime) {
  make({1, 8, milliseconds{100}});
  add_open(1, 3);
  EXPECT_TRUE(next(kStart));
  const TimePoint now = kStart + milliseconds{4000};
  finish(1, now, Courtesy::kGood, milliseconds{4000});
  EXPECT_TRUE(next(now));
  finish(1, now + milliseconds{1}, Courtesy::kGood, milliseconds{4000});
  EXPECT_FALSE(next(now + milliseconds{3999}));
  EXPECT_TRUE(next(now + milliseconds{4000}));
}

TEST_F(FrontierTest, CrawlDelayWinsWhenLarger) {
  make({2, 8, milliseconds{100}});
  add_open(1, 2, 0, milliseconds{3000});
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart + milliseconds{2999}));
  EXPECT_TRUE(next(kStart + milliseconds{3000}));
}

TEST_F(FrontierTest, RobotsTakesASlotAndStartsTheDelay) {
  make({1, 8, milliseconds{500}});
  frontier_->add(lease_of(1, 1));
  ASSERT_TRUE(frontier_->next_unprepared());
  frontier_->set_addresses(1, {address(1)});
  frontier_->start_extra(1, kStart);
  frontier_->finished(1, Courtesy::kGood, milliseconds{10}, kStart + milliseconds{10});
  frontier_->open(1, {address(1)}, milliseconds{0});
  EXPECT_FALSE(next(kStart + milliseconds{499}));
  EXPECT_TRUE(next(kStart + milliseconds{500}));
}

TEST_F(FrontierTest, HostsTakeTurns) {
  make({8, 8, milliseconds{0}});
  add_open(1, 50);
  add_open(2, 50);
  add_open(3, 50);
  std::map<HostKey, int> turns;
  for (int i = 0; i < 12; ++i) ++turns[*next(kStart)];
  EXPECT_EQ(turns, (std::map<HostKey, int>{{1, 4}, {2, 4}, {3, 4}}));
}

TEST_F(FrontierTest, HostsOnOneAddressShareALimit) {
  make({2, 3, milliseconds{0}});
  add_open(1, 5, 77);
  add_open(2, 5, 77);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
  add_open(3, 5, 78);  // another address is free
  EXPECT_EQ(next(kStart), 3u);
  finish(1, kStart);
  const auto after = next(kStart);
  EXPECT_TRUE(after == 2u || after == 3u || after == 1u);
  finish(3, kStart);
}

TEST_F(FrontierTest, AFreedAddressGoesToTheHostThatWaitsLongest) {
  make({1, 1, milliseconds{0}});
  add_open(1, 3, 77);
  add_open(2, 3, 77);
  EXPECT_EQ(next(kStart), 1u);
  EXPECT_FALSE(next(kStart));
  finish(1, kStart);
  EXPECT_EQ(next(kStart), 2u);
}

TEST_F(FrontierTest, AWaitingHostWhoseUrlsWereTakenDoesNotSwallowTheSlot) {
  make({1, 1, milliseconds{0}});
  add_open(1, 3, 77);
  add_open(2, 3, 77);
  add_open(3, 3, 77);
  EXPECT_EQ(next(kStart), 1u);
  EXPECT_FALSE(next(kStart));  // 2 and 3 wait at the address
  EXPECT_EQ(frontier_->take_all(2).size(), 3u);
  finish(1, kStart);
  EXPECT_EQ(next(kStart), 3u);
}

TEST_F(FrontierTest, HostsOnTrialLeaveSlotsToThoseThatHaveAnswered) {
  make({8, 64, milliseconds{0}, /*slots=*/4});
  add_open(1, 8);
  ASSERT_EQ(next(kStart), 1u);
  finish(1, kStart);  // 1 has answered
  add_open(2, 8);
  add_open(3, 8);
  std::map<HostKey, int> started;
  for (int i = 0; i < 8; ++i) ++started[*next(kStart)];
  EXPECT_EQ(started[2] + started[3], 3);
  EXPECT_EQ(started[1], 5);
  EXPECT_EQ(frontier_->take_all(2).size() + frontier_->take_all(3).size(), 13u);
  EXPECT_EQ(next(kStart), 1u);  // who waited with URLs that are gone holds up no one
}

TEST_F(FrontierTest, AHostOnTrialGoesOnWhenAnotherTrialEnds) {
  make({1, 64, milliseconds{0}, /*slots=*/1});
  add_open(1, 2);
  add_open(2, 2);
  EXPECT_EQ(next(kStart), 1u);
  EXPECT_FALSE(next(kStart));
  EXPECT_FALSE(frontier_->next_at());
  finish(1, kStart, Courtesy::kFailed);
  EXPECT_TRUE(frontier_->next_at());
  EXPECT_EQ(next(kStart), 2u);
}

TEST_F(FrontierTest, HoldStartsNothingBeforeItsEnd) {
  make({2, 8, milliseconds{0}});
  add_open(1, 3);
  frontier_->hold(1, kStart + milliseconds{1000});
  EXPECT_FALSE(next(kStart + milliseconds{999}));
  EXPECT_TRUE(next(kStart + milliseconds{1000}));
}

TEST_F(FrontierTest, OverloadSlowsAndSuccessBringsBackStepByStep) {
  make({1, 8, milliseconds{0}});
  add_open(1, 40);
  EXPECT_TRUE(next(kStart));
  finish(1, kStart, Courtesy::kOverloaded);  // penalty 500 ms: felt from the next start on
  EXPECT_TRUE(next(kStart));
  finish(1, kStart);
  EXPECT_FALSE(next(kStart + milliseconds{499}));
  TimePoint now = kStart + milliseconds{500};
  milliseconds last{500};
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(next(now)) << i;
    finish(1, now);
    const auto at = frontier_->next_at();
    ASSERT_TRUE(at);
    const auto pause = std::chrono::duration_cast<milliseconds>(std::max(*at, now) - now);
    EXPECT_LE(pause, last);
    last = pause;
    now += pause;
  }
  EXPECT_EQ(last, milliseconds{0});
}

TEST_F(FrontierTest, AFailingHostIsProbedOneAtATime) {
  make({4, 8, milliseconds{0}});
  add_open(1, 9);
  EXPECT_TRUE(next(kStart));
  finish(1, kStart, Courtesy::kFailed);
  EXPECT_EQ(frontier_->failures_in_a_row(1).failures, 1u);
  EXPECT_TRUE(next(kStart));  // was put in line before the failure
  finish(1, kStart, Courtesy::kFailed);
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
  finish(1, kStart);
  EXPECT_EQ(frontier_->failures_in_a_row(1).failures, 0u);
  EXPECT_TRUE(next(kStart));
  EXPECT_TRUE(next(kStart));
}

TEST_F(FrontierTest, AProbeOfAFailingHostLooksElsewhereInItsQueue) {
  make({1, 8, milliseconds{0}});
  add_open(1, 9);
  auto at = kStart;
  std::vector<uint64_t> asked;
  for (int i = 0; i < 3; ++i) {
    const auto lease = frontier_->next(at);
    ASSERT_TRUE(lease);
    asked.push_back(lease->key.url);
    at += milliseconds{20};
    finish(1, at, Courtesy::kFailed);
  }
  std::sort(asked.begin(), asked.end());
  EXPECT_GT(asked[1], asked[0] + 1) << "no neighbours";
  EXPECT_GT(asked[2], asked[1]);
}

TEST_F(FrontierTest, AUrlThatFailsAgainSaysNothingOfAHostThatAnswersOthers) {
  make({1, 8, milliseconds{0}});
  add_open(1, 9);
  auto at = kStart;
  const auto fail_again = [&] {
    at += milliseconds{20};
    EXPECT_TRUE(frontier_->next(at));
    at += milliseconds{20};
    return frontier_->finished(1, Courtesy::kFailedAgain, milliseconds{10}, at);
  };
  EXPECT_TRUE(fail_again()) << "it has answered none yet";
  at += milliseconds{20};
  EXPECT_TRUE(next(at));
  finish(1, at);
  EXPECT_FALSE(fail_again());
  EXPECT_EQ(frontier_->failures_in_a_row(1).failures, 0u);
  EXPECT_EQ(frontier_->failures_in_a_row(1).answers_before, 1u);
  frontier_->doubt(1);
  EXPECT_TRUE(fail_again());
}

TEST_F(FrontierTest, UndoneStartGivesSlotAndTimeBack) {
  make({1, 8, milliseconds{500}});
  add_open(1, 2);
  auto lease = frontier_->next(kStart);
  ASSERT_TRUE(lease);
  const auto token = lease->token;
  frontier_->undo_start(1, std::move(lease), kStart);
  lease = frontier_->next(kStart);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->token, token);
}

TEST_F(FrontierTest, AShutHostIsPreparedAgainWhenLentAgain) {
  make({1, 8, milliseconds{0}});
  add_open(1, 1);
  frontier_->shut(1);
  frontier_->take_all(1);
  frontier_->lease_ended(1, kStart);
  EXPECT_FALSE(frontier_->next_unprepared());
  frontier_->add(lease_of(1, 5));
  EXPECT_EQ(frontier_->next_unprepared(), 1u);
}

TEST_F(FrontierTest, IdleHostsAreForgottenAndFailingOnesLater) {
  make({1, 8, milliseconds{0}});
  add_open(1, 1);
  add_open(2, 1);
  ASSERT_TRUE(next(kStart));
  ASSERT_TRUE(next(kStart));
  finish(1, kStart);
  finish(2, kStart, Courtesy::kFailed);
  frontier_->forget_idle(kStart + milliseconds{59'999});
  EXPECT_EQ(frontier_->hosts(), 2u);
  frontier_->forget_idle(kStart + milliseconds{60'000});
  EXPECT_EQ(frontier_->hosts(), 1u);
  EXPECT_EQ(frontier_->failures_in_a_row(2).failures, 1u);
  frontier_->forget_idle(kStart + milliseconds{599'999});
  EXPECT_EQ(frontier_->hosts(), 1u);
  frontier_->forget_idle(kStart + milliseconds{660'000});
  EXPECT_EQ(frontier_->hosts(), 0u);
}

TEST_F(FrontierTest, AHostThatIsLeftAloneIsRememberedUntilThatIsLongOver) {
  make({1, 8, milliseconds{0}});
  add_open(1, 1);
  frontier_->take_all(1);
  frontier_->lease_ended(1, kStart);
  frontier_->memory(1)->failed_openings = 3;
  frontier_->remember(1, kStart + std::chrono::hours(1));
  for (TimePoint now = kStart; now < kStart + std::chrono::minutes(70); now += milliseconds{30'000})
    frontier_->forget_idle(now);
  ASSERT_NE(frontier_->memory(1), nullptr);
  EXPECT_EQ(frontier_->memory(1)->failed_openings, 3u);
  frontier_->forget_idle(kStart + std::chrono::minutes(72));
  EXPECT_EQ(frontier_->memory(1), nullptr);
}

TEST_F(FrontierTest, AHostThatComesBackKnowsNothing) {
  make({1, 8, milliseconds{0}});
  add_open(1, 1);
  ASSERT_TRUE(next(kStart));
  frontier_->memory(1)->pages = 5;
  finish(1, kStart);
  frontier_->forget_idle(kStart + milliseconds{60'000});
  ASSERT_EQ(frontier_->memory(1), nullptr);
  frontier_->add(lease_of(1, 2));
  EXPECT_EQ(frontier_->memory(1)->pages, 0u);
  EXPECT_EQ(frontier_->next_unprepared(), 1u);
}

TEST_F(FrontierTest, AHostIsNotForgottenWhileItIsPreparedOrItsPauseRuns) {
  make({1, 8, milliseconds{0}});
  frontier_->add(lease_of(1, 1));
  ASSERT_EQ(frontier_->next_unprepared(), 1u);
  add_open(2, 1, 0, std::chrono::minutes(5));
  ASSERT_EQ(next(kStart), 2u);
  finish(2, kStart);
  frontier_->take_all(1);
  frontier_->lease_ended(1, kStart);
  frontier_->forget_idle(kStart + std::chrono::minutes(4));
  EXPECT_EQ(frontier_->hosts(), 2u);
  frontier_->forget_idle(kStart + std::chrono::minutes(6));
  EXPECT_NE(frontier_->memory(1), nullptr);
  EXPECT_EQ(frontier_->memory(2), nullptr);
}

TEST_F(FrontierTest, WhenTooManyAreIdleTheOldestLeaveAtOnceTroubledOrNot) {
  make({1, 8, milliseconds{0}});
  const HostKey hosts = Frontier::kMostIdle + 1'000;
  for (HostKey host = 1; host <= hosts; ++host) {
    add_open(host, 1);
    frontier_->take_all(host);
    frontier_->lease_ended(host, kStart);
    frontier_->remember(host, kStart);
    frontier_->forget_idle(kStart);
    ASSERT_LE(frontier_->hosts(), Frontier::kMostIdle + 1);
  }
  EXPECT_EQ(frontier_->hosts(), Frontier::kMostIdle);
  EXPECT_EQ(frontier_->memory(1'000), nullptr);
  EXPECT_NE(frontier_->memory(1'001), nullptr);
  // One that is busy again is no idle one.
  frontier_->add(lease_of(2'000, 1));
  frontier_->add(lease_of(hosts + 1, 1));
  frontier_->take_all(hosts + 1);
  frontier_->lease_ended(hosts + 1, kStart);
  frontier_->forget_idle(kStart);
  EXPECT_EQ(frontier_->hosts(), Frontier::kMostIdle + 1);
}

TEST_F(FrontierTest, CountsOfQueueAndLeasesAddUp) {
  make({2, 8, milliseconds{0}});
  add_open(1, 5);
  EXPECT_EQ(frontier_->queued(), 5u);
  ASSERT_TRUE(next(kStart));
  EXPECT_EQ(frontier_->queued(), 4u);
  EXPECT_EQ(frontier_->leases_out(), 5u);
  finish(1, kStart);
  EXPECT_EQ(frontier_->leases_out(), 4u);
  EXPECT_EQ(frontier_->take_all().size(), 4u);
  EXPECT_EQ(frontier_->queued(), 0u);
}

TEST_F(FrontierTest, ADroppedTransferFreesItsSlotAndItsUrlGoesFirst) {
  make({1, 8, milliseconds{500}});
  add_open(1, 2);
  auto lease = frontier_->next(kStart);
  ASSERT_TRUE(lease);
  EXPECT_FALSE(next(kStart + milliseconds{500})) << "the slot is taken";
  frontier_->dropped(1, *lease, kStart + milliseconds{100});
  EXPECT_EQ(frontier_->queued(), 2u);
  EXPECT_EQ(frontier_->leases_out(), 2u);
  EXPECT_EQ(frontier_->failures_in_a_row(1).failures, 0u);
  EXPECT_FALSE(frontier_->next(kStart + milliseconds{499})) << "the request was sent";
  const auto again = frontier_->next(kStart + milliseconds{500});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->token, lease->token);
}

TEST_F(FrontierTest, AHostIsPreparedFromItsNamingUntilItIsOpenOrShut) {
  make({1, 8, milliseconds{0}});
  EXPECT_FALSE(frontier_->is_preparing(1));
  frontier_->add(lease_of(1, 1));
  EXPECT_FALSE(frontier_->is_preparing(1));
  ASSERT_EQ(frontier_->next_unprepared(), HostKey{1});
  EXPECT_TRUE(frontier_->is_preparing(1));
  frontier_->shut(1);
  EXPECT_FALSE(frontier_->is_preparing(1));
}

PaceOf pace_of_all(const HostPace& pace) {
  return [pace](const std::string&) { return pace; };
}

TEST_F(FrontierTest, AShorterDelayEndsTheOneThatRuns) {
  make({2, 8, milliseconds{60'000}});
  add_open(1, 3);
  EXPECT_TRUE(next(kStart));
  const TimePoint now = kStart + milliseconds{300};
  EXPECT_FALSE(next(now));
  frontier_->set_pace(pace_of_all({milliseconds{500}, std::nullopt}), now);
  EXPECT_FALSE(next(now));
  EXPECT_TRUE(next(kStart + milliseconds{500})) << "counted from the start that was";
  finish(1, kStart + milliseconds{510});
  frontier_->set_pace({}, kStart + milliseconds{600});
  EXPECT_FALSE(next(kStart + milliseconds{60'400}));
  EXPECT_TRUE(next(kStart + milliseconds{60'500}));
}

TEST_F(FrontierTest, ADelayDoesNotEndWhatAHostAskedFor) {
  make({2, 8, milliseconds{500}});
  add_open(1, 3);
  EXPECT_TRUE(next(kStart));
  frontier_->hold(1, kStart + milliseconds{10'000});
  frontier_->set_pace(pace_of_all({milliseconds{0}, std::nullopt}), kStart);
  EXPECT_FALSE(next(kStart + milliseconds{9'999}));
  EXPECT_TRUE(next(kStart + milliseconds{10'000}));
}

TEST_F(FrontierTest, SlotsOfAHostGrowAndShrinkWhileItRuns) {
  make({1, 8, milliseconds{0}});
  add_open(1, 9);
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
  frontier_->set_pace(pace_of_all({std::nullopt, 3}), kStart);
  EXPECT_TRUE(next(kStart));
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
  frontier_->set_pace(pace_of_all({std::nullopt, 1}), kStart);
  finish(1, kStart);
  finish(1, kStart);
  EXPECT_FALSE(next(kStart)) << "one is still in flight";
  finish(1, kStart);
  EXPECT_TRUE(next(kStart));
  EXPECT_FALSE(next(kStart));
}

TEST_F(FrontierTest, APaceIsAskedForWhenAHostIsMet) {
  make({2, 8, milliseconds{60'000}});
  frontier_->set_pace(
      [](const std::string& origin) {
        return origin == "http://h2" ? HostPace{milliseconds{0}, std::nullopt} : HostPace{};
      },
      kStart);
  add_open(1, 2);
  add_open(2, 2);
  int started = 0;
  while (next(kStart)) ++started;
  EXPECT_EQ(started, 3);
}

}  // namespace
}  // namespace crawler
