#include "crawler/policy/fetch_guard.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

using storage::Reason;

constexpr HostKey kHost = 1;

storage::Lease lease_of(const std::string& url, HostKey host = kHost) {
  storage::Lease lease;
  lease.url = url;
  lease.key = {host, std::hash<std::string>{}(url)};
  return lease;
}

storage::HostRecord record(HostKey host, const std::string& origin) {
  storage::HostRecord record;
  record.host_key = host;
  record.origin = origin;
  return record;
}

class FetchGuardTest : public testing::Test {
 protected:
  Reason before_fetch(const std::string& text) {
    parser::Url url;
    EXPECT_EQ(url.assign(text), parser::UrlStatus::kOk);
    return guard().before_fetch(lease_of(text), url, memory_);
  }
  FetchGuard& guard() {
    if (!guard_) guard_.emplace(options_, gate_);
    return *guard_;
  }

  Options options_;
  RobotsGate gate_{true};
  HostMemory memory_;
  std::optional<FetchGuard> guard_;
};

TEST_F(FetchGuardTest, WhatRobotsTxtForbidsIsRefused) {
  const auto rules = parser::Robots::parse("User-agent: *\nDisallow: /private", "crawl");
  RobotsGate::answered(memory_.robots, 200, &rules, "", std::nullopt, TimePoint{});
  EXPECT_EQ(before_fetch("http://a.example/private/x"), Reason::kRobots);
  EXPECT_EQ(before_fetch("http://a.example/x"), Reason::kNone);
}

TEST_F(FetchGuardTest, OfAHostNoMorePagesAreTakenThanMaxPerHost) {
  options_.max_per_host = 3;
  memory_.pages = 2;
  EXPECT_EQ(before_fetch("http://a.example/3"), Reason::kNone);
  memory_.pages = 3;
  EXPECT_EQ(before_fetch("http://a.example/3"), Reason::kMaxPerHost);
}

TEST_F(FetchGuardTest, LeasesOfAHostTooManyAreTakenOutOfTheAnswerUnlessTheCrawlHoldsIt) {
  options_.max_hosts_per_domain = 1;
  storage::LeaseAnswer answer;
  for (HostKey host = 1; host <= 3; ++host) {
    const std::string origin = "http://h" + std::to_string(host) + ".a.example";
    answer.hosts.push_back(record(host, origin));
    answer.leases.push_back(lease_of(origin + "/", host));
  }
  const auto refused = guard().refused(answer, [](HostKey host) { return host == 3; });
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].key.host, 2u);
  ASSERT_EQ(answer.leases.size(), 2u);
  EXPECT_EQ(answer.leases[0].key.host, 1u);
  EXPECT_EQ(answer.leases[1].key.host, 3u);
  EXPECT_EQ(answer.hosts.size(), 2u);
  ASSERT_EQ(guard().worst_traps().size(), 1u);
  EXPECT_EQ(guard().worst_traps()[0].reason, Reason::kHostsPerDomain);
}

TEST_F(FetchGuardTest, PlacesOfTrapsAreKeptAndOfNothingElse) {
  guard().left_out(Reason::kRobots, "http://a.example/private");
  guard().left_out(Reason::kNone, "");
  EXPECT_TRUE(guard().worst_traps().empty());
  guard().left_out(Reason::kPathDepth, "http://a.example/a/a/a");
  EXPECT_EQ(guard().worst_traps().size(), 1u);
}

}  // namespace
}  // namespace crawler
