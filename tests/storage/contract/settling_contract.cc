// The contract of Store: what a start of the program asks of it, and settles anew.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {
namespace {

std::vector<std::string> texts_of(const std::vector<KnownUrl>& known) {
  std::vector<std::string> texts;
  texts.reserve(known.size());
  for (const KnownUrl& url : known) texts.push_back(url.url);
  return texts;
}

std::vector<Resettlement> all_of(const std::vector<KnownUrl>& known, Reason skip = Reason::kNone) {
  std::vector<Resettlement> urls;
  urls.reserve(known.size());
  for (const KnownUrl& url : known) urls.push_back({url.place, key_of(url.url), skip});
  return urls;
}

SurveyRequest request_of(UrlSort sort, std::vector<Reason> reasons = {}) {
  return {sort, std::move(reasons), 0, 100};
}

}  // namespace

TEST_P(StoreContract, ASurveyGivesUrlsOfItsSortSomeAtATime) {
  add({new_url("http://a.test/1", 0), new_url("http://a.test/2", 1, Reason::kScope),
       new_url("http://a.test/3", 1, Reason::kMaxDepth), new_url("http://b.test/4", 2)});
  SurveyRequest request = request_of(UrlSort::kUndecided, {Reason::kMaxDepth});
  request.max_urls = 2;
  const auto first = *store().survey(request);
  EXPECT_EQ(texts_of(first), (Urls{"http://a.test/1", "http://a.test/3"}));
  EXPECT_EQ(first[1].state, UrlState::kSkipped);
  EXPECT_EQ(first[1].reason, Reason::kMaxDepth);
  EXPECT_EQ(first[1].depth, 1u);
  request.after = first[1].place;
  EXPECT_EQ(texts_of(*store().survey(request)), Urls{"http://b.test/4"});
}

TEST_P(StoreContract, ASurveyOfSeedsLeavesOutWhatLinksAndRedirectsLedTo) {
  NewUrl redirected = new_url("http://a.test/2", 0);
  redirected.hops = 1;
  NewUrl sitemap = new_url("http://a.test/sitemap.xml", 0);
  sitemap.role = Role::kSitemap;
  add({new_url("http://a.test/1", 0), redirected, sitemap, new_url("http://a.test/3", 1)});
  EXPECT_EQ(texts_of(*store().survey(request_of(UrlSort::kSeeds))), Urls{"http://a.test/1"});
}

TEST_P(StoreContract, AFailedUrlThatIsWantedWaitsWithoutAttempts) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  for (const Lease& lent : lease().leases) release(lent, Release::How::kFail, {}, Reason::kDns);
  const auto failed = *store().survey(request_of(UrlSort::kFailed));
  ASSERT_EQ(texts_of(failed), (Urls{"http://a.test/1", "http://a.test/2"}));
  EXPECT_EQ(failed[0].reason, Reason::kDns);
  EXPECT_EQ(*store().resettle(all_of(failed)), 2u);
  EXPECT_EQ(*store().resettle(all_of(failed)), 0u);  // twice equals once
  EXPECT_EQ(stats().failed, 0u);
  EXPECT_TRUE(store().host_extremes(5)->most_failing.empty());
  EXPECT_EQ(outcome("http://a.test/1")->detail, "");
  const auto answer = lease();
  ASSERT_EQ(answer.leases.size(), 2u);
  EXPECT_EQ(answer.leases[0].attempts, 0u);
  EXPECT_EQ(commit({page_of(answer.leases[0])}).pages, 1u);
}

TEST_P(StoreContract, AnAnswerThatMayPassIsReplacedByTheNext) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://a.test/4"});
  const auto answer = lease();
  commit({page_of(answer.leases[0], 503, {link_to("http://b.test/", 1)}),
          page_of(answer.leases[1], 404), page_of(answer.leases[2], 429),
          page_of(answer.leases[3], 408)});
  const auto passing = *store().survey(request_of(UrlSort::kPassing));
  ASSERT_EQ(texts_of(passing), (Urls{"http://a.test/1", "http://a.test/3", "http://a.test/4"}));
  EXPECT_EQ(passing[0].status, 503);
  EXPECT_EQ(*store().resettle({all_of(passing).data(), 1}), 1u);
  EXPECT_EQ(stats().fetched, 3u);
  EXPECT_EQ(stats().links, 0u);
  EXPECT_EQ(stats().waiting, 2u);  // with b, which stays known
  EXPECT_EQ(outcome("http://a.test/1")->status, 0);
  const auto again = lease();
  ASSERT_EQ(urls_of(again), (Urls{"http://b.test/", "http://a.test/1"}));
  EXPECT_EQ(again.hosts.at(1).pages, 3u);
  commit({page_of(again.leases[1], 200, {link_to("http://c.test/", 1)})});
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
  EXPECT_EQ(stats().links, 1u);
  EXPECT_EQ(texts_of(*store().survey(request_of(UrlSort::kPassing))),
            (Urls{"http://a.test/3", "http://a.test/4"}));
}

TEST_P(StoreContract, PagesOfWhichOnlyHeadersCameAreASortOfTheirOwn) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"});
  const auto answer = lease();
  PageCommit whole = page_of(answer.leases[0]), headers = page_of(answer.leases[1]),
             missing = page_of(answer.leases[2], 404);
  whole.page.size = 10;
  headers.page.size = missing.page.size = 0;
  headers.page.content_type = "application/pdf";
  commit({whole, headers, missing});
  const auto found = *store().survey(request_of(UrlSort::kHeadersOnly));
  ASSERT_EQ(texts_of(found), Urls{"http://a.test/2"});
  EXPECT_EQ(found[0].content_type, "application/pdf");
}

TEST_P(StoreContract, AWaitingUrlThatIsNotWantedIsSkippedAndMayBeRevived) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto waiting = *store().survey(request_of(UrlSort::kUndecided));
  EXPECT_EQ(*store().resettle({all_of(waiting, Reason::kExclude).data(), 1}), 1u);
  EXPECT_EQ(stats().skipped_by, (std::vector<std::pair<Reason, uint64_t>>{{Reason::kExclude, 1}}));
  EXPECT_EQ(urls_of(lease()), Urls{"http://a.test/2"});
  add(Urls{"http://a.test/1"});
  EXPECT_EQ(urls_of(lease()), Urls{"http://a.test/1"});
}

TEST_P(StoreContract, ADelayedUrlThatIsNotWantedIsSkipped) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  for (const Lease& lent : lease().leases) release(lent, Release::How::kRetry, Milliseconds(10));
  const auto waiting = *store().survey(request_of(UrlSort::kUndecided));
  EXPECT_EQ(*store().resettle({all_of(waiting, Reason::kExclude).data(), 1}), 1u);
  clock_.advance(Milliseconds(10));
  EXPECT_EQ(urls_of(lease()), Urls{"http://a.test/2"});
}

TEST_P(StoreContract, ASkippedUrlIsSkippedForAnotherReasonOrWaitsAtItsDepth) {
  add({new_url("http://a.test/1", 3, Reason::kScope), new_url("http://a.test/2", 2),
       new_url("http://a.test/3", 9, Reason::kQueryBudget)});
  const auto skipped =
      *store().survey(request_of(UrlSort::kUndecided, {Reason::kScope, Reason::kQueryBudget}));
  ASSERT_EQ(skipped.size(), 3u);
  EXPECT_EQ(*store().resettle(all_of({skipped[0]}, Reason::kMaxDepth)), 1u);
  EXPECT_EQ(*store().resettle(all_of({skipped[0]}, Reason::kMaxDepth)), 0u);
  EXPECT_EQ(outcome("http://a.test/1")->reason, Reason::kMaxDepth);
  EXPECT_EQ(*store().resettle(all_of(skipped)), 2u);
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/2", "http://a.test/1", "http://a.test/3"}));
}

TEST_P(StoreContract, WhatIsLentFetchedOrFailedIsNotSkippedAnew) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://a.test/4"});
  const auto waiting = *store().survey(request_of(UrlSort::kUndecided));
  const auto answer = lease(3);
  commit({page_of(answer.leases[0], 503)});
  release(answer.leases[1], Release::How::kFail, {}, Reason::kDns);
  EXPECT_EQ(*store().resettle(all_of(waiting, Reason::kExclude)), 1u);  // the fourth
  EXPECT_EQ(stats().fetched, 1u);
  EXPECT_EQ(stats().failed, 1u);
  EXPECT_EQ(commit({page_of(answer.leases[2])}).pages, 1u);
}

TEST_P(StoreContract, AUrlThatIsNotKnownIsSettledInNoWay) {
  add(Urls{"http://a.test/1"});
  const std::vector<Resettlement> urls{{0, key_of("http://b.test/1"), Reason::kExclude},
                                       {7, key_of("http://a.test/1"), Reason::kExclude},
                                       {1, key_of("http://b.test/1"), Reason::kExclude}};
  EXPECT_EQ(*store().resettle(urls), 0u);
  EXPECT_EQ(stats().waiting, 1u);
}

TEST_P(StoreContract, TheLastRunIsKnownWithItsOptionsAndItsEnd) {
  EXPECT_FALSE(store().last_run()->has_value());
  ASSERT_TRUE(store().begin_run({"1.0", R"({"scope":"host"})"}).ok());
  EXPECT_EQ((*store().last_run())->end_reason, "");
  ASSERT_TRUE(store().end_run({"finished", 1, 2, Milliseconds(3)}).ok());
  const PastRun last = store().last_run()->value();
  EXPECT_EQ(last.options_json, R"({"scope":"host"})");
  EXPECT_EQ(last.end_reason, "finished");
  EXPECT_EQ(last.started_at, clock_.clocks().wall());
}

TEST_P(StoreContract, UrlsAreSettledForARunToComeUntilItBegins) {
  ASSERT_TRUE(store().begin_run({"1.0", "{}"}).ok());
  ASSERT_TRUE(store().end_run({"finished", 1, 2, Milliseconds(3)}).ok());
  EXPECT_FALSE((*store().last_run())->was_settled_since);
  ASSERT_TRUE(store().begin_settling().ok());
  ASSERT_TRUE(store().begin_settling().ok());  // twice equals once
  EXPECT_TRUE((*store().last_run())->was_settled_since);
  EXPECT_EQ((*store().last_run())->end_reason, "finished");
  ASSERT_TRUE(store().begin_run({"1.0", "{}"}).ok());
  EXPECT_FALSE((*store().last_run())->was_settled_since);
}

TEST_P(DurableContract, ThatUrlsAreSettledForARunToComeOutlivesTheProgram) {
  ASSERT_TRUE(store().begin_run({"1.0", "{}"}).ok());
  ASSERT_TRUE(store().begin_settling().ok());
  under_test().reopen();
  EXPECT_TRUE((*store().last_run())->was_settled_since);
}

TEST_P(DurableContract, AnIdOfAPageIsNeverThatOfALaterOne) {
  add(Urls{"http://a.test/1"});
  commit({page_of(lease().leases[0], 503, {link_to("http://b.test/", 1)})});
  const auto passing = *store().survey(request_of(UrlSort::kPassing));
  EXPECT_EQ(*store().resettle(all_of(passing)), 1u);
  under_test().reopen();
  EXPECT_EQ(stats().links, 0u);
  EXPECT_EQ(stats().fetched, 0u);
  const auto again = lease();
  ASSERT_EQ(again.leases.size(), 2u);
  commit({page_of(again.leases[0])});
  under_test().expect_sound();
}

}  // namespace storage
