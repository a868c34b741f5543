#include "crawler/ring/host_care.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crawler/policy/backoff.h"
#include "tests/support/crawl_notes.h"
#include "tests/support/quiet_pipeline.h"

namespace crawler {
namespace {

using How = storage::Release::How;
using storage::Reason;

constexpr HostKey kHost = 1;
constexpr TimePoint kStart{std::chrono::hours(1)};
constexpr Milliseconds kParkedFor{600'000};

class HostCareTest : public testing::Test {
 protected:
  void lend(uint32_t attempts = 0, storage::Role role = storage::Role::kPage) {
    storage::Lease lease;
    lease.role = role;
    lease.token = ++token_;
    lease.key = {kHost, token_};
    lease.origin = "http://a.example";
    lease.url = lease.origin + "/" + std::to_string(token_);
    lease.attempts = attempts;
    frontier_.add(lease);
  }
  void open() {
    lend();
    frontier_.next_unprepared();
    frontier_.open(kHost, {}, Milliseconds{0});
  }
  HostTrouble dead(bool permanent = false) {
    return {kHost, HostTrouble::Kind::kDead, Reason::kDns, "no answer", permanent, {}};
  }
  void answer_well(int times) {
    for (int i = 0; i < times; ++i) {
      lend();
      now_ += Milliseconds{1'000};
      ASSERT_TRUE(frontier_.next(now_));
      frontier_.finished(kHost, Courtesy::kGood, Milliseconds{10}, now_);
    }
  }
  // A page of the host fails, at a time of its own.
  void fail(Milliseconds later = Milliseconds{100'000}) {
    now_ += later;
    lend();
    ASSERT_TRUE(frontier_.next(std::max(now_, frontier_.next_start(kHost))));
    frontier_.finished(kHost, Courtesy::kFailed, Milliseconds{10}, now_ + Milliseconds{10});
    Judgement judgement;
    judgement.host_failure = "answered 500";
    care_.judged(kHost, judgement, now_);
  }
  // A page of the host answers 429, at a time of its own.
  bool be_too_much(Milliseconds later, Milliseconds wait) {
    now_ = std::max(now_ + later, frontier_.next_start(kHost));
    lend();
    EXPECT_TRUE(frontier_.next(now_));
    frontier_.finished(kHost, Courtesy::kOverloaded, Milliseconds{10}, now_ + Milliseconds{10});
    Judgement judgement;
    judgement.host_wait = wait;
    judgement.host_wait_cause = "answered 429";
    return care_.judged(kHost, judgement, now_);
  }
  Milliseconds last_hold() { return pipeline_.holds.back().delay; }
  const std::vector<storage::Release>& last_releases() { return pipeline_.releases.back(); }

  Frontier frontier_{Politeness{}};
  tests::QuietPipeline pipeline_;
  tests::CrawlNotes notes_;
  Ledger ledger_;
  LeaseReturns returns_{pipeline_, ledger_, notes_};
  HostCare care_{{frontier_, pipeline_, returns_, notes_, /*retries=*/3,
                  /*patience=*/Milliseconds{300'000}}};
  TimePoint now_ = kStart;
  storage::LeaseToken token_ = 0;
};

TEST_F(HostCareTest, WhereRobotsTxtIsUnreachableTheUrlsWait) {
  lend();
  care_.in_trouble({kHost, HostTrouble::Kind::kClosed, Reason::kRobotsUnreachable, "503", false,
                    Milliseconds{4'000}},
                   now_);
  EXPECT_EQ(last_hold(), Milliseconds{4'000});
  EXPECT_EQ(last_releases()[0].how, How::kReturn);
  EXPECT_EQ(frontier_.queued(), 0u);
  EXPECT_FALSE(care_.next_at());
}

TEST_F(HostCareTest, AHostThatIsParkedIsAskedAgainAfterTenMinutes) {
  lend();
  care_.in_trouble(
      {kHost, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}}, now_);
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
  EXPECT_EQ(last_releases()[0].how, How::kReturn);
  EXPECT_EQ(notes_.messages,
            std::vector<std::string>{"http://a.example: left alone for now, its URLs wait: 503"});
  EXPECT_EQ(care_.next_at(), now_ + kParkedFor);
  EXPECT_FALSE(care_.unpark(now_ + kParkedFor - Milliseconds{1}));
  EXPECT_TRUE(care_.unpark(now_ + kParkedFor));
  EXPECT_EQ(last_hold(), Milliseconds{0});
  EXPECT_FALSE(care_.next_at());
}

TEST_F(HostCareTest, UrlsOfADeadHostAreTriedAgainAsOftenAsOthers) {
  lend(0);
  lend(2);
  lend(3);
  care_.in_trouble(dead(), now_);
  EXPECT_EQ(last_hold(), backoff(1, kHost));
  ASSERT_EQ(last_releases().size(), 3u);
  EXPECT_EQ(last_releases()[0].how, How::kRetry);
  EXPECT_EQ(last_releases()[0].delay, backoff(1, 1));
  EXPECT_EQ(last_releases()[1].how, How::kRetry);
  EXPECT_EQ(last_releases()[1].delay, backoff(3, 2));
  EXPECT_EQ(last_releases()[2].how, How::kFail);
  EXPECT_EQ(last_releases()[2].reason, Reason::kDns);
}

TEST_F(HostCareTest, ANameThatThereIsNotFailsAtOnceAndIsNotHeld) {
  lend();
  care_.in_trouble(dead(/*permanent=*/true), now_);
  EXPECT_TRUE(pipeline_.holds.empty());
  EXPECT_EQ(last_releases()[0].how, How::kFail);
}

TEST_F(HostCareTest, AHostThatCanNotBeOpenedEightTimesInARowIsParked) {
  for (uint32_t times = 1; times < 8; ++times) {
    lend();
    care_.in_trouble(dead(), now_);
    EXPECT_EQ(last_hold(), backoff(times, kHost));
  }
  lend();
  care_.in_trouble(dead(), now_);
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
  EXPECT_EQ(last_releases()[0].how, How::kReturn);
  EXPECT_EQ(notes_.messages.size(), 1u);
}

TEST_F(HostCareTest, AHostThatOpensHasNoTroubleBehindIt) {
  for (int i = 0; i < 7; ++i) care_.in_trouble(dead(), now_);
  care_.opened(kHost);
  care_.in_trouble(dead(), now_);
  EXPECT_EQ(last_hold(), backoff(1, kHost));
  EXPECT_TRUE(notes_.messages.empty());
}

TEST_F(HostCareTest, AfterFiveFailuresInARowItIsLeftAloneForLongerAfterEightItIsParked) {
  open();
  answer_well(1);
  for (int i = 0; i < 4; ++i) fail();
  EXPECT_TRUE(pipeline_.holds.empty());
  for (const int seconds : {5, 10, 20}) {
    fail();
    EXPECT_EQ(last_hold(), std::chrono::seconds(seconds));
  }
  fail();
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
  EXPECT_EQ(notes_.messages,
            std::vector<std::string>{
                "http://a.example: left alone for now, its URLs wait: answered 500"});
}

TEST_F(HostCareTest, FailuresOfLessThanAMinuteParkNoHost) {
  open();
  answer_well(1);
  for (int i = 0; i < 20; ++i) fail(Milliseconds{1'000});
  EXPECT_EQ(last_hold(), std::chrono::seconds(160));
  EXPECT_TRUE(notes_.messages.empty());
  fail(Milliseconds{60'000});
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
}

TEST_F(HostCareTest, AHostThatAnsweredWellIsTrustedForLonger) {
  open();
  answer_well(640);
  for (int i = 0; i < 5 + 10; ++i) fail();
  EXPECT_EQ(pipeline_.holds.size(), 2u);
  EXPECT_EQ(last_hold(), std::chrono::seconds(10));
  for (int i = 15; i < 79; ++i) fail();
  EXPECT_NE(last_hold(), storage::kRestOfRun);
  fail();
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
}

TEST_F(HostCareTest, ParkedHostsAreAskedTwiceMoreByACrawlThatHasNothingElseToDo) {
  const HostTrouble parked{
      kHost, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}};
  EXPECT_FALSE(care_.has_hope(0, now_)) << "nobody is parked";
  for (const int seconds : {60, 240}) {
    lend();
    care_.in_trouble(parked, now_);
    EXPECT_FALSE(care_.is_waiting());
    ASSERT_TRUE(care_.has_hope(0, now_));
    EXPECT_EQ(care_.wait(0, now_), std::chrono::seconds(seconds));
    EXPECT_TRUE(care_.is_waiting());
    EXPECT_EQ(care_.next_at(), now_ + std::chrono::seconds(seconds));
    now_ += std::chrono::seconds(seconds);
    EXPECT_TRUE(care_.unpark(now_));
  }
  lend();
  care_.in_trouble(parked, now_);
  EXPECT_FALSE(care_.has_hope(0, now_));
  EXPECT_TRUE(care_.has_hope(1, now_)) << "a page came meanwhile";
  EXPECT_EQ(care_.wait(1, now_), std::chrono::seconds(60));
}

TEST_F(HostCareTest, AHostIsNamedOnceAndOfManySomeAre) {
  for (int i = 0; i < 3; ++i) {
    lend();
    care_.in_trouble(
        {kHost, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}}, now_);
  }
  EXPECT_EQ(notes_.messages.size(), 1u);
  for (HostKey host = 2; host < 100; ++host) {
    storage::Lease lease;
    lease.key = {host, 1};
    lease.origin = "http://" + std::to_string(host) + ".example";
    frontier_.add(lease);
    care_.in_trouble(
        {host, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}}, now_);
  }
  EXPECT_EQ(notes_.messages.size(), 11u);
  EXPECT_EQ(notes_.messages.back(),
            "more hosts are left alone for now: see the summary at the end");
}

TEST_F(HostCareTest, AShortPauseIsWaitedForInMemoryALongOneInTheStore) {
  open();
  lend();
  Judgement judgement;
  judgement.host_wait = Milliseconds{2'000};
  care_.judged(kHost, judgement, now_);
  EXPECT_TRUE(pipeline_.holds.empty());
  EXPECT_EQ(frontier_.queued(), 2u);
  EXPECT_FALSE(frontier_.next(now_ + Milliseconds{1'999}));
  judgement.host_wait = Milliseconds{2'001};
  care_.judged(kHost, judgement, now_);
  EXPECT_EQ(last_hold(), Milliseconds{2'001});
  EXPECT_EQ(last_releases().size(), 2u);
  EXPECT_EQ(frontier_.queued(), 0u);
}

TEST_F(HostCareTest, AHostThatAsksForMoreThanThereIsPatienceForIsParkedForSoLong) {
  open();
  answer_well(1);
  EXPECT_FALSE(be_too_much(Milliseconds{0}, Milliseconds{300'000}));
  EXPECT_EQ(last_hold(), Milliseconds{300'000}) << "what is waited for anyway is a hold";
  EXPECT_TRUE(be_too_much(Milliseconds{0}, Milliseconds{3'600'000}));
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
  EXPECT_EQ(last_releases().back().how, How::kReturn);
  EXPECT_EQ(pipeline_.updates.back().last_error, "answered 429, to be asked again after 1 h 0 min");
  EXPECT_FALSE(care_.has_hope(0, now_)) << "it asked to be left alone for longer";
  EXPECT_EQ(care_.next_at(), now_ + Milliseconds{3'600'000});
  EXPECT_FALSE(care_.unpark(now_ + Milliseconds{3'599'999}));
  EXPECT_TRUE(care_.unpark(now_ + Milliseconds{3'600'000}));
  EXPECT_EQ(last_hold(), Milliseconds{0});
}

TEST_F(HostCareTest, WhoWaitsForOthersDoesNotAskAHostBeforeItsTime) {
  open();
  answer_well(1);
  be_too_much(Milliseconds{0}, Milliseconds{3'600'000});
  storage::Lease other;
  other.key = {kHost + 1, 1};
  other.origin = "http://b.example";
  frontier_.add(other);
  care_.in_trouble(
      {kHost + 1, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}}, now_);
  ASSERT_TRUE(care_.has_hope(0, now_));
  now_ += care_.wait(0, now_);
  const std::size_t before = pipeline_.holds.size();
  EXPECT_TRUE(care_.unpark(now_));
  ASSERT_EQ(pipeline_.holds.size(), before + 1);
  EXPECT_EQ(pipeline_.holds.back().host_key, kHost + 1);
}

TEST_F(HostCareTest, AHostThatIsParkedStaysSoWhenOthersOfItsAnswersComeIn) {
  open();
  lend();
  answer_well(1);
  be_too_much(Milliseconds{0}, Milliseconds{3'600'000});
  Judgement judgement;
  judgement.host_wait = Milliseconds{5'000};
  EXPECT_TRUE(care_.judged(kHost, judgement, now_));
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
}

TEST_F(HostCareTest, AHostThatSaysTooMuchForAMinuteIsParked) {
  open();
  answer_well(640);
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(be_too_much(Milliseconds{10'000}, Milliseconds{2'500}));
  EXPECT_TRUE(be_too_much(Milliseconds{10'000}, Milliseconds{2'500}));
  EXPECT_EQ(last_hold(), storage::kRestOfRun);
  EXPECT_EQ(pipeline_.updates.back().last_error, "answered 429 again and again");
  EXPECT_TRUE(care_.has_hope(0, now_));
}

TEST_F(HostCareTest, AGoodAnswerBetweenThemEndsTheRowOfThoseThatSayTooMuch) {
  open();
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(be_too_much(Milliseconds{30'000}, Milliseconds{1'000}));
    if (i % 5 == 0) {
      now_ = frontier_.next_start(kHost);
      answer_well(1);
    }
  }
}

TEST_F(HostCareTest, WhenTheCrawlStopsNothingIsHeldInTheStoreAnyMore) {
  open();
  care_.stop();
  Judgement judgement;
  judgement.host_wait = Milliseconds{60'000};
  care_.judged(kHost, judgement, now_);
  EXPECT_TRUE(pipeline_.holds.empty());
  EXPECT_TRUE(pipeline_.releases.empty());
  EXPECT_FALSE(frontier_.next(now_ + Milliseconds{59'999}));
}

TEST_F(HostCareTest, WhereNoConnectionIsMadeTheAddressesAreLookedUpAgain) {
  open();
  ASSERT_FALSE(frontier_.next_unprepared());
  Judgement judgement;
  judgement.addresses_doubtful = true;
  care_.judged(kHost, judgement, now_);
  EXPECT_EQ(frontier_.next_unprepared(), kHost);
}

// --- Hosts that have nothing but checks

class CheckedHost : public HostCareTest {
 protected:
  void lend_checks(int count) {
    for (int i = 0; i < count; ++i) lend(0, storage::Role::kLink);
  }
};

TEST_F(CheckedHost, ThatIsParkedFailsItsChecksAndIsNotWaitedFor) {
  lend_checks(3);
  care_.in_trouble(
      {kHost, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}}, now_);
  ASSERT_EQ(last_releases().size(), 3u);
  for (const storage::Release& release : last_releases()) {
    EXPECT_EQ(release.how, How::kFail);
    EXPECT_EQ(release.reason, Reason::kRobotsUnreachable);
    EXPECT_EQ(release.detail, "503");
  }
  EXPECT_FALSE(care_.has_hope(0, now_));
  EXPECT_TRUE(care_.ends_checks(kHost));
}

TEST_F(CheckedHost, ThatCanNotBeOpenedFailsAllAfterTheTriesOfOne) {
  for (int tries = 0; tries <= 3; ++tries) {
    EXPECT_FALSE(care_.ends_checks(kHost)) << tries;
    lend_checks(2);
    care_.in_trouble(dead(), now_);
  }
  EXPECT_TRUE(care_.ends_checks(kHost));
  EXPECT_EQ(last_releases().front().how, How::kFail);
  EXPECT_EQ(last_releases().front().reason, Reason::kDns);
}

TEST_F(CheckedHost, ThatHasAPageToIsParkedAsAnyOther) {
  lend();
  lend_checks(1);
  care_.in_trouble(
      {kHost, HostTrouble::Kind::kParked, Reason::kRobotsUnreachable, "503", false, {}}, now_);
  for (const storage::Release& release : last_releases()) EXPECT_EQ(release.how, How::kReturn);
  EXPECT_FALSE(care_.ends_checks(kHost));
}

TEST_F(CheckedHost, ThatIsOpenedAgainIsCheckedAgain) {
  lend_checks(1);
  care_.in_trouble(dead(/*permanent=*/true), now_);
  EXPECT_TRUE(care_.ends_checks(kHost));
  care_.opened(kHost);
  EXPECT_FALSE(care_.ends_checks(kHost));
}

}  // namespace
}  // namespace crawler
