// The contract of Store: which pages are nearer than their links say.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {
namespace {

std::vector<std::string> urls_in(const NearerPage& page) {
  std::vector<std::string> urls;
  for (const NearerPage::Link& link : page.links) urls.push_back(link.url);
  return urls;
}

}  // namespace

TEST_P(StoreContract, APageIsNearerWhenItsUrlIsOfferedWithASmallerDepth) {
  add({new_url("http://a.test/", 5)});
  Outlink deep = link_to("http://a.test/deep", 6);
  deep.target.skip = Reason::kMaxDepth;
  deep.kind = 3;
  deep.nofollow = true;
  Outlink unnamed = link_to("http://a.test/unnamed", 6);
  unnamed.target.skip = Reason::kFollow;
  commit({page_of(lease().leases[0], 200, {deep, link_to("http://a.test/near", 1), unnamed})});
  add({new_url("http://a.test/near", 2)});
  EXPECT_TRUE(store().nearer_pages(100)->empty());
  add({new_url("http://a.test/", 5), new_url("http://a.test/", 1, Reason::kScope)});
  EXPECT_TRUE(store().nearer_pages(100)->empty());

  add({new_url("http://a.test/", 3), new_url("http://a.test/", 2)});
  const auto pages = *store().nearer_pages(100);
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_EQ(pages[0].depth, 2u);
  EXPECT_EQ(urls_in(pages[0]), (Urls{"http://a.test/deep", "http://a.test/unnamed"}));
  EXPECT_EQ(pages[0].links[0].kind, 3);
  EXPECT_TRUE(pages[0].links[0].nofollow);
  EXPECT_TRUE(pages[0].links[0].is_named);
  EXPECT_FALSE(pages[0].links[1].is_named);

  EXPECT_EQ(store().nearer_pages(100)->size(), 1u) << "until it is done";
  ASSERT_TRUE(store().nearer_pages_done(pages).ok());
  EXPECT_TRUE(store().nearer_pages(100)->empty());
}

TEST_P(StoreContract, APageThatCameNearerMeanwhileIsNotDone) {
  add({new_url("http://a.test/", 5)});
  commit({page_of(lease().leases[0])});
  add({new_url("http://a.test/", 3)});
  const auto pages = *store().nearer_pages(100);
  add({new_url("http://a.test/", 1)});
  ASSERT_TRUE(store().nearer_pages_done(pages).ok());
  ASSERT_EQ(store().nearer_pages(100)->size(), 1u);
  EXPECT_EQ(store().nearer_pages(100)->at(0).depth, 1u);
}

TEST_P(StoreContract, APageIsNearerWhenItsUrlCameNearerWhileItWasLent) {
  add({new_url("http://a.test/", 5)});
  const auto answer = lease();
  add({new_url("http://a.test/", 2)});
  EXPECT_TRUE(store().nearer_pages(100)->empty());
  commit({page_of(answer.leases[0], 200, {link_to("http://a.test/1", 6)})});
  const auto pages = *store().nearer_pages(100);
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_EQ(pages[0].depth, 2u);
  EXPECT_EQ(urls_in(pages[0]), Urls{"http://a.test/1"});
}

TEST_P(StoreContract, APageIsNearerByALinkOfItsOwnBatch) {
  add({new_url("http://a.test/", 5), new_url("http://a.test/1", 0)});
  const auto answer = lease();
  ASSERT_EQ(answer.leases[1].url, "http://a.test/");
  commit(
      {page_of(answer.leases[1]), page_of(answer.leases[0], 200, {link_to("http://a.test/", 1)})});
  ASSERT_EQ(store().nearer_pages(100)->size(), 1u);
  EXPECT_EQ(store().nearer_pages(100)->at(0).depth, 1u);
}

TEST_P(StoreContract, NearerPagesAreGivenWithSoManyLinksOrOneAtATime) {
  std::vector<NewUrl> urls;
  for (int i = 0; i < 4; ++i) urls.push_back(new_url("http://a.test/" + std::to_string(i), 5));
  add(urls);
  std::vector<PageCommit> pages;
  for (const Lease& lease : lease().leases)
    pages.push_back(
        page_of(lease, 200, {link_to(lease.url + "/x", 6), link_to(lease.url + "/y", 6)}));
  commit(pages);
  for (NewUrl& url : urls) url.depth = 1;
  add(urls);
  EXPECT_EQ(store().nearer_pages(4)->size(), 2u);
  EXPECT_EQ(store().nearer_pages(1)->size(), 1u);
  EXPECT_EQ(store().nearer_pages(100)->size(), 4u);
}

TEST_P(StoreContract, APageThatIsNoMoreIsNotNearer) {
  add({new_url("http://a.test/", 5)});
  commit({page_of(lease().leases[0])});
  add({new_url("http://a.test/", 2)});
  const Resettlement wanted{0, key_of("http://a.test/"), Reason::kNone};
  ASSERT_EQ(*store().resettle({&wanted, 1}), 1u);
  EXPECT_TRUE(store().nearer_pages(100)->empty());
  const auto again = lease();
  ASSERT_EQ(again.leases.size(), 1u);
  EXPECT_EQ(again.leases[0].depth, 2u);
}

TEST_P(DurableContract, PagesThatAreNearerAreStillSo) {
  add({new_url("http://a.test/", 5)});
  commit({page_of(lease().leases[0], 200, {link_to("http://a.test/1", 6)})});
  add({new_url("http://a.test/", 2)});
  under_test().reopen();
  ASSERT_EQ(store().nearer_pages(100)->size(), 1u);
  EXPECT_EQ(urls_in(store().nearer_pages(100)->at(0)), Urls{"http://a.test/1"});
}

}  // namespace storage
