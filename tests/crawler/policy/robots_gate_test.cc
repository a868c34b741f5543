#include "crawler/policy/robots_gate.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

using Kind = RobotsGate::Finding::Kind;
using Verdict = RobotsGate::Verdict;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr TimePoint kStart{hours(5)};
constexpr uint64_t kHost = 7;

parser::Robots rules() {
  return parser::Robots::parse("User-agent: *\nDisallow: /private\nCrawl-delay: 90\n", "crawl");
}

class RobotsGateTest : public testing::Test {
 protected:
  RobotsGate::Finding answer(int status, std::string_view location = "") {
    const parser::Robots parsed = rules();
    return gate_.answered(kHost, status, &parsed, location, std::nullopt, kStart);
  }
  RobotsGate gate_{true, "crawl"};
};

TEST_F(RobotsGateTest, NothingIsKnownBeforeTheFirstAnswer) {
  EXPECT_FALSE(gate_.known(kHost, kStart));
  EXPECT_EQ(gate_.judge(kHost, "/"), Verdict::kUnknown);
}

TEST_F(RobotsGateTest, Rfc9309_2311_SuccessfulAccessFollowsTheRules) {
  EXPECT_EQ(answer(200).kind, Kind::kOpen);
  EXPECT_EQ(gate_.judge(kHost, "/"), Verdict::kAllowed);
  EXPECT_EQ(gate_.judge(kHost, "/private/x"), Verdict::kRefused);
}

TEST_F(RobotsGateTest, Rfc9309_2312_FiveRedirectsAreFollowedASixthMeansUnavailable) {
  for (int i = 0; i < 5; ++i) {
    const auto finding = answer(301, "http://other.example/robots.txt");
    ASSERT_EQ(finding.kind, Kind::kRedirect) << i;
    EXPECT_EQ(finding.redirect_to, "http://other.example/robots.txt");
  }
  EXPECT_EQ(answer(301, "http://other.example/robots.txt").kind, Kind::kOpen);
  EXPECT_EQ(gate_.judge(kHost, "/private/x"), Verdict::kAllowed);
}

TEST_F(RobotsGateTest, Rfc9309_2313_UnavailableMeansAllAllowed) {
  for (const int status : {400, 401, 403, 404, 410}) {
    RobotsGate gate(true, "crawl");
    EXPECT_EQ(gate.answered(kHost, status, nullptr, "", std::nullopt, kStart).kind, Kind::kOpen)
        << status;
    EXPECT_EQ(gate.judge(kHost, "/private"), Verdict::kAllowed) << status;
  }
}

TEST_F(RobotsGateTest, Rfc9309_2314_UnreachableMeansNothingIsAllowedYet) {
  for (const int status : {500, 502, 503, 504, 429}) {
    RobotsGate gate(true, "crawl");
    const auto finding = gate.answered(kHost, status, nullptr, "", std::nullopt, kStart);
    EXPECT_EQ(finding.kind, Kind::kClosed) << status;
    EXPECT_GT(finding.ask_again, milliseconds{0}) << status;
    EXPECT_EQ(gate.judge(kHost, "/"), Verdict::kUnknown) << status;
  }
  EXPECT_EQ(gate_.unreachable(kHost, kStart).kind, Kind::kClosed);
  EXPECT_FALSE(gate_.known(kHost, kStart));
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
  const auto finding = gate_.answered(kHost, 503, nullptr, "", milliseconds{600'000}, kStart);
  EXPECT_EQ(finding.ask_again, milliseconds{600'000});
}

TEST_F(RobotsGateTest, Rfc9309_24_ACopyIsGoodForADay) {
  answer(200);
  EXPECT_TRUE(gate_.known(kHost, kStart + hours(24) - milliseconds{1}));
  EXPECT_FALSE(gate_.known(kHost, kStart + hours(24)));
}

TEST_F(RobotsGateTest, TheStoresCopyServesForTheRestOfItsDay) {
  storage::HostRecord record;
  record.host_key = kHost;
  record.robots_status = 200;
  record.robots_txt = "User-agent: *\nDisallow: /x\n";
  record.robots_age = hours(23);
  EXPECT_TRUE(gate_.restore(record, kStart));
  EXPECT_EQ(gate_.judge(kHost, "/x"), Verdict::kRefused);
  EXPECT_FALSE(gate_.known(kHost, kStart + hours(1)));
}

TEST_F(RobotsGateTest, AStoredFailureOrAnOldCopyIsNoKnowledge) {
  storage::HostRecord record;
  record.host_key = kHost;
  for (const int status : {-1, 0, 503, 429}) {
    record.robots_status = status;
    EXPECT_FALSE(gate_.restore(record, kStart)) << status;
  }
  record.robots_status = 200;
  record.robots_age = hours(25);
  EXPECT_FALSE(gate_.restore(record, kStart));
}

TEST_F(RobotsGateTest, CrawlDelayIsHonouredUpToAMinute) {
  answer(200);
  EXPECT_EQ(gate_.crawl_delay(kHost), milliseconds{60'000});
}

TEST_F(RobotsGateTest, IgnoreAllowsAllAndAsksNothing) {
  RobotsGate gate(false, "crawl");
  EXPECT_TRUE(gate.known(kHost, kStart));
  EXPECT_EQ(gate.judge(kHost, "/private"), Verdict::kAllowed);
}

}  // namespace
}  // namespace crawler
