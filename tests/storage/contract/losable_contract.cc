// The contract of Store: hosts that it shares with other owners.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {

TEST_P(LosableContract, LeasesOfAHostThatIsLostAreStaleAndTheOthersAreNot) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://b.test/1"});
  const auto answer = lease();
  ASSERT_EQ(urls_of(answer), (Urls{"http://a.test/1", "http://b.test/1", "http://a.test/2"}));
  take_away("http://a.test/");
  const CommitAnswer kept = commit(
      {page_of(answer.leases[0], 200, {link_to("http://c.test/", 1)}), page_of(answer.leases[1])});
  EXPECT_EQ(kept.pages, 1u);
  EXPECT_EQ(kept.new_urls, under_test().offers_links_first() ? 1u : 0u);
  EXPECT_EQ(kept.stale, std::vector<LeaseToken>{answer.leases[0].token});
  release(answer.leases[2], Release::How::kFail, {}, Reason::kDns);
  EXPECT_EQ(outcome("http://a.test/1")->state, UrlState::kWaiting);
  EXPECT_EQ(outcome("http://a.test/2")->state, UrlState::kWaiting);
  EXPECT_EQ(outcome("http://b.test/1")->state, UrlState::kFetched);
  EXPECT_EQ(stats().leased, 0u);
}

TEST_P(LosableContract, AHostThatIsLostIsSaidOnce) {
  add(Urls{"http://a.test/", "http://b.test/"});
  lease();
  take_away("http://a.test/");
  EXPECT_EQ(lease().lost, std::vector<uint64_t>{key_of("http://a.test/").host});
  EXPECT_TRUE(lease().lost.empty());
}

TEST_P(LosableContract, ARequestForNoUrlHearsOfItToo) {
  add(Urls{"http://a.test/"});
  lease();
  take_away("http://a.test/");
  EXPECT_EQ(lease(0).lost.size(), 1u);
}

TEST_P(LosableContract, NothingOfItIsLentUntilItIsOursAgainAndThenAsIfForTheFirstTime) {
  add(Urls{"http://a.test/"});
  const auto before = lease();
  take_away("http://a.test/");
  EXPECT_TRUE(lease().leases.empty());
  give_back("http://a.test/");
  const auto after = lease();
  ASSERT_EQ(after.leases.size(), 1u);
  EXPECT_EQ(after.hosts.size(), 1u);
  EXPECT_EQ(commit({page_of(before.leases[0])}).pages, 0u);
  EXPECT_EQ(commit({page_of(after.leases[0])}).pages, 1u);
}

TEST_P(LosableContract, AHostLostAndRegainedBetweenTwoAnswersIsBothInTheSecond) {
  add(Urls{"http://a.test/"});
  lease();
  take_away("http://a.test/");
  give_back("http://a.test/");
  const auto answer = lease();
  EXPECT_EQ(answer.lost.size(), 1u);
  EXPECT_EQ(answer.leases.size(), 1u);
}

TEST_P(LosableContract, LeasesAreNotSafeForEver) {
  add(Urls{"http://a.test/"});
  const auto answer = lease();
  EXPECT_LT(answer.safe_until, kForEver);
  EXPECT_GT(answer.safe_until, clock_.clocks().steady());
}

TEST_P(LosableContract, WhileOthersAreAtWorkThereIsAReasonToAskAgain) {
  add(Urls{"http://a.test/"});
  lease();
  take_away("http://a.test/");
  EXPECT_TRUE(lease().ask_again.has_value());
}

}  // namespace storage
