// SqliteStore under the contract of Store, as it is tuned for use, and with memory so small that
// all it remembers is always on its way to the file.
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/contract/store_contract.h"
#include "tests/storage/contract/store_model.h"

namespace storage {
namespace {

class InSqlite final : public StoreUnderTest {
 public:
  InSqlite(Clocks clocks, const SqliteTuning& tuning)
      : clocks_(std::move(clocks)), tuning_(tuning) {
    reopen();
  }
  Store& store() override { return *store_; }

  void reopen() override {
    store_.reset();
    StoreOptions options;
    options.follows_shorter_ways = true;
    options.ignoring = 1;
    options.link_kinds = {{0, "a", /*is_content=*/true}};
    options.key_of_url = [](std::string_view url) { return key_of(std::string(url)).url; };
    auto opened = SqliteStore::open(path_, options, clocks_, tuning_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
  }

  // What was counted step by step against what the tables hold.
  void expect_sound() override {
    auto db = std::move(Database::open(path_)).value();
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM (SELECT state, reason, count(*) FROM url "
                             "GROUP BY 1, 2 EXCEPT SELECT state, reason, n FROM tally)"),
              0);
    EXPECT_EQ(db->integer_of("SELECT sum(n) FROM tally"),
              db->integer_of("SELECT count(*) FROM (SELECT host_id, key, url_id FROM url_key "
                             "UNION SELECT host_id, key, url_id FROM new_key)"));
    EXPECT_EQ(db->integer_of("SELECT n FROM counter WHERE name = 'links'"),
              db->integer_of("SELECT count(*) FROM link"));
    EXPECT_EQ(db->integer_of("SELECT (SELECT count(*) FROM url WHERE state = 0) + "
                             "(SELECT count(*) FROM url_revisit WHERE place IS NOT NULL)"),
              db->integer_of("SELECT (SELECT count(*) FROM queue) + count(*) FROM delayed"));
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM queue q JOIN url u ON u.id = q.url_id "
                             "JOIN url_revisit r ON r.url_id = q.url_id WHERE u.state = 1 "
                             "AND r.place IS NOT (q.depth << 8) + q.priority"),
              0);
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM url_revisit r JOIN url u ON u.id = r.url_id "
                             "WHERE r.place IS NOT NULL AND u.state <> 1"),
              0);
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM page_version v JOIN page p ON p.id = v.id"), 0);
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM queue q JOIN url u ON u.id = q.url_id WHERE "
                             "(q.host_id, q.depth, q.priority) <> (u.host_id, u.depth + "
                             "iif(u.role >= 2, 1 << 30, 0), u.priority) AND u.state = 0"),
              0);
    EXPECT_EQ(db->integer_of("SELECT sum(pages) FROM host"),
              db->integer_of("SELECT count(*) FROM page WHERE method IS NULL"));
    EXPECT_EQ(db->integer_of("SELECT sum(checks) FROM host"),
              db->integer_of("SELECT count(*) FROM page WHERE method IS NOT NULL"));
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM page p JOIN url u ON u.id = p.url_id WHERE "
                             "(u.role >= 2) <> (p.method IS NOT NULL) OR u.page_id IS NOT p.id"),
              0);
    EXPECT_TRUE(db->take_failure().ok());
  }

 private:
  TemporaryFolder folder_;
  std::string path_ = folder_.file("crawl.db");
  Clocks clocks_;
  SqliteTuning tuning_;
  std::unique_ptr<SqliteStore> store_;
};

StoreKind kind(const std::string& name, const SqliteTuning& tuning) {
  return {name, [tuning](const Clocks& clocks) -> std::unique_ptr<StoreUnderTest> {
            return std::make_unique<InSqlite>(clocks, tuning);
          }};
}

const StoreKind kTuned = kind("Sqlite", {});
const StoreKind kTight =
    kind("SqliteWithLittleMemory", {.key_cache_bytes = 2000,  // entries push each other out
                                    .gathered_keys = 5});     // always on their way

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(kTuned), name_of_kind);
INSTANTIATE_TEST_SUITE_P(Sqlite, VisitingContract, testing::Values(kTuned), name_of_kind);
INSTANTIATE_TEST_SUITE_P(Sqlite, DurableContract, testing::Values(kTuned), name_of_kind);
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreModel, testing::Values(kTight), name_of_kind);

}  // namespace
}  // namespace storage
