// The contract of Store: what a store that outlives its process knows when it is opened anew.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {

TEST_P(DurableContract, WhatWasLentOrDelayedIsWaitingAndDue) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"});
  const auto answer = lease(2);
  release(answer.leases[0], Release::How::kRetry, Milliseconds(1'000'000));
  under_test().reopen();
  EXPECT_EQ(stats().leased, 0u);
  EXPECT_EQ(stats().waiting, 3u);
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"}));
}

TEST_P(DurableContract, ATokenOfBeforeIsStale) {
  add(Urls{"http://a.test/"});
  const auto before = lease();
  under_test().reopen();
  EXPECT_EQ(lease().leases.size(), 1u);
  EXPECT_EQ(commit({page_of(before.leases[0])}).pages, 0u);
  EXPECT_EQ(stats().waiting, 1u);
}

TEST_P(DurableContract, WhatWasKeptIsThere) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = lease();
  commit({page_of(answer.leases[0], 200, {link_to("http://b.test/", 1)})});
  release(answer.leases[1], Release::How::kFail, {}, Reason::kDns);
  under_test().reopen();
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
  EXPECT_EQ(outcome("http://a.test/2")->reason, Reason::kDns);
  EXPECT_EQ(stats().links, 1u);
  EXPECT_EQ(urls_of(lease()), Urls{"http://b.test/"});
}

TEST_P(DurableContract, CookiesAreThere) {
  const std::vector<SiteCookies> kept{{"a.test", {{"a.test", true, "/", "n", "1", false, 0}}}};
  ASSERT_TRUE(store().keep_cookies(kept).ok());
  under_test().reopen();
  ASSERT_EQ(store().cookies()->size(), 1u);
  EXPECT_EQ(store().cookies()->at(0).cookies.at(0).value, "1");
}

TEST_P(DurableContract, AHoldDoesNotOutliveTheStoreAndWhatIsKnownOfTheHostDoes) {
  add(Urls{"http://a.test/"});
  HostUpdate update;
  update.host_key = key_of("http://a.test/").host;
  update.origin = "http://a.test";
  update.robots_status = 404;
  ASSERT_TRUE(store().update_hosts({&update, 1}).ok());
  hold("http://a.test/", Milliseconds(1000));
  under_test().reopen();
  const auto answer = lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.hosts.at(0).robots_status, 404);
}

}  // namespace storage
