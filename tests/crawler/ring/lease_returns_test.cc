#include "crawler/ring/lease_returns.h"

#include <gtest/gtest.h>

#include "tests/support/crawl_notes.h"
#include "tests/support/quiet_pipeline.h"

namespace crawler {
namespace {

using How = storage::Release::How;
using storage::Reason;

storage::Lease lease_of(storage::LeaseToken token) {
  storage::Lease lease;
  lease.token = token;
  lease.url = "http://a.example/" + std::to_string(token);
  lease.key = {1, token};
  return lease;
}

class LeaseReturnsTest : public testing::Test {
 protected:
  uint64_t errors() { return ledger_.snapshot({}, {}).errors; }

  tests::QuietPipeline pipeline_;
  tests::CrawlNotes notes_;
  Ledger ledger_;
  LeaseReturns returns_{pipeline_, ledger_, notes_};
};

TEST_F(LeaseReturnsTest, WhatIsGivenBackIsNobodysFate) {
  returns_.give_back({lease_of(1), lease_of(2)});
  ASSERT_EQ(pipeline_.releases.size(), 1u);
  ASSERT_EQ(pipeline_.releases[0].size(), 2u);
  EXPECT_EQ(pipeline_.releases[0][1].token, 2u);
  EXPECT_EQ(pipeline_.releases[0][1].how, How::kReturn);
  EXPECT_TRUE(notes_.pages.empty());
  EXPECT_EQ(errors(), 0u);
}

TEST_F(LeaseReturnsTest, NothingIsSentForNoLeases) {
  returns_.give_back({});
  EXPECT_TRUE(pipeline_.releases.empty());
  EXPECT_TRUE(ledger_.is_settled());
}

TEST_F(LeaseReturnsTest, OnlyWhatFailsIsAnError) {
  returns_.end(lease_of(1), {How::kSkip, Reason::kRobots, {}, {}});
  returns_.end(lease_of(2), {How::kRetry, Reason::kTimeout, "too long", Milliseconds{5}});
  EXPECT_EQ(errors(), 0u);
  returns_.end(lease_of(3), {How::kFail, Reason::kTls, "expired", {}});
  EXPECT_EQ(errors(), 1u);
  EXPECT_EQ(notes_.pages,
            (std::vector<std::string>{"http://a.example/1 robots: ",
                                      "http://a.example/2 timeout: too long; will be tried again",
                                      "http://a.example/3 tls: expired"}));
  EXPECT_EQ(pipeline_.releases[1][0].detail, "too long");
  EXPECT_EQ(pipeline_.releases[1][0].delay, Milliseconds{5});
}

TEST_F(LeaseReturnsTest, AReleaseIsOnItsWayUntilTheStoreHasAnswered) {
  returns_.give_back({lease_of(1), lease_of(2)});
  EXPECT_FALSE(ledger_.is_settled());
  ledger_.releases_done(2);
  EXPECT_TRUE(ledger_.is_settled());
}

}  // namespace
}  // namespace crawler
