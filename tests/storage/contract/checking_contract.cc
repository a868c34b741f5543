// The contract of Store: what is to be checked, beside what is to be fetched as a page.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {
namespace {

NewUrl check_of(const std::string& url, Role role = Role::kLink, uint32_t depth = 0) {
  NewUrl made = new_url(url, depth);
  made.role = role;
  return made;
}

PageCommit answer_of(const Lease& lease, int status = 200, std::vector<Outlink> links = {}) {
  PageCommit commit = page_of(lease, status, std::move(links));
  commit.page.method = Method::kHead;
  return commit;
}

}  // namespace

TEST_P(StoreContract, ChecksOfAHostAreLentAfterItsPages) {
  add({check_of("http://a.test/c1"), new_url("http://a.test/p2", 7), check_of("http://b.test/c3")});
  add({new_url("http://a.test/p1", 3)});
  const auto answer = lease();
  EXPECT_EQ(urls_of(answer),
            (Urls{"http://a.test/p1", "http://b.test/c3", "http://a.test/p2", "http://a.test/c1"}));
  EXPECT_EQ(answer.leases[3].role, Role::kLink);
  EXPECT_EQ(answer.leases[3].depth, 0u);
}

TEST_P(StoreContract, ChecksAloneAreLentWhereNoPagesAreWanted) {
  add({new_url("http://a.test/p"), check_of("http://a.test/c"), new_url("http://b.test/p")});
  EXPECT_EQ(urls_of(*store().lease({100, 100, true})), (Urls{"http://a.test/c"}));
  const auto pages = lease();
  EXPECT_EQ(pages.leases.size(), 2u);
}

TEST_P(StoreContract, PagesThatAreGivenBackAreNotLentAmongChecks) {
  add({new_url("http://a.test/p"), check_of("http://a.test/c"), check_of("http://a.test/d")});
  const auto answer = lease(1);
  EXPECT_EQ(urls_of(*store().lease({1, 100, true})), (Urls{"http://a.test/c"}));
  release(answer.leases[0], Release::How::kReturn);
  EXPECT_EQ(urls_of(*store().lease({100, 100, true})), (Urls{"http://a.test/d"}));
}

TEST_P(StoreContract, ADelayedPageIsNoReasonToAskAgainForChecks) {
  add(Urls{"http://a.test/p"});
  release(lease().leases[0], Release::How::kRetry, Milliseconds(1'000));
  const auto answer = *store().lease({100, 100, true});
  EXPECT_TRUE(answer.leases.empty());
  EXPECT_FALSE(answer.ask_again);
}

TEST_P(StoreContract, AnOfferAsCheckChangesNothingAboutAPage) {
  add({new_url("http://a.test/1", 5)});
  add({check_of("http://a.test/1", Role::kStyle, 1)});
  const auto answer = lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.leases[0].depth, 5u);
  EXPECT_EQ(answer.leases[0].role, Role::kPage);
  commit({page_of(answer.leases[0])});
  add({check_of("http://a.test/1")});
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, AnOfferAsCheckRevivesWhatWasLeftOut) {
  add({new_url("http://a.test/1", 2, Reason::kScope),
       new_url("http://a.test/2", 2, Reason::kResource)});
  add({check_of("http://a.test/1"), check_of("http://a.test/2", Role::kResource)});
  EXPECT_EQ(lease().leases.size(), 2u);
}

TEST_P(StoreContract, OneCheckTooManyStaysSoUnlessItIsAPage) {
  add({check_of("http://a.test/1")});
  release(lease().leases[0], Release::How::kSkip, {}, Reason::kMaxChecksPerHost);
  add({check_of("http://a.test/1"), check_of("http://a.test/1", Role::kStyle)});
  EXPECT_TRUE(lease().leases.empty());
  add(Urls{"http://a.test/1"});
  EXPECT_EQ(lease().leases.size(), 1u);
}

TEST_P(StoreContract, APageOutranksACheckWhateverCameOfIt) {
  add({check_of("http://a.test/waits", Role::kLink, 2), check_of("http://a.test/checked"),
       check_of("http://a.test/failed")});
  const auto answer = lease(2);
  ASSERT_EQ(urls_of(answer), (Urls{"http://a.test/checked", "http://a.test/failed"}));
  commit({answer_of(answer.leases[0], 404, {link_to("http://b.test/", 1)})});
  release(answer.leases[1], Release::How::kFail, {}, Reason::kDns);
  EXPECT_EQ(stats().links, 1u);
  EXPECT_EQ(store().check_counts()->broken, 1u);
  add({new_url("http://a.test/waits", 4), new_url("http://a.test/checked", 1),
       new_url("http://a.test/failed", 3)});
  EXPECT_EQ(stats().waiting, 4u);
  EXPECT_EQ(stats().failed, 0u);
  EXPECT_EQ(stats().links, 0u);
  EXPECT_EQ(store().check_counts()->checked, 0u);
  const auto pages = lease();
  EXPECT_EQ(urls_of(pages), (Urls{"http://b.test/", "http://a.test/checked", "http://a.test/failed",
                                  "http://a.test/waits"}));
  EXPECT_EQ(pages.leases[1].depth, 1u);
  EXPECT_EQ(pages.leases[1].attempts, 0u);
  EXPECT_EQ(pages.leases[1].role, Role::kPage);
}

TEST_P(StoreContract, AStyleOutranksOtherChecksAndNothingElseDoes) {
  add({check_of("http://a.test/1", Role::kResource)});
  commit({answer_of(lease().leases[0])});
  add({check_of("http://a.test/1", Role::kLink)});
  EXPECT_TRUE(lease().leases.empty());
  add({check_of("http://a.test/1", Role::kStyle)});
  const auto answer = lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.leases[0].role, Role::kStyle);
  commit({answer_of(answer.leases[0])});
  add({check_of("http://a.test/1", Role::kStyle)});
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(StoreContract, ACheckUnderWayThatBecomesAPageIsKeptAsNeither) {
  add({check_of("http://a.test/1"), check_of("http://a.test/2")});
  const auto answer = lease();
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto committed = commit({answer_of(answer.leases[0])});
  EXPECT_EQ(committed.pages, 0u);
  EXPECT_EQ(committed.stale, (std::vector<LeaseToken>{answer.leases[0].token}));
  release(answer.leases[1], Release::How::kFail, {}, Reason::kDns);
  EXPECT_EQ(stats().waiting, 2u);
  EXPECT_EQ(stats().leased, 0u);
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/1", "http://a.test/2"}));
}

TEST_P(StoreContract, ACheckThatALinkOfItsOwnBatchOutranksIsForgotten) {
  add({new_url("http://a.test/p"), check_of("http://a.test/c")});
  const auto answer = lease();
  const auto committed = commit({answer_of(answer.leases[1]),
                                 page_of(answer.leases[0], 200, {link_to("http://a.test/c", 1)})});
  EXPECT_EQ(committed.pages, 2u);
  EXPECT_EQ(committed.new_waiting, 1u);
  EXPECT_EQ(stats().fetched, 1u);
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/c"}));
}

TEST_P(StoreContract, ChecksAreCountedApartFromPages) {
  add({new_url("http://a.test/p"), check_of("http://a.test/1"), check_of("http://a.test/2"),
       check_of("http://a.test/3"), check_of("http://a.test/4"), check_of("http://a.test/5")});
  const auto answer = lease();
  commit({page_of(answer.leases[0]), answer_of(answer.leases[1]), answer_of(answer.leases[2], 404),
          answer_of(answer.leases[3], 429)});
  release(answer.leases[4], Release::How::kSkip, {}, Reason::kRobots);
  const CheckCounts counts = *store().check_counts();
  EXPECT_EQ(counts.checked, 3u);
  EXPECT_EQ(counts.broken, 1u);
  EXPECT_EQ(counts.waiting, 1u);
  EXPECT_EQ(counts.skipped, (std::vector<std::pair<Reason, uint64_t>>{{Reason::kRobots, 1}}));
  release(answer.leases[5], Release::How::kRetry);
  const auto again = lease();
  ASSERT_EQ(again.hosts.size(), 1u);
  EXPECT_EQ(again.hosts[0].pages, 1u);
  EXPECT_EQ(again.hosts[0].checks, 3u);
}

TEST_P(StoreContract, WhatWasLeftOutIsSurveyedByItsLinks) {
  Outlink first = link_to("http://b.test/", 1), second = link_to("http://b.test/", 1, 1);
  Outlink third = link_to("http://b.test/x", 1, 2);
  first.target.skip = second.target.skip = Reason::kScope;
  third.target.skip = Reason::kExclude;
  first.kind = 3;
  second.nofollow = true;
  second.rel = "nofollow";
  add(Urls{"http://a.test/"});
  commit({page_of(lease().leases[0], 200, {first, second, third})});
  SurveyRequest request{UrlSort::kLinked, {Reason::kScope}, 0, 1};
  const auto one = *store().survey(request);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].kind, 3);
  request.after = one[0].after;
  const auto two = *store().survey(request);
  ASSERT_EQ(two.size(), 1u);
  EXPECT_EQ(two[0].place, one[0].place);
  EXPECT_TRUE(two[0].nofollow);
  EXPECT_EQ(two[0].rel, "nofollow");
  request.after = two[0].after;
  EXPECT_TRUE(store().survey(request)->empty());
  const Resettlement wish{one[0].place, key_of("http://b.test/"), Reason::kNone, Role::kLink};
  EXPECT_EQ(*store().resettle({&wish, 1}), 1u);
  EXPECT_EQ(*store().resettle({&wish, 1}), 0u);
  EXPECT_EQ(lease().leases[0].role, Role::kLink);
}

TEST_P(StoreContract, AWaitingUrlTakesAnotherRoleWhenItIsSettledAnew) {
  add(Urls{"http://a.test/1"});
  Resettlement wish{0, key_of("http://a.test/1"), Reason::kNone, Role::kLink};
  EXPECT_EQ(*store().resettle({&wish, 1}), 1u);
  add({check_of("http://a.test/2")});
  EXPECT_EQ(urls_of(*store().lease({1, 1, true})), (Urls{"http://a.test/1"}));
  wish = {0, key_of("http://a.test/2"), Reason::kNone, Role::kPage};
  EXPECT_EQ(*store().resettle({&wish, 1}), 1u);
  EXPECT_EQ(lease().leases[0].role, Role::kPage);
}

}  // namespace storage
