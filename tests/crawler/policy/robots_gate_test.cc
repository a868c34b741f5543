#include "crawler/policy/robots_gate.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

using Kind = RobotsGate::Finding::Kind;
using Verdict = RobotsGate::Verdict;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr TimePoint kStart{hours(5)};
constexpr milliseconds kRunning{3'600'000};  // the run, so far

parser::Robots rules() {
  return parser::Robots::parse("User-agent: *\nDisallow: /private\nCrawl-delay: 90\n", "crawl");
}

class RobotsGateTest : public testing::Test {
 protected:
  RobotsGate::Finding answer(int status, std::string_view location = "") {
    const parser::Robots parsed = rules();
    return RobotsGate::answered(origin_, status, &parsed, location, std::nullopt, kStart);
  }
  // What the store remembers of the origin.
  static storage::HostRecord record(int status, milliseconds age, const std::string& text = "") {
    storage::HostRecord record;
    record.robots_status = status;
    record.robots_age = age;
    record.robots_txt = text;
    return record;
  }
  RobotsGate gate_{true};
  OriginRobots origin_;
};

TEST_F(RobotsGateTest, NothingIsKnownBeforeTheFirstAnswer) {
  EXPECT_FALSE(gate_.known(origin_, kStart));
  EXPECT_EQ(gate_.judge(origin_, "/"), Verdict::kUnknown);
}

TEST_F(RobotsGateTest, Rfc9309_2311_SuccessfulAccessFollowsTheRules) {
  EXPECT_EQ(answer(200).kind, Kind::kOpen);
  EXPECT_EQ(gate_.judge(origin_, "/"), Verdict::kAllowed);
  EXPECT_EQ(gate_.judge(origin_, "/private/x"), Verdict::kRefused);
}

TEST_F(RobotsGateTest, Rfc9309_2312_FiveRedirectsAreFollowedASixthMeansUnavailable) {
  for (int i = 0; i < 5; ++i) {
    const auto finding = answer(301, "http://other.example/robots.txt");
    ASSERT_EQ(finding.kind, Kind::kRedirect) << i;
    EXPECT_EQ(finding.redirect_to, "http://other.example/robots.txt");
  }
  EXPECT_EQ(answer(301, "http://other.example/robots.txt").kind, Kind::kOpen);
  EXPECT_EQ(gate_.judge(origin_, "/private/x"), Verdict::kAllowed);
}

TEST_F(RobotsGateTest, Rfc9309_2313_UnavailableMeansAllAllowed) {
  for (const int status : {400, 401, 403, 404, 410}) {
    origin_ = {};
    EXPECT_EQ(RobotsGate::answered(origin_, status, nullptr, "", std::nullopt, kStart).kind,
              Kind::kOpen)
        << status;
    EXPECT_EQ(gate_.judge(origin_, "/private"), Verdict::kAllowed) << status;
  }
}

TEST_F(RobotsGateTest, Rfc9309_2314_UnreachableMeansNothingIsAllowedYet) {
  for (const int status : {500, 502, 503, 504, 429}) {
    origin_ = {};
    const auto finding = RobotsGate::answered(origin_, status, nullptr, "", std::nullopt, kStart);
    EXPECT_EQ(finding.kind, Kind::kClosed) << status;
    EXPECT_GT(finding.ask_again, milliseconds{0}) << status;
    EXPECT_EQ(gate_.judge(origin_, "/"), Verdict::kUnknown) << status;
  }
  EXPECT_EQ(RobotsGate::unreachable(origin_).kind, Kind::kClosed);
  EXPECT_FALSE(gate_.known(origin_, kStart));
}

TEST_F(RobotsGateTest, Rfc9309_2314_ARedirectToNowhereAndA304SayNothingOfTheRules) {
  for (const int status : {300, 301, 302, 304, 307, 308}) {
    origin_ = {};
    EXPECT_EQ(answer(status).kind, Kind::kClosed) << status;
    EXPECT_EQ(gate_.judge(origin_, "/"), Verdict::kUnknown) << status;
  }
  EXPECT_EQ(answer(304, "http://other.example/robots.txt").kind, Kind::kClosed);
  for (int i = 0; i < 5; ++i) answer(301, "http://other.example/robots.txt");
  EXPECT_EQ(answer(302).kind, Kind::kClosed);  // not too many of them, but one that leads nowhere
}

TEST_F(RobotsGateTest, BackoffGrowsAndEndsInParking) {
  milliseconds last{0};
  for (uint32_t i = 1; i < RobotsGate::kTriesBeforeParking; ++i) {
    const auto finding = answer(503);
    ASSERT_EQ(finding.kind, Kind::kClosed);
    EXPECT_GT(finding.ask_again, last);
    last = finding.ask_again;
  }
  EXPECT_EQ(answer(503).kind, Kind::kParked);
  EXPECT_EQ(answer(200).kind, Kind::kOpen);  // it may come back
}

TEST_F(RobotsGateTest, RetryAfterIsHonoured) {
  const auto finding =
      RobotsGate::answered(origin_, 503, nullptr, "", milliseconds{600'000}, kStart);
  EXPECT_EQ(finding.ask_again, milliseconds{600'000});
}

TEST_F(RobotsGateTest, Rfc9309_24_ACopyIsGoodForADay) {
  answer(200);
  EXPECT_TRUE(gate_.known(origin_, kStart + hours(24) - milliseconds{1}));
  EXPECT_FALSE(gate_.known(origin_, kStart + hours(24)));
}

TEST_F(RobotsGateTest, TheStoresCopyServesForTheRestOfItsDayWhenItIsParsed) {
  gate_.remember(origin_, record(200, hours(23), "User-agent: *\nDisallow: /x\n"), kStart,
                 kRunning);
  EXPECT_FALSE(gate_.known(origin_, kStart));
  const std::string copy = RobotsGate::take_copy(origin_, kStart);
  EXPECT_EQ(copy, "User-agent: *\nDisallow: /x\n");
  EXPECT_EQ(RobotsGate::take_copy(origin_, kStart), "");
  RobotsGate::restored(origin_, parser::Robots::parse(copy, "crawl"));
  EXPECT_EQ(gate_.judge(origin_, "/x"), Verdict::kRefused);
  EXPECT_TRUE(gate_.known(origin_, kStart));
  EXPECT_FALSE(gate_.known(origin_, kStart + hours(1)));
}

// As an update of all does.
TEST_F(RobotsGateTest, WhoAsksAnewTakesACopyOfThisRunAlone) {
  const RobotsGate gate(true, true);
  gate.remember(origin_, record(404, kRunning), kStart, kRunning);
  EXPECT_FALSE(gate.known(origin_, kStart));
  gate.remember(origin_, record(404, kRunning - milliseconds{1}), kStart, kRunning);
  EXPECT_TRUE(gate.known(origin_, kStart));
}

TEST_F(RobotsGateTest, ACopyThatBecameOldWhileItWaitedIsNotTaken) {
  gate_.remember(origin_, record(200, hours(23), "User-agent: *\nDisallow: /x\n"), kStart,
                 kRunning);
  EXPECT_EQ(RobotsGate::take_copy(origin_, kStart + hours(1)), "");
}

TEST_F(RobotsGateTest, ThatTheStoreHasNoRulesIsKnownWithoutParsing) {
  for (const int status : {200, 204, 301, 404, 410}) {
    origin_ = {};
    gate_.remember(origin_, record(status, hours(1)), kStart, kRunning);
    EXPECT_TRUE(gate_.known(origin_, kStart)) << status;
    EXPECT_EQ(gate_.judge(origin_, "/private/x"), Verdict::kAllowed) << status;
  }
}

TEST_F(RobotsGateTest, AStoredFailureOrAnOldCopyIsNoKnowledge) {
  for (const int status : {-1, 0, 503, 429}) {
    gate_.remember(origin_, record(status, hours(2)), kStart, kRunning);
    EXPECT_FALSE(gate_.known(origin_, kStart)) << status;
  }
  gate_.remember(origin_, record(200, hours(25), "User-agent: *\n"), kStart, kRunning);
  EXPECT_FALSE(gate_.known(origin_, kStart));
  EXPECT_EQ(RobotsGate::take_copy(origin_, kStart), "");
}

TEST_F(RobotsGateTest, AnOriginThatWasUnreachableInThisRunAndWasForgottenHasOneTryLeft) {
  for (const int status : {0, 429, 503}) {
    origin_ = {};
    gate_.remember(origin_, record(status, kRunning - milliseconds{1}), kStart, kRunning);
    EXPECT_EQ(answer(503).kind, Kind::kParked) << status;
  }
}

TEST_F(RobotsGateTest, AnEarlierRunTakesNoTriesAndNeitherDoesAnOriginThatIsRemembered) {
  gate_.remember(origin_, record(503, kRunning), kStart, kRunning);
  EXPECT_EQ(answer(503).kind, Kind::kClosed);
  gate_.remember(origin_, record(503, milliseconds{1'000}), kStart, kRunning);
  EXPECT_EQ(answer(503).kind, Kind::kClosed);
}

TEST_F(RobotsGateTest, CrawlDelayIsHonouredUpToAMinute) {
  answer(200);
  EXPECT_EQ(gate_.crawl_delay(origin_), milliseconds{60'000});
}

TEST_F(RobotsGateTest, IgnoreAllowsAllAndAsksNothing) {
  const RobotsGate gate(false);
  EXPECT_TRUE(gate.known(origin_, kStart));
  EXPECT_EQ(gate.judge(origin_, "/private"), Verdict::kAllowed);
}

}  // namespace
}  // namespace crawler
