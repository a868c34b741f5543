// Updates of a store that others share: what a lost bucket, a lost answer and a second process do.
#include <gtest/gtest.h>

#include <vector>

#include "storage/postgres/postgres_store.h"
#include "tests/storage/postgres/postgres_testing.h"

namespace storage {
namespace {

class PostgresHistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::PostgresServer::is_installed()) GTEST_SKIP() << tests::PostgresServer::kRemedy;
    where_ = empty_crawl_database();
  }
  std::unique_ptr<PostgresStore> opened(FixedFleet** fleet = nullptr) {
    auto store = PostgresStore::open(where_, postgres_test_options(), clock_.clocks(),
                                     postgres_test_tuning(fleet));
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    return std::move(store).value();
  }
  // A page that is kept, and lent to be visited a day later.
  Lease visit_of(PostgresStore& store) {
    EXPECT_TRUE(store.begin_run({"1", "{}"}).ok());
    EXPECT_TRUE(store.add(new_urls({"http://a.test/1"})).ok());
    auto lent = store.lease({1, 1});
    const PageCommit page = with_text(lent->leases.at(0), "a", {link_to("http://b.test/", 1)});
    EXPECT_EQ(store.commit({&page, 1})->pages, 1u);
    EXPECT_TRUE(store.end_run({"finished"}).ok());
    clock_.advance(std::chrono::hours(24));
    EXPECT_TRUE(store.begin_update(all()).ok());
    EXPECT_TRUE(store.begin_run({"1", "{}"}).ok());
    EXPECT_EQ(store.queue_due(9)->queued, 1u);
    auto again = store.lease({9, 9});
    for (const Lease& lease : again->leases)
      if (lease.revisit) return lease;
    ADD_FAILURE() << "nothing is visited";
    return {};
  }

  std::string where_;
  ManualClock clock_;
};

TEST_F(PostgresHistoryTest, WhoHasLostTheBucketOfAVisitKeepsNothingOfIt) {
  auto store = opened();
  const Lease lent = visit_of(*store);
  PostgresQuestions db(where_);
  db.run("UPDATE crawl.bucket SET owner = 5, epoch = epoch + 1");
  const PageCommit page = with_text(lent, "b");
  auto kept = store->commit({&page, 1});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->pages, 0u);
  EXPECT_EQ(kept->stale.size(), 1u);
  for (const char* const table : {"visit", "page_version", "page_change", "folder_rate"})
    EXPECT_EQ(db.integer_of(std::string("SELECT count(*) FROM crawl.") + table), 0) << table;
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.revisit WHERE turn IS NOT NULL"), 1);
  EXPECT_EQ(db.text_of("SELECT text FROM pages"), "a");
  EXPECT_EQ(store->stats()->due, 1u);
}

TEST_F(PostgresHistoryTest, AVisitWhoseAnswerWasLostCountsOnce) {
  auto store = opened();
  const Lease lent = visit_of(*store);
  PostgresQuestions db(where_);
  // As if its answer had been lost: the rows say so, the store does not know.
  db.run(
      "UPDATE crawl.revisit SET turn = NULL, due = due + 86400000;"
      "INSERT INTO crawl.tally SELECT max(member), 260, 0 FROM crawl.tally ON CONFLICT DO NOTHING");
  const PageCommit page = with_text(lent, "b");
  auto kept = store->commit({&page, 1});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->pages, 1u);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.visit"), 0);
  EXPECT_EQ(store->commit({&page, 1})->pages, 0u);
  const Release failed{lent.token, lent.key, Release::How::kFail, Reason::kTimeout, "", {}};
  ASSERT_TRUE(store->release({&failed, 1}).ok());
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.visit"), 0);
}

TEST_F(PostgresHistoryTest, WhoJoinsAnUpdateTakesItsPlanOver) {
  auto first = opened();
  const Lease lent = visit_of(*first);
  const PageCommit page = with_text(lent, "b");
  ASSERT_EQ(first->commit({&page, 1})->pages, 1u);
  PostgresQuestions db(where_);
  const int64_t due = db.integer_of("SELECT due FROM crawl.revisit");
  auto second = opened();
  UpdatePlan other;
  other.revisit = other.revisit_min = other.revisit_max = Milliseconds(1);
  auto begun = second->begin_update(other);
  ASSERT_TRUE(begun.ok()) << begun.error().message;
  EXPECT_FALSE(begun->goes_on);
  EXPECT_EQ(begun->known, 1u);
  EXPECT_EQ(db.integer_of("SELECT due FROM crawl.revisit"), due);
  EXPECT_EQ(db.integer_of("SELECT sum(visited)::int8 FROM crawl.host"), 1);
  EXPECT_EQ(second->queue_due(9)->queued, 0u);
}

TEST_F(PostgresHistoryTest, NobodyBeginsAnUpdateBesideThoseWhoAreAtNone) {
  auto first = opened();
  ASSERT_TRUE(first->begin_run({"1", "{}"}).ok());
  auto second = opened();
  auto begun = second->begin_update(all());
  ASSERT_FALSE(begun.ok());
  EXPECT_NE(begun.error().message.find("without --update"), std::string::npos);
  ASSERT_TRUE(first->end_run({"finished"}).ok());
  EXPECT_TRUE(second->begin_update(all()).ok());
}

// Who owned it before may not have come to what is due there.
TEST_F(PostgresHistoryTest, InABucketThatBecomesOursWhatIsDueIsVisited) {
  FixedFleet* fleet = nullptr;
  auto store = opened(&fleet);
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1"})).ok());
  auto lent = store->lease({1, 1});
  const PageCommit page = with_text(lent->leases.at(0), "a");
  ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
  const auto bucket = static_cast<Bucket>(lent->leases[0].key.host >> (64 - kTestBucketBits));
  fleet->give(bucket, 7);
  ASSERT_TRUE(store->lease({1, 1})->leases.empty());
  clock_.advance(std::chrono::hours(24));
  ASSERT_TRUE(store->begin_update(all()).ok());
  EXPECT_EQ(store->queue_due(9)->queued, 0u);
  EXPECT_TRUE(store->lease({1, 1})->leases.empty());
  fleet->give(bucket, fleet->me());
  auto again = store->lease({1, 1});
  ASSERT_EQ(again->leases.size(), 1u);
  EXPECT_TRUE(again->leases[0].revisit);
}

TEST_F(PostgresHistoryTest, WhatASitemapSaysHasChangedIsVisitedNow) {
  auto store = opened();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  NewUrl sitemap = new_url("http://a.test/s.xml");
  sitemap.role = Role::kSitemap;
  ASSERT_TRUE(store->add({&sitemap, 1}).ok());
  const auto saying = [](const Lease& lent, const std::string& lastmod) {
    PageCommit said = with_text(lent, "entries " + lastmod, {link_to("http://b.test/1", 1)});
    said.sitemap.push_back({0, lastmod, {}});
    return said;
  };
  const PageCommit first = saying(store->lease({1, 1})->leases.at(0), "2020-01-01");
  ASSERT_EQ(store->commit({&first, 1})->pages, 1u);
  clock_.advance(std::chrono::hours(12));
  const PageCommit entry = with_text(store->lease({1, 1})->leases.at(0), "a");
  ASSERT_EQ(store->commit({&entry, 1})->pages, 1u);
  clock_.advance(std::chrono::hours(13));
  ASSERT_TRUE(store->begin_update({}).ok());
  EXPECT_EQ(store->queue_due(9)->queued, 1u);
  auto visit = store->lease({9, 9});
  ASSERT_EQ(urls_of(*visit), std::vector<std::string>{"http://a.test/s.xml"});
  const PageCommit second = saying(visit->leases[0], "2100-01-01");
  ASSERT_EQ(store->commit({&second, 1})->pages, 1u);
  auto hinted = store->lease({9, 9});
  ASSERT_EQ(urls_of(*hinted), std::vector<std::string>{"http://b.test/1"});
  const PageCommit same = with_text(hinted->leases[0], "a");
  ASSERT_EQ(store->commit({&same, 1})->pages, 1u);
  PostgresQuestions db(where_);
  EXPECT_EQ(db.integer_of("SELECT 10 * moved + changed FROM crawl.sitemap_belief"), 10);
}

TEST_F(PostgresHistoryTest, WhatNothingLeadsToAnyMoreIsAnOrphan) {
  auto store = opened();
  const Lease lent = visit_of(*store);
  const PageCommit page = with_text(lent, "b");  // without its link
  ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
  ASSERT_TRUE(store->end_run({"finished"}).ok());
  PostgresQuestions db(where_);
  EXPECT_EQ(db.text_of("SELECT url FROM orphaned"), "http://b.test/");
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.lost_link"), 0);
}

}  // namespace
}  // namespace storage
