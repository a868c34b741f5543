// A file that SQLite finds sound, with values that we never write: an error that says so, or an
// answer within bounds; neither a crash nor a crawl without end. Found by fuzzing
// (tests/fuzz/database_fuzz.cc).
#include <gtest/gtest.h>

#include "storage/database/database.h"
#include "storage/open_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

using ground::ErrorCode;
using ground::Result;

namespace {

class Damage : public testing::Test {
 protected:
  void SetUp() override {
    auto store = open();
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->add(new_urls({"http://a.test/", "http://b.test/"})).ok());
  }

  Result<std::unique_ptr<Store>> open() { return open_store(path_, {}); }

  void damage(const std::string& sql) {
    auto db = std::move(Database::open(path_)).value();
    db->exec(sql);
    auto done = db->take_failure();
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  template <typename T>
  void expect_damaged(const Result<T>& result) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(result.error().message.find(path_ + ": damaged"), 0u) << result.error().message;
    EXPECT_NE(result.error().message.find(".recover"), std::string::npos);
  }

  void expect_lease_finds(const std::string& sql) {
    damage(sql);
    auto store = open();
    ASSERT_TRUE(store.ok()) << store.error().message;
    expect_damaged((*store)->lease({10, 10}));
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("crawl.db");
};

TEST_F(Damage, AnIdThatLeavesNoNextOneIsFoundWhenOpening) {
  for (const std::string table : {"url", "host"}) {
    SCOPED_TRACE(table);
    damage("UPDATE " + table + " SET id = 9223372036854775807 WHERE id = 2");
    expect_damaged(open());
    damage("UPDATE " + table + " SET id = -9223372036854775808 WHERE id > 2");
    expect_damaged(open());
    damage("UPDATE " + table + " SET id = 2 WHERE id < 0");
    EXPECT_TRUE(open().ok());
  }
}

TEST_F(Damage, AHostThatIsNoNumberEndsTheLease) {
  expect_lease_finds("UPDATE queue SET host_id = 'text' WHERE host_id = 2");
}

TEST_F(Damage, AHostAfterAllHostsEndsTheLease) {
  expect_lease_finds("UPDATE queue SET host_id = 9223372036854775807 WHERE host_id = 2");
}

TEST_F(Damage, AHostWithoutItsRowEndsTheLease) {
  expect_lease_finds("DELETE FROM host WHERE id = 1");
}

TEST_F(Damage, ADelayedRowThatCantBecomeDueIsFoundWhenOpening) {
  damage("INSERT INTO delayed VALUES(-9223372036854775808, 77, 1, 1)");  // no such URL
  expect_damaged(open());
  damage("UPDATE delayed SET due = 'text', url_id = 1");
  expect_damaged(open());
}

TEST_F(Damage, TimesOfAHostAreWithinBounds) {
  damage(
      "UPDATE host SET robots_status = 200, robots_at = -9223372036854775808, "
      "crawl_delay_ms = 9223372036854775807 WHERE id = 1;"
      "UPDATE host SET robots_status = 200, robots_at = 9223372036854775807, "
      "crawl_delay_ms = -1 WHERE id = 2");
  auto store = open();
  ASSERT_TRUE(store.ok());
  const auto lent = (*store)->lease({10, 10});
  ASSERT_TRUE(lent.ok());
  ASSERT_EQ(lent.value().hosts.size(), 2u);
  for (const HostRecord& host : lent.value().hosts) {
    EXPECT_GE(host.robots_age, Milliseconds(0));
    EXPECT_GE(host.crawl_delay, Milliseconds(0));
    EXPECT_LE(host.crawl_delay, kRestOfRun);
  }
}

// Else its row stays in the queue, and the URL is lent for ever.
TEST_F(Damage, AQueueRowThatItsUrlKnowsNothingOfFailsTheEndOfItsLease) {
  damage("UPDATE url SET depth = 5 WHERE id = 1; UPDATE url SET state = 3 WHERE id = 2");
  auto store = open();
  ASSERT_TRUE(store.ok());
  const auto lent = (*store)->lease({10, 10});
  ASSERT_TRUE(lent.ok());
  ASSERT_EQ(lent.value().leases.size(), 2u);
  for (const Lease& lease : lent.value().leases) {
    const Release give_up{lease.token, lease.key, Release::How::kFail, Reason::kDns, "", {}};
    expect_damaged((*store)->release({&give_up, 1}));
    const PageCommit page = page_of(lease);
    expect_damaged((*store)->commit({&page, 1}));
  }
}

}  // namespace
}  // namespace storage
