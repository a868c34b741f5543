// The contract of Store: how leases end, by commit() and release().
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {

TEST_P(StoreContract, CommitKeepsThePageOffersTheTargetsAndEndsTheLease) {
  add({new_url("http://a.test/", 0), new_url("http://a.test/out", 1, Reason::kScope)});
  const auto answer = lease();
  Outlink skipped = link_to("http://c.test/", 1);
  skipped.target.skip = Reason::kScope;
  const CommitAnswer kept =
      commit({page_of(answer.leases[0], 200,
                      {link_to("http://a.test/out", 1), link_to("http://b.test/", 1),
                       link_to("http://a.test/", 1), skipped, link_to("http://b.test/", 1)})});
  EXPECT_EQ(kept.pages, 1u);
  EXPECT_EQ(kept.new_urls, 2u);     // b and c
  EXPECT_EQ(kept.new_waiting, 2u);  // b, and out, which is revived
  const Stats after = stats();
  EXPECT_EQ(after.fetched, 1u);
  EXPECT_EQ(after.waiting, 2u);
  EXPECT_EQ(after.skipped, 1u);
  EXPECT_EQ(after.leased, 0u);
  EXPECT_EQ(after.links, 5u);
  EXPECT_EQ(urls_of(lease()), (Urls{"http://b.test/", "http://a.test/out"}));
}

TEST_P(StoreContract, CommitTwiceEqualsOnce) {
  add(Urls{"http://a.test/"});
  const auto answer = lease();
  const PageCommit page = page_of(answer.leases[0], 200, {link_to("http://a.test/1", 1)});
  EXPECT_EQ(commit({page, page}).pages, 1u);
  const CommitAnswer again = commit({page});
  EXPECT_EQ(again.pages, 0u);
  EXPECT_EQ(again.new_urls, 0u);
  EXPECT_EQ(again.stale, std::vector<LeaseToken>{page.token});
  EXPECT_EQ(stats().links, 1u);
}

TEST_P(StoreContract, AStaleTokenChangesNothingOutlinksIncluded) {
  add(Urls{"http://a.test/"});
  auto answer = lease();
  release(answer.leases[0], Release::How::kReturn);
  EXPECT_EQ(commit({page_of(answer.leases[0], 200, {link_to("http://b.test/", 1)})}).pages, 0u);
  answer.leases[0].token += 1000;
  EXPECT_EQ(commit({page_of(answer.leases[0])}).pages, 0u);
  EXPECT_EQ(stats().discovered, 1u);
  EXPECT_EQ(stats().waiting, 1u);
}

TEST_P(StoreContract, ACommitNamesTheTokensThatWereStaleAndKeepsTheOthers) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"});
  const auto answer = lease();
  release(answer.leases[1], Release::How::kReturn);
  const CommitAnswer kept =
      commit({page_of(answer.leases[0]), page_of(answer.leases[1]), page_of(answer.leases[2])});
  EXPECT_EQ(kept.pages, 2u);
  EXPECT_EQ(kept.stale, std::vector<LeaseToken>{answer.leases[1].token});
  EXPECT_EQ(stats().fetched, 2u);
}

TEST_P(StoreContract, ATokenWithAnotherUrlsKeyIsStale) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = lease();
  PageCommit page = page_of(answer.leases[0]);
  page.key = answer.leases[1].key;
  EXPECT_EQ(commit({page}).pages, 0u);
}

TEST_P(StoreContract, AllLeasesOfABatchEndBeforeItsOutlinksAreOffered) {
  add({new_url("http://a.test/1", 5), new_url("http://a.test/2", 5)});
  const auto answer = lease();
  const CommitAnswer kept =
      commit({page_of(answer.leases[0], 200, {link_to("http://a.test/2", 1)}),
              page_of(answer.leases[1], 200, {link_to("http://a.test/1", 1)})});
  EXPECT_EQ(kept.pages, 2u);
  EXPECT_EQ(stats().fetched, 2u);
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, RetryWaitsItsDelayAndCountsTheAttempt) {
  add(Urls{"http://a.test/"});
  release(lease().leases[0], Release::How::kRetry, Milliseconds(500));
  auto answer = lease();
  EXPECT_TRUE(answer.leases.empty());
  EXPECT_EQ(answer.ask_again, Milliseconds(500));
  EXPECT_EQ(stats().next_due, Milliseconds(500));
  clock_.advance(Milliseconds(499));
  EXPECT_EQ(lease().ask_again, Milliseconds(1));
  clock_.advance(Milliseconds(1));
  answer = lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.leases[0].attempts, 1u);
  EXPECT_EQ(answer.ask_again, std::nullopt);
}

TEST_P(StoreContract, RetryWithoutDelayIsDueNow) {
  add(Urls{"http://a.test/"});
  release(lease().leases[0], Release::How::kRetry);
  EXPECT_EQ(lease().leases.at(0).attempts, 1u);
}

TEST_P(StoreContract, ADelayWithoutEndIsBoundedAndANegativeOneIsNone) {
  add(Urls{"http://a.test/", "http://b.test/"});
  const auto answer = lease();
  release(answer.leases[0], Release::How::kRetry, Milliseconds::max());
  release(answer.leases[1], Release::How::kRetry, Milliseconds::min());
  EXPECT_EQ(urls_of(lease()), Urls{"http://b.test/"});
  EXPECT_EQ(stats().next_due, kMaxDelay);
}

TEST_P(StoreContract, ADelayedUrlTakesASmallerDepth) {
  add({new_url("http://a.test/1", 5), new_url("http://a.test/2", 3)});
  for (const Lease& lent : lease().leases) {
    release(lent, Release::How::kRetry, Milliseconds(10));
  }
  add({new_url("http://a.test/1", 1)});
  EXPECT_TRUE(lease().leases.empty());
  clock_.advance(Milliseconds(10));
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/1", "http://a.test/2"}));
}

TEST_P(StoreContract, ReturnIsDueNowAndLeavesTheAttempts) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  release(lease(1).leases[0], Release::How::kReturn);
  const auto answer = lease();
  EXPECT_EQ(urls_of(answer), (Urls{"http://a.test/1", "http://a.test/2"}));
  EXPECT_EQ(answer.leases[0].attempts, 0u);
}

TEST_P(StoreContract, SkipAndFailEndWithTheirReason) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = lease();
  release(answer.leases[0], Release::How::kSkip, {}, Reason::kRobots);
  release(answer.leases[1], Release::How::kFail, {}, Reason::kTimeout);
  EXPECT_EQ(stats().skipped_by, (std::vector<std::pair<Reason, uint64_t>>{{Reason::kRobots, 1}}));
  EXPECT_EQ(stats().failed_by, (std::vector<std::pair<Reason, uint64_t>>{{Reason::kTimeout, 1}}));
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, AUrlSkippedInItsTurnForARevivableReasonIsRevived) {
  add(Urls{"http://a.test/"});
  release(lease().leases[0], Release::How::kSkip, {}, Reason::kExclude);
  add(Urls{"http://a.test/"});
  EXPECT_EQ(lease().leases.size(), 1u);
}

TEST_P(StoreContract, AStaleReleaseChangesNothing) {
  add(Urls{"http://a.test/"});
  const auto answer = lease();
  commit({page_of(answer.leases[0])});
  release(answer.leases[0], Release::How::kFail, {}, Reason::kDns);
  EXPECT_EQ(stats().failed, 0u);
  EXPECT_EQ(stats().fetched, 1u);
}

}  // namespace storage
