// What members that are none any more have left in the tables of the fleet.
#include "storage/postgres/departed_members.h"

#include <gtest/gtest.h>

#include "storage/postgres/postgres_members.h"
#include "storage/postgres/postgres_store.h"
#include "tests/storage/postgres/postgres_testing.h"

namespace storage {
namespace {

class DepartedMembersTest : public testing::Test {
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
  // One that has fetched a page, told others of something, and gone.
  void come_and_go(const std::string& url) {
    auto store = opened();
    ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
    ASSERT_TRUE(store->add(new_urls({url, url + "/more"})).ok());
    const PageCommit page = page_of(store->lease({1, 1})->leases.at(0));
    ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
    PostgresQuestions(where_).run(
        "INSERT INTO crawl.arrival SELECT 3, id, 7 FROM crawl.member WHERE NOT dead");
    ASSERT_TRUE(store->end_run({"finished"}).ok());
  }
  int64_t of(const std::string& sql) { return PostgresQuestions(where_).integer_of(sql); }
  int64_t members_in(const std::string& table) {
    return of("SELECT count(DISTINCT member) FROM crawl." + table);
  }
  static void begin(PostgresStore& store) {
    const auto begun = store.begin_run({"1", "{}"});
    EXPECT_TRUE(begun.ok()) << (begun.ok() ? "" : begun.error().message);
  }

  std::string where_;
  ManualClock clock_;
};

TEST_F(DepartedMembersTest, HowManyCameAndWentTheTablesDoNotGrowByThem) {
  for (const char* url : {"http://a.test/", "http://b.test/", "http://c.test/", "http://d.test/"})
    come_and_go(url);
  auto before = opened()->stats();
  ASSERT_TRUE(before.ok());
  auto store = opened();
  begin(*store);
  EXPECT_EQ(of("SELECT count(*) FROM crawl.member"), 1);
  EXPECT_EQ(members_in("tally"), 1);
  EXPECT_EQ(members_in("arrival"), 1);
  EXPECT_EQ(of("SELECT sum(n)::int8 FROM crawl.arrival WHERE bucket = 3"), 28);
  auto after = store->stats();
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->waiting, 4u);
  EXPECT_EQ(after->fetched, 4u);
  EXPECT_EQ(after->discovered, before->discovered);
  EXPECT_EQ(after->hosts, before->hosts);
  auto work = PostgresMembers(where_, FleetTiming()).read_counts();
  ASSERT_TRUE(work.ok());
  EXPECT_EQ(work->waiting, 4u);
  EXPECT_EQ(work->arrived, 8u);
}

TEST_F(DepartedMembersTest, OfThoseAtWorkAllStays) {
  auto other = opened();
  begin(*other);
  ASSERT_TRUE(other->add(new_urls({"http://a.test/"})).ok());
  const int64_t rows = of("SELECT count(*) FROM crawl.tally");
  auto store = opened();
  begin(*store);
  EXPECT_EQ(of("SELECT count(*) FROM crawl.member"), 2);
  EXPECT_EQ(of("SELECT count(*) FROM crawl.tally WHERE member <> 0"), rows);
}

// Its buckets are its own until somebody takes them.
TEST_F(DepartedMembersTest, WhoDoesNotKnowYetThatItIsDeadIsCountedAllTheSame) {
  auto late = opened();
  begin(*late);
  ASSERT_TRUE(late->add(new_urls({"http://a.test/1", "http://a.test/2"})).ok());
  const PageCommit page = page_of(late->lease({1, 1})->leases.at(0));
  PostgresQuestions(where_).run("UPDATE crawl.member SET dead = true");
  const auto gather = [&] {
    auto store = opened();
    begin(*store);
  };
  const int64_t epoch = of("SELECT max(epoch) FROM crawl.bucket");
  gather();
  EXPECT_EQ(members_in("tally"), 1);
  // As if they had not been taken.
  PostgresQuestions(where_).run("UPDATE crawl.bucket SET epoch = " + std::to_string(epoch) +
                                ", owner = (SELECT member FROM crawl.run ORDER BY id LIMIT 1)");
  EXPECT_EQ(late->commit({&page, 1})->pages, 1u);
  EXPECT_EQ(members_in("tally"), 2);
  gather();
  EXPECT_EQ(members_in("tally"), 1);
  EXPECT_EQ(of("SELECT n FROM crawl.tally WHERE what = 0"), 1);
  EXPECT_EQ(of("SELECT n FROM crawl.tally WHERE what = 64"), 1);
}

TEST_F(DepartedMembersTest, WhoIsDeclaredDeadAndJoinsAnewLeavesNothingOfWhatItWas) {
  FixedFleet* fleet = nullptr;
  auto store = opened(&fleet);
  begin(*store);
  ASSERT_TRUE(store->add(new_urls({"http://a.test/"})).ok());
  PostgresQuestions db(where_);
  db.run("UPDATE crawl.member SET dead = true; INSERT INTO crawl.member(id) VALUES(77)");
  fleet->held().set_me(77);
  ASSERT_TRUE(store->lease({1, 1}).ok());
  EXPECT_EQ(of("SELECT sum(id)::int8 FROM crawl.member"), 77);
  EXPECT_EQ(of("SELECT max(member) FROM crawl.tally"), 0);
  EXPECT_EQ(store->stats()->waiting, 1u);
}

TEST_F(DepartedMembersTest, OneThatIsFrozenInATransactionHoldsNobodyUp) {
  come_and_go("http://a.test/");
  PostgresQuestions frozen(where_);
  frozen.run("BEGIN; UPDATE crawl.tally SET n = n");
  {
    auto store = opened();
    begin(*store);
    EXPECT_EQ(of("SELECT count(*) FROM crawl.member WHERE dead"), 1) << "it is left";
    EXPECT_EQ(store->stats()->waiting, 1u);
  }
  frozen.run("COMMIT");
  auto store = opened();
  begin(*store);
  EXPECT_EQ(of("SELECT count(*) FROM crawl.member WHERE dead"), 0);
  EXPECT_EQ(members_in("tally"), 1);
}

TEST_F(DepartedMembersTest, WhoseRowIsGoneIsNoMember) {
  PostgresMembers members(where_, FleetTiming());
  ASSERT_TRUE(members.join(7).ok());
  ASSERT_TRUE(members.leave(7).ok());
  PostgresQuestions(where_).run("DELETE FROM crawl.member");
  auto beaten = members.beat(7);
  ASSERT_TRUE(beaten.ok());
  EXPECT_FALSE(*beaten);
  const MemberRow seen{7, 0};
  EXPECT_TRUE(members.declare_dead({&seen, 1}).ok());
  EXPECT_TRUE(members.leave(7).ok());
  EXPECT_EQ(of("SELECT count(*) FROM crawl.member"), 0);
}

}  // namespace
}  // namespace storage
