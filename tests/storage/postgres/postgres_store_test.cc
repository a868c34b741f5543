// What only a store has that others share, and whose engine may go away.
#include "storage/postgres/postgres_store.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "storage/store/place.h"
#include "tests/storage/postgres/postgres_testing.h"

namespace storage {
namespace {

using ground::ErrorCode;

class PostgresStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::PostgresServer::is_installed()) GTEST_SKIP() << tests::PostgresServer::kRemedy;
    where_ = empty_crawl_database();
  }
  ground::Result<std::unique_ptr<PostgresStore>> open(const std::string& where) {
    return PostgresStore::open(where, postgres_test_options(), clock_.clocks(),
                               postgres_test_tuning());
  }
  std::unique_ptr<PostgresStore> opened() {
    auto store = open(where_);
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    return std::move(store).value();
  }

  std::string where_;
  ManualClock clock_;
};

TEST_F(PostgresStoreTest, OfSeveralThatBeginAtOnceOneMakesTheTables) {
  auto& server = tests::PostgresServer::shared();
  const std::string where = server.database("race");
  std::vector<std::string> trouble(4);
  std::vector<std::thread> threads;
  for (std::string& words : trouble)
    threads.emplace_back([&words, &where] {
      auto connection = Connection::open(where);
      if (!connection) {
        words = connection.error().message;
        return;
      }
      auto made = prepare_postgres_schema(**connection, postgres_test_options(), kTestBucketBits);
      if (!made) words = made.error().message;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(trouble, std::vector<std::string>(4));
  PostgresQuestions db(where);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.bucket"), 1 << kTestBucketBits);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM pages"), 0);
}

TEST_F(PostgresStoreTest, WhoHasLostItsBucketsKeepsNothing) {
  auto first = opened();
  ASSERT_TRUE(first->add(new_urls({"http://a.test/1", "http://a.test/2"})).ok());
  const auto before = *first->lease({10, 10});
  ASSERT_EQ(before.leases.size(), 2u);
  auto second = opened();
  const PageCommit late = page_of(before.leases[0], 200, {link_to("http://a.test/3", 1)});
  auto kept = first->commit({&late, 1});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->pages, 0u);
  EXPECT_EQ(kept->stale, std::vector<LeaseToken>{late.token});
  PostgresQuestions db(where_);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.page"), 0);
  EXPECT_EQ(second->lease({10, 10})->leases.size(), 3u) << "as if nothing had been lent";
  EXPECT_TRUE(first->lease({10, 10})->leases.empty()) << "that bucket is not its own any more";
}

TEST_F(PostgresStoreTest, WhatIsOfAnotherProgramIsLeftAlone) {
  const std::string where = tests::PostgresServer::shared().database("foreign_one");
  PostgresQuestions(where).run("CREATE TABLE public.mine(a int)");
  const auto store = open(where);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kNotOurs);
  EXPECT_NE(store.error().message.find("createdb"), std::string::npos);
  EXPECT_EQ(PostgresQuestions(where).integer_of(
                "SELECT count(*) FROM pg_namespace WHERE nspname = 'crawl'"),
            0);
}

TEST_F(PostgresStoreTest, ANewerSchemaIsLeftAlone) {
  PostgresQuestions db(where_);
  db.run("UPDATE crawl.setting SET value = '99' WHERE name = 'schema'");
  const auto store = open(where_);
  db.run("UPDATE crawl.setting SET value = '1' WHERE name = 'schema'");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kTooNew);
}

TEST_F(PostgresStoreTest, TheServerMayGoAwayAndComeBack) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1", "http://a.test/2"})).ok());
  const auto lent = *store->lease({1, 1});
  ASSERT_EQ(lent.leases.size(), 1u);
  tests::PostgresServer::shared().kill();
  const PageCommit page = page_of(lent.leases[0], 200, {link_to("http://b.test/", 1)});
  auto kept = store->commit({&page, 1});
  ASSERT_FALSE(kept.ok());
  EXPECT_TRUE(kept.error().transient) << kept.error().message;
  EXPECT_TRUE(store->lease({5, 5}).error().transient);
  tests::PostgresServer::shared().start();
  kept = store->commit({&page, 1});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->pages, 1u);
  EXPECT_EQ(kept->new_urls, 1u);
  EXPECT_EQ(store->stats()->fetched, 1u);
  EXPECT_EQ(store->lease({5, 5})->leases.size(), 2u);
}

// The connection ends after each of its first statements: what was under way is made again.
TEST_F(PostgresStoreTest, WhatWasKeptWithAnAnswerThatWasLostIsKeptOnce) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1"})).ok());
  const auto lent = *store->lease({1, 1});
  const PageCommit page = page_of(lent.leases.at(0), 200, {link_to("http://b.test/", 1)});
  // As if its answer had been lost: the row says so, the store does not know.
  PostgresQuestions db(where_);
  db.run(
      "INSERT INTO crawl.page(bucket, host, key, id, fetched_at, status, size, transferred, "
      "ttfb_ms, total_ms, word_count, content_hash, simhash) SELECT bucket, host, key, 77, 0, "
      "200, 0, 0, 0, 0, 0, 0, 0 FROM crawl.url; UPDATE crawl.url SET state = 1");
  auto kept = store->commit({&page, 1});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->pages, 1u);
  EXPECT_EQ(store->commit({&page, 1})->pages, 0u);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.page"), 1);
}

TEST_F(PostgresStoreTest, ARowThatAnotherHasChangedMeanwhileIsReadAgain) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1"})).ok());
  PostgresQuestions db(where_);
  // Known by nobody here: the store's cache has not seen it.
  db.run("UPDATE crawl.url SET turn = 9");
  const auto lent = *store->lease({1, 1});
  ASSERT_EQ(lent.leases.at(0).depth, 9u);
  db.run("UPDATE crawl.url SET turn = 4");
  const PageCommit page = page_of(lent.leases[0]);
  EXPECT_EQ(store->commit({&page, 1})->pages, 1u);
  EXPECT_EQ(db.integer_of("SELECT depth FROM urls"), 4);
}

// Others bring a URL after it was looked for and before it is written.
TEST_F(PostgresStoreTest, WhatAnotherBringsAtTheSameTimeIsNewForOneOfThem) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1"})).ok());
  PostgresQuestions other(where_), db(where_);
  const auto bring = [&](const std::string& url) {
    const ground::UrlKey key = key_of(url);
    other.run("BEGIN");
    other.run(
        "INSERT INTO crawl.url(bucket, host, key, place, found_host, found_key, turn, state, "
        "reason, hops, role, priority, url) SELECT bucket, host, " +
        std::to_string(static_cast<int64_t>(key.url)) + ", " + std::to_string(key.url % 1000 + 9) +
        ", 0, 0, 0, 0, 0, 0, 0, 0, '" + url + "' FROM crawl.host");
  };
  for (const char* url : {"http://a.test/2", "http://a.test/3"}) {
    bring(url);
    ground::Result<uint64_t> added = uint64_t{0};
    std::thread adding([&] { added = store->add(new_urls({url, std::string(url) + "/more"})); });
    while (db.integer_of("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
      std::this_thread::yield();
    other.run("COMMIT");
    adding.join();
    ASSERT_TRUE(added.ok()) << added.error().message;
    EXPECT_EQ(*added, 1u) << url;
  }
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.url"), 5);
}

// More than one statement reads or writes.
TEST_F(PostgresStoreTest, OfManyUrlsEachIsKnownByWhatItIs) {
  constexpr int kKnown = 1500, kAll = 2600;
  std::vector<std::string> urls;
  for (int i = 0; i < kAll; ++i) urls.push_back("http://a.test/" + std::to_string(i));
  auto first = opened();
  EXPECT_EQ(*first->add(new_urls({urls.begin(), urls.begin() + kKnown})), uint64_t{kKnown});
  auto second = opened();  // its cache knows none of them
  EXPECT_EQ(*second->add(new_urls(urls)), uint64_t{kAll - kKnown});
  EXPECT_EQ(*second->add(new_urls(urls)), 0u);
  EXPECT_EQ(second->stats()->waiting, uint64_t{kAll});
  EXPECT_EQ(PostgresQuestions(where_).integer_of("SELECT count(*) FROM crawl.url"), kAll);
}

// Pages of several buckets, which are written together if nothing stands in the way of one.
TEST_F(PostgresStoreTest, OfPagesThatEndTogetherThoseAreKeptWhoseBucketsAreOurs) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1", "http://b.test/1", "http://c.test/1"})).ok());
  const auto lent = *store->lease({10, 10});
  ASSERT_EQ(lent.leases.size(), 3u);
  std::vector<PageCommit> pages;
  for (const Lease& lease : lent.leases) pages.push_back(page_of(lease));
  PostgresQuestions db(where_);
  db.run(
      "UPDATE crawl.bucket SET owner = 5, epoch = epoch + 1 WHERE bucket = "
      "(SELECT bucket FROM crawl.url WHERE url = 'http://b.test/1')");
  auto kept = store->commit(pages);
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->pages, 2u);
  ASSERT_EQ(kept->stale.size(), 1u);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.page"), 2);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.url WHERE state = 0 AND "
                          "url = 'http://b.test/1'"),
            1);
  EXPECT_EQ(db.integer_of("SELECT sum(n)::int8 FROM crawl.tally WHERE what = 64"), 2);
  EXPECT_EQ(store->stats()->waiting, 1u);
}

TEST_F(PostgresStoreTest, AndThoseThatNoOtherHasChangedDoNotWaitForOneThatIs) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1", "http://b.test/1", "http://c.test/1"})).ok());
  const auto lent = *store->lease({10, 10});
  ASSERT_EQ(lent.leases.size(), 3u);
  std::vector<Release> releases;
  for (const Lease& lease : lent.leases)
    releases.push_back({lease.token, lease.key, Release::How::kFail, Reason::kTimeout, "", {}});
  PostgresQuestions db(where_);
  // Between the reading of the rows and their end, each time: it never comes through.
  db.run(
      "CREATE FUNCTION crawl.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; "
      "END "
      "$$; CREATE TRIGGER meddle BEFORE UPDATE ON crawl.url FOR EACH ROW "
      "WHEN (old.url = 'http://b.test/1') EXECUTE FUNCTION crawl.meddle()");
  const auto done = store->release(releases);
  db.run("DROP FUNCTION crawl.meddle() CASCADE");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kBusy);
  EXPECT_EQ(db.integer_of("SELECT count(*) FROM crawl.url WHERE state = 3"), 2);
  EXPECT_EQ(db.integer_of("SELECT sum(failed)::int8 FROM crawl.host"), 2);
}

TEST_F(PostgresStoreTest, TextsThatAreNoneAreKeptAsTexts) {
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1"})).ok());
  const auto lent = *store->lease({1, 1});
  PageCommit page = page_of(lent.leases.at(0));
  page.page.title = std::string("a\0b", 3);
  page.page.etag = "\xFF\x01";
  page.page.headers = {{"X\xFF", std::string("\0v", 2)}};
  auto kept = store->commit({&page, 1});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  PostgresQuestions db(where_);
  EXPECT_EQ(db.text_of("SELECT title FROM pages"), "a\uFFFDb");
  EXPECT_EQ(db.text_of("SELECT etag FROM pages"), "ÿ");
  EXPECT_EQ(db.text_of("SELECT name || '=' || value FROM headers"), "Xÿ=v");
}

TEST_F(PostgresStoreTest, WhatIsLongIsCompressedTheQuickWayWhereTheServerKnowsIt) {
  PostgresQuestions db(where_);
  if (db.integer_of("SELECT count(*) FROM pg_settings WHERE name = 'default_toast_compression' "
                    "AND 'lz4' = ANY(enumvals)") == 0)
    GTEST_SKIP() << "this server was built without lz4";
  auto store = opened();
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1"})).ok());
  const auto lent = *store->lease({1, 1});
  PageCommit page = page_of(lent.leases.at(0));
  for (int i = 0; i < 2000; ++i) page.page.text += "word " + std::to_string(i) + " ";
  ASSERT_TRUE(store->commit({&page, 1}).ok());
  EXPECT_EQ(db.text_of("SELECT pg_column_compression(text) FROM crawl.content"), "lz4");
}

TEST(ShownPlace, HasNoPassword) {
  for (const auto& [place, shown] : std::vector<std::pair<std::string, std::string>>{
           {"crawl.db", "crawl.db"},
           {"postgres://h/db", "postgres://h/db"},
           {"postgres://u@h:5432/db", "postgres://u@h:5432/db"},
           {"postgres://u:p@h/db", "postgres://u@h/db"},
           {"postgresql://u:p@ss/w?rd@h1,h2:5433/db?sslmode=require",
            "postgresql://u@h1,h2:5433/db?sslmode=require"},
           {"postgres:///db?host=/tmp&password=p&user=u", "postgres:///db?host=/tmp&user=u"},
           {"postgres://h/db?pass%77ord=p", "postgres://h/db"},
           {"postgres://u:p@h", "postgres://u@h"}})
    EXPECT_EQ(shown_place(place), shown);
}

}  // namespace
}  // namespace storage
