// PostgresStore under the contract of Store, on the real server.
#include "storage/postgres/postgres_store.h"
#include "tests/storage/contract/store_contract.h"
#include "tests/storage/contract/store_model.h"
#include "tests/storage/postgres/postgres_testing.h"

namespace storage {
namespace {

class InPostgres final : public StoreUnderTest {
 public:
  explicit InPostgres(Clocks clocks) : clocks_(std::move(clocks)) { reopen(); }
  Store& store() override { return *store_; }

  void reopen() override {
    store_.reset();
    auto opened = PostgresStore::open(where_, postgres_test_options(), clocks_,
                                      postgres_test_tuning(&fleet_));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
  }

  void take_away(uint64_t host) override { fleet_->give(bucket_of_host(host), kSomebody); }
  void give_back(uint64_t host) override { fleet_->give(bucket_of_host(host), fleet_->me()); }

  bool offers_links_first() const override { return true; }

  // What was counted step by step against what the tables hold.
  void expect_sound() override {
    PostgresQuestions db(where_);
    EXPECT_EQ(db.integer_of("SELECT count(*) FROM (SELECT state * 64 + reason, count(*) FROM "
                            "crawl.url GROUP BY 1 EXCEPT SELECT what, sum(n)::int8 FROM "
                            "crawl.tally GROUP BY 1) d"),
              0);
    EXPECT_EQ(db.integer_of("SELECT coalesce(sum(n), 0)::int8 FROM crawl.tally WHERE what < 256"),
              db.integer_of("SELECT count(*) FROM crawl.url"));
    EXPECT_EQ(db.integer_of("SELECT coalesce(sum(n), 0)::int8 FROM crawl.tally WHERE what = 256"),
              db.integer_of("SELECT coalesce(sum(cardinality(link_host)), 0) FROM crawl.content"));
    EXPECT_EQ(db.integer_of("SELECT coalesce(sum(n), 0)::int8 FROM crawl.tally WHERE what = 257"),
              db.integer_of("SELECT count(*) FROM crawl.host"));
    EXPECT_EQ(db.integer_of("SELECT coalesce(sum(n), 0)::int8 FROM crawl.tally WHERE what = 260"),
              db.integer_of("SELECT count(*) FROM crawl.revisit WHERE turn IS NOT NULL"));
    EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.revisit r LEFT JOIN crawl.page p "
                            "USING(bucket, host, key) WHERE r.turn IS NOT NULL AND p.id IS NULL"),
              0);
    EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.page_version v JOIN crawl.page p "
                            "USING(bucket, host, key) WHERE v.id >= p.id"),
              0);
    EXPECT_EQ(db.integer_of(
                  "SELECT count(*) FROM crawl.version_parts d WHERE d.against <> 0 AND NOT EXISTS "
                  "(SELECT 1 FROM crawl.page p WHERE p.id = d.against) AND NOT EXISTS "
                  "(SELECT 1 FROM crawl.page_version v WHERE v.id = d.against)"),
              0);
    EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.host h WHERE h.bytes <> (SELECT "
                            "coalesce(sum(p.transferred), 0) FROM crawl.page p "
                            "WHERE p.bucket = h.bucket AND p.host = h.host)"),
              0);
    EXPECT_EQ(db.integer_of("SELECT sum(pages)::int8 FROM crawl.host"),
              db.integer_of("SELECT count(*) FROM crawl.page WHERE method IS NULL"));
    EXPECT_EQ(db.integer_of("SELECT sum(checks)::int8 FROM crawl.host"),
              db.integer_of("SELECT count(*) FROM crawl.page WHERE method IS NOT NULL"));
    EXPECT_EQ(db.integer_of("SELECT sum(failed)::int8 FROM crawl.host"),
              db.integer_of("SELECT count(*) FROM crawl.url WHERE state = 3"));
    EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.page p FULL JOIN crawl.content c "
                            "USING(bucket, host, key) WHERE p.id IS NULL OR c.bucket IS NULL"),
              0);
    EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.url u LEFT JOIN crawl.page p "
                            "USING(bucket, host, key) WHERE (u.state = 1) <> (p.id IS NOT NULL) "
                            "OR (u.role >= 2) <> (p.method IS NOT NULL) AND u.state = 1"),
              0);
  }

 private:
  static constexpr MemberId kSomebody = 7;
  static Bucket bucket_of_host(uint64_t host) {
    return static_cast<Bucket>(host >> (64 - kTestBucketBits));
  }

  const std::string where_ = empty_crawl_database();
  Clocks clocks_;
  FixedFleet* fleet_ = nullptr;
  std::unique_ptr<PostgresStore> store_;
};

// None where there is no server: PostgresServer says so by itself.
std::vector<StoreKind> postgres_kinds() {
  if (!tests::PostgresServer::is_installed()) return {};
  return {{"Postgres", [](const Clocks& clocks) -> std::unique_ptr<StoreUnderTest> {
             return std::make_unique<InPostgres>(clocks);
           }}};
}

TEST(PostgresServer, IsInstalled) {
  if (!tests::PostgresServer::is_installed()) GTEST_SKIP() << tests::PostgresServer::kRemedy;
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, testing::ValuesIn(postgres_kinds()),
                         name_of_kind);
INSTANTIATE_TEST_SUITE_P(Postgres, VisitingContract, testing::ValuesIn(postgres_kinds()),
                         name_of_kind);
INSTANTIATE_TEST_SUITE_P(Postgres, DurableContract, testing::ValuesIn(postgres_kinds()),
                         name_of_kind);
INSTANTIATE_TEST_SUITE_P(Postgres, LosableContract, testing::ValuesIn(postgres_kinds()),
                         name_of_kind);
INSTANTIATE_TEST_SUITE_P(Postgres, StoreModel, testing::ValuesIn(postgres_kinds()), name_of_kind);

}  // namespace
}  // namespace storage
