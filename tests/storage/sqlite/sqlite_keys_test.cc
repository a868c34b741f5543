// Keys gather, are merged, and are found in every state between.
#include "storage/sqlite/sqlite_keys.h"

#include <gtest/gtest.h>

#include "storage/database/transaction.h"
#include "storage/sqlite/sqlite_schema.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

constexpr std::size_t kFew = 10;

class Keys : public testing::Test {
 protected:
  void SetUp() override {
    db_ = std::move(Database::open(folder_.file("keys.db"))).value();
    ASSERT_TRUE(prepare_schema(*db_, {}, 4096).ok());
    reopen();
  }
  void TearDown() override { EXPECT_TRUE(db_->take_failure().ok()); }

  void reopen() {
    keys_ = std::make_unique<SqliteKeys>(*db_, kFew);
    keys_->load();
  }

  // Keys as hashes fall: not in the order of their ids, half of them negative to SQLite.
  static uint64_t key_of(int64_t id) { return static_cast<uint64_t>(id) * 0x9E3779B97F4A7C15; }
  static int64_t host_of(int64_t id) { return id % 3; }

  void insert(int64_t first, int64_t last, bool commits = true) {
    std::vector<SqliteKeys::Entry> entries;
    for (int64_t id = first; id <= last; ++id) entries.push_back({host_of(id), key_of(id), id, 1});
    Transaction transaction(*db_, Transaction::Kind::kWrite);
    keys_->insert(entries);
    if (!commits) {
      keys_->rolled_back();
      return;
    }
    ASSERT_TRUE(transaction.commit().ok());
    keys_->committed();
  }

  void merge_all() {
    Transaction transaction(*db_, Transaction::Kind::kWrite);
    keys_->merge_all();
    ASSERT_TRUE(transaction.commit().ok());
    keys_->committed();
  }

  void expect_found(int64_t first, int64_t last) {
    for (int64_t id = first; id <= last; ++id) {
      const auto found = keys_->find(host_of(id), key_of(id));
      ASSERT_TRUE(found) << id;
      EXPECT_EQ(found->id, id);
      EXPECT_EQ(found->settled_depth, 1);
      EXPECT_FALSE(keys_->find(host_of(id) + 1, key_of(id)));
    }
  }

  int64_t in_index() { return db_->integer_of("SELECT count(*) FROM url_key"); }
  int64_t gathered() { return db_->integer_of("SELECT count(*) FROM new_key"); }

  TemporaryFolder folder_;
  std::unique_ptr<Database> db_;
  std::unique_ptr<SqliteKeys> keys_;
};

TEST_F(Keys, GatherUntilThereAreEnoughAndAreMergedWhileOthersGather) {
  insert(1, 10);
  EXPECT_EQ(in_index(), 0);
  expect_found(1, 10);
  insert(11, 12);  // enough: from here on these are merged
  EXPECT_EQ(in_index(), 0);
  insert(13, 14);
  EXPECT_EQ(in_index(), 4);
  EXPECT_EQ(gathered(), 14);
  expect_found(1, 14);
  insert(15, 19);
  EXPECT_EQ(in_index(), 12);
  EXPECT_EQ(gathered(), 7);  // those that came meanwhile
  expect_found(1, 19);
  EXPECT_FALSE(keys_->find(host_of(20), key_of(20)));
}

TEST_F(Keys, ManyAreMergedInTheEnd) {
  for (int64_t id = 1; id <= 3000; id += 3) insert(id, id + 2);
  EXPECT_GT(in_index(), 2900);
  merge_all();
  EXPECT_EQ(in_index(), 3000);
  EXPECT_EQ(gathered(), 0);
  expect_found(1, 3000);
}

TEST_F(Keys, WhatIsRolledBackLeavesNothing) {
  insert(1, 12);
  insert(13, 15, false);
  EXPECT_FALSE(keys_->find(host_of(13), key_of(13)));
  EXPECT_EQ(in_index(), 0);
  insert(13, 15);
  EXPECT_EQ(in_index(), 6);
  insert(16, 30, false);
  EXPECT_EQ(in_index(), 6);
  expect_found(1, 15);
  merge_all();
  EXPECT_EQ(in_index(), 15);
}

TEST_F(Keys, AnEndInTheMiddleIsTakenUpByTheNextSession) {
  insert(1, 12);
  insert(13, 15);
  EXPECT_EQ(in_index(), 6);
  reopen();
  expect_found(1, 15);
  insert(16, 40);
  reopen();
  expect_found(1, 40);
  merge_all();
  EXPECT_EQ(in_index(), 40);
  expect_found(1, 40);
}

TEST_F(Keys, OneIsUnsettledWhereverItIs) {
  insert(1, 12);
  insert(13, 15);  // of 1 to 12 six are merged
  for (int64_t id = 1; id <= 15; ++id) {
    Transaction transaction(*db_, Transaction::Kind::kWrite);
    keys_->unsettle(host_of(id), key_of(id));
    ASSERT_TRUE(transaction.commit().ok());
    keys_->committed();
    EXPECT_EQ(keys_->find(host_of(id), key_of(id))->settled_depth, SqliteKeys::kUnsettled);
  }
  reopen();
  for (int64_t id = 1; id <= 15; ++id)
    EXPECT_EQ(keys_->find(host_of(id), key_of(id))->settled_depth, SqliteKeys::kUnsettled);
  merge_all();
  EXPECT_EQ(db_->integer_of("SELECT count(*) FROM url_key WHERE settled_depth IS NULL"), 15);
}

TEST_F(Keys, ManyUrlsLetMoreGather) {
  insert(64'000, 64'500);  // a 64th of these ids
  insert(64'501, 64'502);
  EXPECT_EQ(in_index(), 0);
  insert(64'503, 65'100);
  insert(65'101, 65'102);
  EXPECT_EQ(in_index(), 4);
}

}  // namespace
}  // namespace storage
