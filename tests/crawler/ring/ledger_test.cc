#include "crawler/ring/ledger.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

PageKept kept(int status, std::size_t held = 0) {
  PageKept page;
  page.status = status;
  page.held = held;
  return page;
}

TEST(Ledger, APageTakesItsCreditFromItsStartToItsCommit) {
  Ledger ledger;
  ledger.open(1, {});
  EXPECT_TRUE(ledger.has_room(0));
  ledger.page_started({});
  EXPECT_FALSE(ledger.has_room(0));
  ledger.transfer_ended(10);
  ledger.page_sent(10);
  EXPECT_FALSE(ledger.has_room(0));
  EXPECT_EQ(ledger.pages_expected(), 1u);
  EXPECT_EQ(ledger.pages(), 0u);
  ledger.page_kept(kept(200, 10));
  EXPECT_TRUE(ledger.has_room(0));
  EXPECT_TRUE(ledger.is_settled());
  EXPECT_EQ(ledger.pages(), 1u);
  EXPECT_EQ(ledger.bytes(), 10u);
}

TEST(Ledger, APageThatIsLostOnItsWayToTheStoreCountsAsNone) {
  Ledger ledger;
  ledger.open(1, {});
  ledger.page_started({});
  ledger.transfer_ended(10);
  ledger.page_sent(10);
  ledger.page_lost(kept(500, 10));
  EXPECT_TRUE(ledger.has_room(0));
  EXPECT_TRUE(ledger.is_settled());
  EXPECT_EQ(ledger.pages(), 0u);
  EXPECT_EQ(ledger.snapshot({}, {}).errors, 0u);
}

TEST(Ledger, APageThatIsGivenUpGivesItsCreditBack) {
  Ledger ledger;
  ledger.open(1, {});
  ledger.page_started({});
  ledger.transfer_ended(3);
  ledger.page_given_up({});
  EXPECT_TRUE(ledger.has_room(0));
  EXPECT_EQ(ledger.pages_expected(), 0u);
  EXPECT_EQ(ledger.bytes(), 3u);
}

TEST(Ledger, DroppedTransfersGiveTheirCreditsBackAndPagesOnTheirWayDoNot) {
  Ledger ledger;
  ledger.open(3, {});
  for (int i = 0; i < 3; ++i) ledger.page_started({});
  ledger.transfer_ended(0);
  ledger.page_sent(0);
  ledger.transfers_dropped();
  EXPECT_EQ(ledger.pages_expected(), 1u);
  EXPECT_FALSE(ledger.is_settled());
  ledger.page_kept(kept(200));
  EXPECT_TRUE(ledger.is_settled());
}

TEST(Ledger, BodiesThatAreHeldLeaveNoRoom) {
  constexpr std::size_t kMost = 96u << 20;
  Ledger ledger;
  ledger.open(10, {});
  EXPECT_FALSE(ledger.has_room(kMost));
  ledger.page_started({});
  ledger.transfer_ended(kMost / 2);
  ledger.page_sent(kMost / 2);
  EXPECT_FALSE(ledger.has_room(kMost / 2));
  EXPECT_TRUE(ledger.has_room(kMost / 2 - 1));
}

TEST(Ledger, TheEndIsASumOfAllThatIsOnItsWay) {
  Ledger ledger;
  ledger.open(1, {});
  EXPECT_TRUE(ledger.is_settled());
  ledger.add_sent();
  EXPECT_FALSE(ledger.is_settled());
  ledger.releases_sent(2);
  ledger.add_done();
  EXPECT_FALSE(ledger.is_settled());
  ledger.releases_done(2);
  EXPECT_TRUE(ledger.is_settled());
}

TEST(Ledger, FailedUrlsAndBadAnswersAreCountedApartAndAMissingSitemapIsNeither) {
  Ledger ledger;
  ledger.open(3, {});
  for (int i = 0; i < 3; ++i) ledger.page_started({});
  ledger.page_kept(kept(404));
  PageKept sitemap = kept(404);
  sitemap.lease.role = storage::Role::kSitemap;
  sitemap.is_page = false;
  ledger.page_kept(sitemap);
  ledger.page_kept(kept(200));
  ledger.url_failed();
  EXPECT_EQ(ledger.snapshot({}, {}).errors, 1u);
  EXPECT_EQ(ledger.snapshot({}, {}).bad_answers, 1u);
  EXPECT_EQ(ledger.pages(), 2u);
  EXPECT_EQ(ledger.files(), 1u);
}

TEST(Ledger, AChecksCreditIsOneAndNoPage) {
  Ledger ledger;
  ledger.open(2, {});
  PageKept check = kept(404);
  check.lease.role = storage::Role::kLink;
  check.is_page = false;
  check.is_check = true;
  ledger.page_started(check.lease);
  ledger.page_started({});
  EXPECT_FALSE(ledger.has_room(0));
  EXPECT_EQ(ledger.pages_expected(), 1u);
  ledger.page_kept(check);
  EXPECT_EQ(ledger.checks(), 1u);
  EXPECT_EQ(ledger.pages() + ledger.files(), 0u);
  EXPECT_EQ(ledger.pages_expected(), 1u);
  EXPECT_EQ(ledger.snapshot({}, {}).bad_answers, 0u);
}

TEST(Ledger, TheStoreIsAskedForItsCountsOnceAtATimeAndWhatIsFoundIsAdded) {
  Ledger ledger;
  EXPECT_TRUE(ledger.ask_for_stats());
  EXPECT_FALSE(ledger.ask_for_stats());
  storage::Stats stats;
  stats.waiting = 7;
  ledger.counted(stats);
  EXPECT_TRUE(ledger.ask_for_stats());
  ledger.urls_found(3);
  EXPECT_EQ(ledger.snapshot({}, {}).waiting, 10u);
}

TEST(Ledger, TheSnapshotNamesWhatHoldsTheCrawlBack) {
  Ledger ledger;
  ledger.open(100, TimePoint{std::chrono::seconds(5)});
  const TimePoint now{std::chrono::seconds(8)};
  Ledger::Moment moment;
  moment.most_transfers = 10;
  const auto bottleneck = [&] { return ledger.snapshot(moment, now).bottleneck; };
  EXPECT_EQ(ledger.snapshot(moment, now).elapsed, Milliseconds{3'000});
  EXPECT_EQ(bottleneck(), Bottleneck::kNothing);
  moment.transfers = 1;
  EXPECT_EQ(bottleneck(), Bottleneck::kNetwork);
  moment.waits_for_hosts = true;
  EXPECT_EQ(bottleneck(), Bottleneck::kPoliteness);
  moment.robots = 1;
  EXPECT_EQ(bottleneck(), Bottleneck::kRobots);
  ledger.page_started({});
  EXPECT_EQ(bottleneck(), Bottleneck::kPoliteness);
  moment.transfers = 10;
  EXPECT_EQ(bottleneck(), Bottleneck::kNetwork);
  moment.unparsed = 51;
  EXPECT_EQ(bottleneck(), Bottleneck::kParser);
  moment.unkept = 51;
  EXPECT_EQ(bottleneck(), Bottleneck::kStore);
  moment.running = false;
  EXPECT_EQ(bottleneck(), Bottleneck::kDone);
}

}  // namespace
}  // namespace crawler
