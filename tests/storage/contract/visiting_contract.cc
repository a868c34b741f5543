// The contract of Store: what an update asks of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/storage/contract/store_contract.h"

namespace storage {
namespace {

std::map<ChangeKind, uint64_t> changes(Store& store) {
  const VisitCounts counts = *store.visit_counts();
  return {counts.changes.begin(), counts.changes.end()};
}

std::map<VisitOutcome, uint64_t> visits(Store& store) {
  const VisitCounts counts = *store.visit_counts();
  return {counts.visits.begin(), counts.visits.end()};
}

PageCommit visit_of_check(const Lease& lent) {
  PageCommit checked = page_of(lent);
  checked.page.method = Method::kHead;
  return checked;
}

using Changes = std::map<ChangeKind, uint64_t>;
using Visits = std::map<VisitOutcome, uint64_t>;

}  // namespace

TEST_P(VisitingContract, NothingIsDueWithoutAnUpdate) {
  begin_run();
  add(Urls{"http://a.test/1"});
  commit({page_of(lease().leases.at(0))});
  clock_.advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(store().queue_due(100)->queued, 0u);
  EXPECT_TRUE(lease().leases.empty());
}

TEST_P(VisitingContract, APageIsDueWhenItsTimeHasComeAndThenCountsAsFetched) {
  begin_run();
  add(Urls{"http://a.test/1"});
  commit({page_of(lease().leases.at(0))});
  clock_.advance(std::chrono::hours(1));
  UpdatePlan daily;
  daily.revisit = std::chrono::hours(24);
  const UpdateBegun begun = *store().begin_update(daily);
  EXPECT_EQ(begun.known, 1u);
  const DueUrls early = *store().queue_due(100);
  EXPECT_EQ(early.queued, 0u);
  EXPECT_EQ(early.next, Milliseconds(std::chrono::hours(23)));
  EXPECT_TRUE(lease().leases.empty());
  clock_.advance(std::chrono::hours(23));
  EXPECT_EQ(store().queue_due(100)->queued, 1u);
  EXPECT_EQ(store().queue_due(100)->queued, 0u);  // twice equals once
  EXPECT_EQ(stats().due, 1u);
  EXPECT_EQ(stats().fetched, 1u);
  expect_sums(1);
  EXPECT_EQ(lease().leases.size(), 1u);
}

TEST_P(VisitingContract, AVisitIsLentWithWhatIsKnownOfThePage) {
  const Lease lent = visit_after_a_day("a b c");
  ASSERT_TRUE(lent.revisit);
  EXPECT_EQ(lent.revisit->etag, "\"a b c\"");
  EXPECT_FALSE(lent.revisit->is_doubtful);
  EXPECT_EQ(clock_.clocks().wall() - lent.revisit->fetched_at, std::chrono::hours(24));
  EXPECT_EQ(lent.key, key_of("http://a.test/1"));
}

TEST_P(VisitingContract, WhatIsNotModifiedStaysAsItIs) {
  const Lease lent = visit_after_a_day();
  PageCommit unmodified = page_of(lent, 304);
  unmodified.not_modified = true;
  EXPECT_EQ(commit({unmodified}).pages, 1u);
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
  EXPECT_EQ(stats().due, 0u);
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kNotModified, 1}}));
  EXPECT_TRUE(changes(store()).empty());
  expect_sums(1);
}

TEST_P(VisitingContract, TheSameContentIsNoChangeWhateverTheBytes) {
  const Lease lent = visit_after_a_day("as it was at 12:30:15");
  commit({with_text(lent, "as it was at 12:30:16")});
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kUnchanged, 1}}));
  EXPECT_TRUE(changes(store()).empty());
}

TEST_P(VisitingContract, WhatRulesLeaveOfAPageIsCompared) {
  const auto with_rest = [&](const Lease& lent, const std::string& text, uint64_t rest) {
    PageCommit page = with_text(lent, text);
    page.lasting = LastingHashes{1, 1, rest, 1, 1};
    return page;
  };
  begin_run();
  add(Urls{"http://a.test/1"});
  commit({with_rest(lease().leases.at(0), "a 1", 7)});
  commit({with_rest(visit_again(), "a 2", 7)});
  EXPECT_TRUE(changes(store()).empty());
  commit({with_rest(visit_again(), "b 2", 8)});
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kChanged, 1}}));
  const uint64_t changed = visits(store())[VisitOutcome::kChanged];
  commit({with_rest(visit_again(), "b 3", 8)});
  EXPECT_LE(visits(store())[VisitOutcome::kChanged], changed);
  EXPECT_GE(visits(store())[VisitOutcome::kUnchanged], 1u);
}

// Their rules are no more, or are for other pages now.
TEST_P(VisitingContract, WithoutRulesAllOfAPageIsCompared) {
  const Lease lent = visit_after_a_day("a 1");
  PageCommit page = with_text(lent, "a 2");
  page.lasting = LastingHashes{1, 1, 7, 1, 1};
  commit({page});
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kChanged, 1}}));
  commit({with_text(visit_again(), "a 3")});
  EXPECT_EQ(visits(store())[VisitOutcome::kChanged], 1u);
}

TEST_P(VisitingContract, WhatHasChangedTakesThePlaceOfWhatWas) {
  const Lease lent = visit_after_a_day("a b c");
  const CommitAnswer answer = commit({with_text(lent, "a b d", {link_to("http://a.test/2", 1)})});
  EXPECT_EQ(answer.pages, 1u);
  EXPECT_EQ(answer.new_waiting, 1u);
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kChanged, 1}}));
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kChanged, 1}}));
  EXPECT_EQ(stats().links, 1u);
  expect_sums(2);
}

TEST_P(VisitingContract, APageThatAnUpdateFindsIsNewAndKnownToTheNext) {
  const Lease lent = visit_after_a_day("a");
  commit({with_text(lent, "b", {link_to("http://a.test/2", 1)})});
  const auto found = lease().leases;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].revisit);
  commit({with_text(found[0], "two")});
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kNew, 1}, {ChangeKind::kChanged, 1}}));
  clock_.advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(store().queue_due(100)->queued, 2u);
}

TEST_P(VisitingContract, AnErrorLeavesWhatIsKnownAndAsksForAllOfItNextTime) {
  const Lease lent = visit_after_a_day();
  release(lent, Release::How::kFail, {}, Reason::kTimeout);
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
  EXPECT_EQ(stats().failed, 0u);
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kError, 1}}));
  const Lease again = visit_again();
  ASSERT_TRUE(again.revisit);
  EXPECT_TRUE(again.revisit->is_doubtful);
  commit({page_of(again, 503)});
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
  expect_sums(1);
}

TEST_P(VisitingContract, ARenderedPageIsAskedForWholeAndKeptIfItCanNotBeRendered) {
  if (GetParam().name == "Postgres") GTEST_SKIP() << "PostgreSQL keeps no rendered pages yet";
  begin_run();
  add(Urls{"http://a.test/1"});
  PageCommit rendered = with_text(lease().leases.at(0), "by scripts");
  rendered.render.emplace().rendered = true;
  commit({rendered});
  const Lease lent = visit_again();
  ASSERT_TRUE(lent.revisit);
  EXPECT_EQ(lent.revisit->etag, "");
  PageCommit plain = with_text(lent, "");
  plain.render.emplace().error = "timeout";
  commit({plain});
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kError, 1}}));
  EXPECT_EQ(changes(store()), Changes());
}

TEST_P(VisitingContract, AnAnswerOfTheMomentToACheckIsNoChange) {
  begin_run();
  NewUrl check = new_url("http://a.test/1");
  check.role = Role::kLink;
  add({check});
  const auto answered = [](const Lease& lent, int status) {
    PageCommit answer = page_of(lent, status);
    answer.page.method = Method::kHead;
    return answer;
  };
  commit({answered(lease().leases.at(0), 200)});
  for (const int status : {429, 503}) {
    EXPECT_EQ(commit({answered(visit_again(), status)}).pages, 1u);
    EXPECT_EQ(outcome("http://a.test/1")->status, 200) << status;
    EXPECT_EQ(visits(store())[VisitOutcome::kChanged], 0u) << status;
    EXPECT_GE(visits(store())[VisitOutcome::kError], 1u) << status;
    EXPECT_TRUE(changes(store()).empty()) << status;
  }
  commit({answered(visit_again(), 404)});
  EXPECT_EQ(outcome("http://a.test/1")->status, 404);
  EXPECT_EQ(changes(store())[ChangeKind::kMissing], 1u);
  expect_sums(1);
}

// What it was before it was forbidden says nothing of what it is when it may be asked for again.
TEST_P(VisitingContract, WhatWasMissingBeforeItWasForbiddenIsNotBackTwice) {
  commit({page_of(visit_after_a_day(), 404)});
  release(visit_again(), Release::How::kSkip, {}, Reason::kRobots);
  commit({with_text(visit_again(std::chrono::hours(24 * 100)), "allowed")});
  EXPECT_EQ(changes(store())[ChangeKind::kBack], 1u);
  const uint64_t back = changes(store())[ChangeKind::kBack];
  commit({with_text(visit_again(), "other words")});
  EXPECT_GE(changes(store())[ChangeKind::kChanged], 1u);
  EXPECT_LE(changes(store())[ChangeKind::kBack], back);
}

TEST_P(VisitingContract, WhatIsMissingTwiceOnDifferentDaysIsGoneAndMayComeBack) {
  commit({page_of(visit_after_a_day(), 404)});
  EXPECT_EQ(changes(store())[ChangeKind::kMissing], 1u);
  EXPECT_EQ(outcome("http://a.test/1")->status, 404);
  commit({page_of(visit_again(std::chrono::hours(1)), 404)});
  EXPECT_EQ(changes(store())[ChangeKind::kGone], 0u);
  commit({page_of(visit_again(std::chrono::hours(24)), 404)});
  EXPECT_EQ(changes(store())[ChangeKind::kGone], 1u);
  commit({with_text(visit_again(std::chrono::hours(24)), "here again")});
  EXPECT_EQ(changes(store())[ChangeKind::kBack], 1u);
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
}

TEST_P(VisitingContract, WhatSaysThatItIsGoneIsGoneAtOnce) {
  commit({page_of(visit_after_a_day(), 410)});
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kGone, 1}}));
}

TEST_P(VisitingContract, AForbiddenPageIsSkippedAndAskedForAgainLater) {
  release(visit_after_a_day(), Release::How::kSkip, {}, Reason::kRobots);
  EXPECT_EQ(outcome("http://a.test/1")->state, UrlState::kSkipped);
  EXPECT_EQ(outcome("http://a.test/1")->reason, Reason::kRobots);
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kForbidden, 1}}));
  EXPECT_EQ(stats().fetched, 0u);
  expect_sums(1);
  const Lease again = visit_again(std::chrono::hours(24 * 100));
  EXPECT_FALSE(again.revisit);
  EXPECT_EQ(stats().waiting, 1u);
  EXPECT_EQ(commit({with_text(again, "allowed")}).pages, 1u);
  EXPECT_EQ(changes(store())[ChangeKind::kBack], 1u);
  expect_sums(1);
}

TEST_P(VisitingContract, WhatWasForbiddenInDoubtAndComesBackLosesItsDoubt) {
  begin_run();
  NewUrl doubtful = new_url("http://a.test/1");
  doubtful.priority = kDoubtful;
  add({doubtful});
  commit({page_of(lease().leases.at(0))});
  release(visit_again(), Release::How::kSkip, {}, Reason::kRobots);
  add({doubtful});
  const Lease again = visit_again(std::chrono::hours(24 * 100));
  EXPECT_TRUE(again.doubtful);
  release(again, Release::How::kReturn);
  add(Urls{"http://a.test/1"});
  EXPECT_FALSE(lease().leases.at(0).doubtful);
}

// Where it stands as a visit it would stand as what it is wanted as, too.
TEST_P(VisitingContract, ACheckThatIsWantedAsMoreWhileItIsDueTakesItsOwnPlace) {
  begin_run();
  NewUrl check = new_url("http://a.test/1", 0);
  check.role = Role::kLink;
  check.priority = 0;
  add({check});
  commit({visit_of_check(lease().leases.at(0))});
  commit({visit_of_check(visit_again())});
  const Resettlement wanted{0, check.key, Reason::kNone};
  EXPECT_EQ(*store().resettle({&wanted, 1}), 1u);
  check.role = Role::kStyle;
  add({check});
  EXPECT_EQ(stats().due, 0u);
  const auto leases = lease().leases;
  ASSERT_EQ(leases.size(), 1u);
  EXPECT_EQ(leases[0].role, Role::kStyle);
  EXPECT_FALSE(leases[0].revisit);
  EXPECT_EQ(commit({page_of(leases[0])}).pages, 1u);
  expect_sums(1);
}

TEST_P(VisitingContract, WhatIsLeftIsNotAskedForByTheSameUpdate) {
  release(visit_after_a_day(), Release::How::kLeave);
  EXPECT_EQ(stats().due, 0u);
  EXPECT_EQ(stats().fetched, 1u);
  EXPECT_EQ(store().queue_due(100)->queued, 0u);
  EXPECT_TRUE(visits(store()).empty());
  clock_.advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(store().queue_due(100)->queued, 1u);
}

TEST_P(VisitingContract, AVisitThatIsReturnedOrTriedAgainIsLentAgain) {
  Lease lent = visit_after_a_day();
  release(lent, Release::How::kReturn);
  lent = lease().leases.at(0);
  EXPECT_EQ(lent.attempts, 0u);
  release(lent, Release::How::kRetry, Milliseconds(50));
  EXPECT_TRUE(lease().leases.empty());
  clock_.advance(Milliseconds(50));
  const auto again = lease().leases;
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].attempts, 1u);
  EXPECT_TRUE(again[0].revisit);
  EXPECT_EQ(commit({with_text(again[0], "a b c")}).pages, 1u);
  EXPECT_EQ(stats().due, 0u);
}

TEST_P(VisitingContract, AStaleTokenChangesNothing) {
  const Lease lent = visit_after_a_day();
  EXPECT_EQ(commit({with_text(lent, "b")}).pages, 1u);
  EXPECT_EQ(commit({with_text(lent, "c")}).pages, 0u);
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kChanged, 1}}));
}

TEST_P(VisitingContract, ACheckThatIsWantedAsAPageWaitsAsOneAndIsVisitedNoMore) {
  begin_run();
  NewUrl check = new_url("http://a.test/1");
  check.role = Role::kLink;
  add({check});
  const PageCommit checked = visit_of_check(lease().leases.at(0));
  commit({checked});
  const Lease visit = visit_again();
  add(Urls{"http://a.test/1"});
  EXPECT_EQ(stats().waiting, 1u);
  EXPECT_EQ(stats().due, 0u);
  EXPECT_EQ(commit({checked}).pages, 0u);
  EXPECT_EQ(commit({visit_of_check(visit)}).stale.size(), 1u);
  const auto as_page = lease().leases;
  ASSERT_EQ(as_page.size(), 1u);
  EXPECT_EQ(as_page[0].role, Role::kPage);
  EXPECT_EQ(commit({with_text(as_page[0], "page")}).pages, 1u);
  expect_sums(1);
}

TEST_P(VisitingContract, APageThatIsWantedAnewKeepsWhatIsKnownUntilTheAnswer) {
  commit({with_text(visit_after_a_day("a"), "b")});
  const Resettlement wanted{0, key_of("http://a.test/1"), Reason::kNone};
  EXPECT_EQ(*store().resettle({&wanted, 1}), 1u);
  EXPECT_EQ(stats().fetched, 1u);
  EXPECT_EQ(stats().due, 1u);
  const auto again = lease().leases;
  ASSERT_EQ(again.size(), 1u);
  commit({with_text(again[0], "b")});
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kChanged, 1}}));
}

TEST_P(VisitingContract, WhatAnUpdateHasVisitedIsWhatAHostIsSaidToHave) {
  begin_run();
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"});
  for (const Lease& lent : lease().leases) commit({with_text(lent, "a")});
  clock_.advance(std::chrono::hours(24));
  ASSERT_TRUE(store().begin_update(all()).ok());
  begin_run();
  EXPECT_EQ(store().queue_due(100)->queued, 3u);
  LeaseAnswer answer = lease(1);
  ASSERT_EQ(answer.hosts.size(), 1u);
  EXPECT_EQ(answer.hosts[0].pages, 0u);
  commit({with_text(answer.leases.at(0), "a")});
  answer = lease(1);
  ASSERT_EQ(answer.hosts.size(), 1u);
  EXPECT_EQ(answer.hosts[0].pages, 1u);
}

TEST_P(VisitingContract, OfWhatWasNotThereAllIsAskedFor) {
  for (const int status : {404, 301}) {
    commit({page_of(status == 404 ? visit_after_a_day() : visit_again(), status)});
    const Lease again = visit_again();
    ASSERT_TRUE(again.revisit);
    EXPECT_TRUE(again.revisit->is_doubtful) << status;
    commit({with_text(again, "a b c")});
  }
  EXPECT_FALSE(visit_again().revisit->is_doubtful);
}

TEST_P(VisitingContract, WhatWasNeverThereDoesNotGo) {
  begin_run();
  add(Urls{"http://a.test/1"});
  commit({page_of(lease().leases.at(0), 404)});
  for (int day = 0; day < 3; ++day) commit({page_of(visit_again(), 404)});
  EXPECT_TRUE(changes(store()).empty());
}

TEST_P(VisitingContract, WhatIsGoneIsNotMissingTooWhenItSaysLess) {
  commit({page_of(visit_after_a_day(), 410)});
  commit({page_of(visit_again(), 404)});
  commit({page_of(visit_again(), 404)});
  EXPECT_EQ(changes(store())[ChangeKind::kMissing], 0u);
}

TEST_P(VisitingContract, AnAnswerThatWasCutTakesThePlaceOfNoneThatIsWhole) {
  PageCommit cut = with_text(visit_after_a_day("a b c"), "a b");
  cut.is_cut = true;
  cut.page.detail = "the transfer ended early";
  EXPECT_EQ(commit({cut}).pages, 1u);
  EXPECT_EQ(visits(store()), (Visits{{VisitOutcome::kError, 1}}));
  EXPECT_TRUE(changes(store()).empty());
  EXPECT_TRUE(visit_again().revisit->is_doubtful);
}

TEST_P(VisitingContract, AnErrorThatAnUpdateFindsFirstIsNoNews) {
  const Lease lent = visit_after_a_day("a");
  commit({with_text(lent, "b", {link_to("http://a.test/2", 1)})});
  commit({page_of(lease().leases.at(0), 503)});
  EXPECT_EQ(changes(store()), (Changes{{ChangeKind::kChanged, 1}}));
}

TEST_P(VisitingContract, WhenNothingIsDueHostsHaveVisitedNothing) {
  const Lease lent = visit_after_a_day("a");
  commit({with_text(lent, "a")});
  EXPECT_EQ(store().queue_due(100)->queued, 0u);
  clock_.advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(store().queue_due(100)->queued, 1u);
  const LeaseAnswer answer = lease(1);
  ASSERT_EQ(answer.hosts.size(), 1u);
  EXPECT_EQ(answer.hosts[0].pages, 0u);
}

TEST_P(VisitingContract, AnErrorPageThatSays200IsNoChange) {
  begin_run();
  add(Urls{"http://a.test/gone"});
  PageCommit gone = page_of(lease().leases.at(0), 404);
  gone.page.title = "Nothing here";
  gone.page.content_hash = 7;
  gone.page.simhash = 0xF0F0;
  commit({gone});
  const auto answer_of = [&](const Lease& lent, uint64_t hash, uint64_t simhash,
                             const std::string& title) {
    PageCommit answer = with_text(lent, "sorry");
    answer.page.content_hash = hash;
    answer.page.simhash = simhash;
    answer.page.title = title;
    return answer;
  };
  Visits seen;
  const auto visit = [&](uint64_t hash, uint64_t simhash, const std::string& title) {
    clock_.advance(std::chrono::hours(24));
    EXPECT_TRUE(store().begin_update(all()).ok());
    EXPECT_TRUE(store().queue_due(100).ok());
    for (const Lease& lent : lease().leases)
      commit({lent.url == "http://a.test/1" ? answer_of(lent, hash, simhash, title)
                                            : page_of(lent, 404)});
    Visits now = visits(store()), fresh;
    for (const auto& [outcome, count] : now)
      if (count > seen[outcome]) fresh[outcome] = count - seen[outcome];
    seen = now;
    return fresh[VisitOutcome::kError] == 1;
  };
  add(Urls{"http://a.test/1"});
  commit({answer_of(lease().leases.at(0), 1, 0xFF00FF, "One")});
  EXPECT_TRUE(visit(7, 0x1, "Whatever"));          // the same bytes
  EXPECT_TRUE(visit(8, 0xF0F1, "Nothing here"));   // hardly other words
  EXPECT_TRUE(visit(8, 0x1, "Just a moment..."));  // a bot wall
  EXPECT_EQ(outcome("http://a.test/1")->status, 200);
  EXPECT_FALSE(visit(8, 0xF0FF, "Nothing here"));  // other words
  EXPECT_FALSE(visit(9, 0xF0F1, "Something"));     // another title
}

TEST_P(VisitingContract, TheLikelierAChangeTheEarlierTheVisit) {
  begin_run();
  add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto first = lease().leases;
  commit({with_text(first.at(0), "same")});
  clock_.advance(std::chrono::hours(12));
  commit({with_text(first.at(1), "same")});
  clock_.advance(std::chrono::hours(12));
  ASSERT_TRUE(store().begin_update(all()).ok());
  begin_run();
  EXPECT_EQ(store().queue_due(100)->queued, 2u);
  EXPECT_EQ(urls_of(lease()), (Urls{"http://a.test/1", "http://a.test/2"}));
}

}  // namespace storage
