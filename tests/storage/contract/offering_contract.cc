// The contract of Store: what is offered to it, by add().
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {

TEST_P(StoreContract, AddKeepsUrlsNotYetKnownAndSaysHowMany) {
  EXPECT_EQ(add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/1"}), 2u);
  EXPECT_EQ(add(Urls{"http://a.test/2", "http://b.test/1"}), 1u);
  EXPECT_EQ(stats().discovered, 3u);
  EXPECT_EQ(stats().waiting, 3u);
  EXPECT_EQ(stats().hosts, 2u);
}

TEST_P(StoreContract, AddOfNothingChangesNothing) {
  EXPECT_EQ(add(Urls{}), 0u);
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, SkippedUrlsAreKnownAndNotLent) {
  EXPECT_EQ(add({new_url("http://a.test/", 1, Reason::kScope)}), 1u);
  EXPECT_TRUE(lease().leases.empty());
  EXPECT_EQ(stats().skipped_by, (std::vector<std::pair<Reason, uint64_t>>{{Reason::kScope, 1}}));
}

TEST_P(StoreContract, AWantedOfferRevivesARevivableSkip) {
  add({new_url("http://a.test/", 7, Reason::kMaxDepth)});
  NewUrl wanted = new_url("http://a.test/", 2);
  wanted.hops = 3;
  wanted.role = Role::kSitemap;
  EXPECT_EQ(add({wanted}), 0u);
  const auto answer = lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.leases[0].depth, 2u);
  EXPECT_EQ(answer.leases[0].hops, 3);
  EXPECT_EQ(answer.leases[0].role, Role::kSitemap);
  EXPECT_EQ(stats().skipped, 0u);
}

TEST_P(StoreContract, AFinalSkipIsNotRevived) {
  add({new_url("http://a.test/", 0, Reason::kQueryBudget)});
  add(Urls{"http://a.test/"});
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, ASkippedOfferDoesNotSkipAKnownUrl) {
  add(Urls{"http://a.test/"});
  add({new_url("http://a.test/", 0, Reason::kScope)});
  EXPECT_EQ(lease().leases.size(), 1u);
}

TEST_P(StoreContract, ASkippedUrlTakesTheSmallerDepthOfItsOffers) {
  add({new_url("http://a.test/", 5, Reason::kScope),
       new_url("http://a.test/r", 5, Reason::kResource)});
  add({new_url("http://a.test/", 2, Reason::kScope),
       new_url("http://a.test/r", 2, Reason::kResource)});
  add({new_url("http://a.test/", 3, Reason::kMaxDepth)});
  const auto known =
      *store().survey({UrlSort::kUndecided, {Reason::kScope, Reason::kResource}, 0, 10});
  ASSERT_EQ(known.size(), 2u);
  EXPECT_EQ(known[0].depth, 2u);
  EXPECT_EQ(known[0].reason, Reason::kScope);
  EXPECT_EQ(known[1].depth, 5u);  // nobody asks
}

TEST_P(StoreContract, WhatOnlyALinkWasSkippedForGivesWayToWhatTheUrlIs) {
  add({new_url("http://a.test/1", 1, Reason::kResource),
       new_url("http://a.test/2", 1, Reason::kNofollow),
       new_url("http://a.test/3", 2, Reason::kMaxDepth)});
  add({new_url("http://a.test/1", 4, Reason::kMaxDepth),
       new_url("http://a.test/2", 3, Reason::kScope),
       new_url("http://a.test/3", 1, Reason::kNofollow)});
  EXPECT_EQ(stats().skipped_by, (std::vector<std::pair<Reason, uint64_t>>{{Reason::kScope, 1},
                                                                          {Reason::kMaxDepth, 2}}));
  const auto known =
      *store().survey({UrlSort::kUndecided, {Reason::kScope, Reason::kMaxDepth}, 0, 10});
  ASSERT_EQ(known.size(), 3u);
  EXPECT_EQ(known[0].depth, 4u);
  EXPECT_EQ(known[1].depth, 3u);
  EXPECT_EQ(known[2].depth, 1u);
}

TEST_P(StoreContract, AWaitingUrlTakesASmallerDepthAndNotALarger) {
  add({new_url("http://a.test/1", 5), new_url("http://a.test/2", 3)});
  add({new_url("http://a.test/1", 2), new_url("http://a.test/2", 9)});
  const auto answer = lease();
  EXPECT_EQ(urls_of(answer), (Urls{"http://a.test/1", "http://a.test/2"}));
  EXPECT_EQ(answer.leases[0].depth, 2u);
  EXPECT_EQ(answer.leases[1].depth, 3u);
}

TEST_P(StoreContract, AFetchedOrFailedUrlStaysSoWhenOfferedAgain) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = lease();
  commit({page_of(answer.leases[0])});
  release(answer.leases[1], Release::How::kFail, {}, Reason::kDns);
  add(Urls{"http://a.test/1", "http://a.test/2"});
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, AUrlThatDoesNotStartWithItsOriginKeepsItsText) {
  NewUrl url = new_url("http://a.test/x");
  url.url = "http://me:secret@a.test/x";
  NewUrl odd = new_url("http://a.test/y");
  odd.url = "http://a.test.evil/y";  // begins with the origin's letters, is not below it
  add({url, odd});
  EXPECT_EQ(urls_of(lease()), (Urls{"http://me:secret@a.test/x", "http://a.test.evil/y"}));
}

}  // namespace storage
