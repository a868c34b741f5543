// PostgresMembers on the real server: the tables of members, and two heartbeats on them.
#include "storage/postgres/postgres_members.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <thread>

#include "storage/fleet/heartbeat.h"
#include "tests/storage/postgres/postgres_testing.h"

namespace storage {
namespace {

using std::chrono::milliseconds;

class PostgresMembersTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::PostgresServer::is_installed()) GTEST_SKIP() << tests::PostgresServer::kRemedy;
    where_ = empty_crawl_database();
    tables_.emplace(where_, FleetTiming{});
  }
  template <typename T>
  static T got(ground::Result<T> result) {
    EXPECT_TRUE(result.ok()) << result.error().message;
    return std::move(result).value();
  }
  static void done(const ground::Result<void>& result) {
    EXPECT_TRUE(result.ok()) << result.error().message;
  }
  // Others do what is awaited; a test that waits in vain is stopped by its time.
  static void await(const std::function<bool()>& is_so) {
    while (!is_so()) std::this_thread::sleep_for(milliseconds(1));
  }

  std::string where_;
  std::optional<PostgresMembers> tables_;
};

TEST_F(PostgresMembersTest, WhoJoinsBeatsUntilItIsDeclaredDead) {
  EXPECT_FALSE(got(tables_->beat(7)));
  done(tables_->join(7));
  EXPECT_FALSE(tables_->join(7).ok());
  EXPECT_TRUE(got(tables_->beat(7)));
  EXPECT_EQ(got(tables_->read_members()), (std::vector<MemberRow>{{7, 1}}));
  const std::array<MemberRow, 1> old{{{7, 0}}}, now{{{7, 1}}};
  done(tables_->declare_dead(old));
  EXPECT_TRUE(got(tables_->beat(7)));
  done(tables_->declare_dead(now));
  EXPECT_TRUE(got(tables_->beat(7)));
  const std::array<MemberRow, 1> last{{{7, 3}}};
  done(tables_->declare_dead(last));
  EXPECT_FALSE(got(tables_->beat(7)));
  EXPECT_TRUE(got(tables_->read_members()).empty());
}

TEST_F(PostgresMembersTest, WhoLeavesIsNoMember) {
  done(tables_->join(7));
  done(tables_->leave(7));
  EXPECT_FALSE(got(tables_->beat(7)));
}

TEST_F(PostgresMembersTest, BucketsAreTakenByCompareAndGivenBackByCompare) {
  const auto free = got(tables_->read_buckets());
  ASSERT_EQ(free.size(), std::size_t{1} << kTestBucketBits);
  EXPECT_EQ(free[3], (BucketRow{3, kNobody, 0}));
  const std::array<BucketRow, 2> some{{free[3], free[5]}}, others{{free[4], free[5]}};
  EXPECT_EQ(got(tables_->take(7, some)), (std::vector<Bucket>{3, 5}));
  EXPECT_EQ(got(tables_->take(8, others)), std::vector<Bucket>{4});
  const std::array<BucketRow, 3> back{{{3, 7, 1}, {4, 7, 1}, {5, 7, 0}}};
  done(tables_->give_back(back));
  const auto after = got(tables_->read_buckets());
  EXPECT_EQ(after[3], (BucketRow{3, kNobody, 1}));
  EXPECT_EQ(after[4], (BucketRow{4, 8, 1}));
  EXPECT_EQ(after[5], (BucketRow{5, 7, 1}));
}

TEST_F(PostgresMembersTest, WhatWaitsAndWhatArrivedIsCounted) {
  EXPECT_EQ(got(tables_->read_counts()), (WorkCounts{0, 0}));
  auto store =
      got(PostgresStore::open(where_, postgres_test_options(), Clocks(), postgres_test_tuning()));
  const std::array<NewUrl, 2> urls{{new_url("http://a.test/", 0), new_url("http://b.test/", 0)}};
  got(store->add(urls));
  EXPECT_EQ(got(tables_->read_counts()), (WorkCounts{2, 2}));
  const auto lent = got(store->lease({1, 1}));
  got(store->commit(std::array{page_of(lent.leases.at(0))}));
  EXPECT_EQ(got(tables_->read_counts()), (WorkCounts{2, 1}));
}

TEST_F(PostgresMembersTest, AfterTheServerWasAwayTheNextCallGoesOn) {
  done(tables_->join(7));
  tests::PostgresServer::shared().kill();
  EXPECT_FALSE(tables_->beat(7).ok());
  tests::PostgresServer::shared().start();
  await([&] { return tables_->beat(7).ok(); });
  EXPECT_EQ(got(tables_->read_members()).size(), 1u);
}

TEST_F(PostgresMembersTest, TwoMembersShareAllBucketsAndTheOneThatStaysHasAll) {
  const FleetTiming timing;
  constexpr std::size_t kAll = std::size_t{1} << kTestBucketBits;
  PostgresMembers first_tables(where_, timing), second_tables(where_, timing);
  HeldBuckets first(kAll), second(kAll);
  Heartbeat first_heartbeat(timing, first_tables, first);
  await([&] { return first.size() == kAll; });
  first.news();
  {
    Heartbeat second_heartbeat(timing, second_tables, second);
    await([&] {
      const BucketNews news = first.news();
      for (const Bucket bucket : news.wanted_back) first.let_go(bucket);
      return second.size() == kAll / 2;
    });
    EXPECT_EQ(first.size(), kAll / 2);
    EXPECT_EQ(second.news().gained.at(0).fence.epoch, 2u);
    EXPECT_TRUE(second_heartbeat.leave(std::chrono::minutes(1)));
  }
  await([&] { return first.size() == kAll; });
  EXPECT_TRUE(first_heartbeat.leave(std::chrono::minutes(1)));
}

}  // namespace
}  // namespace storage
