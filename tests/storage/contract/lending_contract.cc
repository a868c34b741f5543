// The contract of Store: what it lends, and in which order.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {

TEST_P(StoreContract, LendsByDepthThenPriorityThenDiscovery) {
  NewUrl lifted = new_url("http://a.test/lifted", 1);
  lifted.priority = 3;
  add({new_url("http://a.test/deep", 2), new_url("http://a.test/b", 1),
       new_url("http://a.test/a", 1), lifted, new_url("http://a.test/top", 0)});
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/top", "http://a.test/lifted", "http://a.test/b",
                                    "http://a.test/a", "http://a.test/deep"}));
}

TEST_P(StoreContract, ADoubtfulUrlGoesLastUntilItIsOfferedWithoutDoubt) {
  NewUrl doubtful = new_url("http://a.test/doubtful", 1), cleared = new_url("http://a.test/c", 1);
  doubtful.priority = cleared.priority = kDoubtful;
  add({doubtful, cleared, new_url("http://a.test/b", 1)});
  add({doubtful, new_url("http://a.test/c", 9)});
  const auto answer = lease();
  EXPECT_EQ(urls_of(answer),
            (Urls{"http://a.test/c", "http://a.test/b", "http://a.test/doubtful"}));
  for (const Lease& lease : answer.leases) {
    EXPECT_EQ(lease.doubtful, lease.url == doubtful.url) << lease.url;
    EXPECT_EQ(lease.depth, 1u);
  }
}

TEST_P(StoreContract, AUrlSkippedAsNothingNewIsRevived) {
  NewUrl doubtful = new_url("http://a.test/1", 1);
  doubtful.priority = kDoubtful;
  add({doubtful});
  const auto answer = lease();
  release(answer.leases[0], Release::How::kSkip, {}, Reason::kNothingNew);
  EXPECT_TRUE(lease().leases.empty());
  add({new_url("http://a.test/1", 1)});
  const auto again = lease();
  ASSERT_EQ(urls_of(again), Urls{"http://a.test/1"});
  EXPECT_FALSE(again.leases[0].doubtful);
}

TEST_P(StoreContract, HostsTakeTurnsAndTheNextLeaseGoesOn) {
  for (int i = 0; i < 4; ++i) {
    for (const char* host : {"a", "b", "c"}) {
      add(Urls{std::string("http://") + host + ".test/" + std::to_string(i)});
    }
  }
  EXPECT_EQ(urls_of(lease(2)), (Urls{"http://a.test/0", "http://b.test/0"}));
  EXPECT_EQ(urls_of(lease(2)), (Urls{"http://c.test/0", "http://a.test/1"}));
  EXPECT_EQ(urls_of(lease(5)), (Urls{"http://b.test/1", "http://c.test/1", "http://a.test/2",
                                     "http://b.test/2", "http://c.test/2"}));
}

TEST_P(StoreContract, MaxPerHostCountsTheLeasesOut) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://b.test/1"});
  const auto first = lease(10, 2);
  EXPECT_EQ(urls_of(first), (Urls{"http://a.test/1", "http://b.test/1", "http://a.test/2"}));
  EXPECT_FALSE(first.more);
  EXPECT_TRUE(lease(10, 2).leases.empty());
  EXPECT_EQ(urls_of(lease(10, 3)), Urls{"http://a.test/3"});
}

TEST_P(StoreContract, AnEndedLeaseMakesRoomAtItsHost) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto first = lease(10, 1);
  EXPECT_TRUE(lease(10, 1).leases.empty());
  commit({page_of(first.leases[0])});
  EXPECT_EQ(urls_of(lease(10, 1)), Urls{"http://a.test/2"});
}

TEST_P(StoreContract, MoreSaysThatTheAnswerWasCut) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  EXPECT_TRUE(lease(0).more);
  EXPECT_TRUE(lease(1).more);
  EXPECT_FALSE(lease(1).more);
}

TEST_P(StoreContract, ARequestForNoUrlLendsNoneAndSaysWhetherThereAreSome) {
  EXPECT_FALSE(lease(0).more);
  add(Urls{"http://a.test/1"});
  const auto answer = lease(0);
  EXPECT_TRUE(answer.leases.empty());
  EXPECT_TRUE(answer.more);
}

TEST_P(StoreContract, LeasesAreSafeForATimeAndWithoutAnotherOwnerNoneIsLost) {
  add(Urls{"http://a.test/1"});
  const auto answer = lease();
  EXPECT_GT(answer.safe_until, clock_.clocks().steady());
  EXPECT_TRUE(answer.lost.empty());
  EXPECT_TRUE(lease().lost.empty());
}

TEST_P(StoreContract, NothingIsLentTwice) {
  add(Urls{"http://a.test/1"});
  EXPECT_EQ(lease().leases.size(), 1u);
  EXPECT_TRUE(lease().leases.empty());
  EXPECT_EQ(stats().leased, 1u);
  EXPECT_EQ(stats().waiting, 1u);
}

TEST_P(StoreContract, AUrlFoundLaterButNearerGoesBeforeTheRest) {
  add({new_url("http://a.test/1", 3), new_url("http://a.test/2", 3),
       new_url("http://a.test/3", 4)});
  EXPECT_EQ(urls_of(lease(1)), Urls{"http://a.test/1"});
  add({new_url("http://a.test/near", 1), new_url("http://a.test/3", 2)});
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/near", "http://a.test/3", "http://a.test/2"}));
}

TEST_P(StoreContract, ALentUrlWhoseDepthIsLoweredIsNotLentAgain) {
  add({new_url("http://a.test/1", 3), new_url("http://a.test/2", 3)});
  const auto first = lease(1);
  add({new_url("http://a.test/1", 1)});
  EXPECT_EQ(urls_of(lease()), Urls{"http://a.test/2"});
  release(first.leases[0], Release::How::kReturn);
  const auto again = lease();
  ASSERT_EQ(urls_of(again), Urls{"http://a.test/1"});
  EXPECT_EQ(again.leases[0].depth, 1u);
}

}  // namespace storage
