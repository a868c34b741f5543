// The store when its ground moves: no space, other programs at the file, damage, clocks that step.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "storage/database/database.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;

namespace {

// SQLite's own handle of the connection that was opened last: for what only it can be asked.
sqlite3* last_opened = nullptr;

int note_opened(sqlite3* db, const char**, const sqlite3_api_routines*) {
  last_opened = db;
  return SQLITE_OK;
}

class Ground : public testing::Test {
 protected:
  Ground() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&note_opened)); }
  ~Ground() override { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&note_opened)); }

  std::unique_ptr<SqliteStore> open(const StoreOptions& options = {},
                                    const SqliteTuning& tuning = {}) {
    auto opened = SqliteStore::open(path_, options, clocks_, tuning);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened ? std::move(opened).value() : nullptr;
  }
  static int64_t ask(const std::string& sql) {
    int64_t value = -1;
    const auto take = [](void* into, int, char** columns, char**) {
      *static_cast<int64_t*>(into) = columns[0] == nullptr ? 0 : std::stoll(columns[0]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(last_opened, sql.c_str(), take, &value, nullptr), SQLITE_OK) << sql;
    return value;
  }
  int64_t ask_other(const std::string& sql) {
    auto db = std::move(Database::open(path_)).value();
    return db->integer_of(sql);
  }
  static PageCommit page(const Lease& lease, int links) {
    std::vector<Outlink> out;
    out.reserve(static_cast<std::size_t>(links));
    for (int i = 0; i < links; ++i)
      out.push_back(
          link_to(lease.url + "/" + std::to_string(i), lease.depth + 1, static_cast<uint32_t>(i)));
    return page_of(lease, 200, std::move(out));
  }
  // Lends, keeps, until `pages` are kept or nothing is lent.
  static void crawl(SqliteStore& store, int pages, int links) {
    for (int i = 0; i < pages; ++i) {
      auto lent = store.lease({1, 1});
      ASSERT_TRUE(lent.ok()) << lent.error().message;
      if (lent->leases.empty()) return;
      const PageCommit kept = page(lent->leases[0], links);
      ASSERT_TRUE(store.commit({&kept, 1}).ok());
    }
  }
  static void expect_sound(SqliteStore& store) {
    const Stats stats = *store.stats();
    EXPECT_EQ(stats.discovered, stats.waiting + stats.fetched + stats.skipped + stats.failed);
    EXPECT_EQ(ask("SELECT count(*) FROM url"), static_cast<int64_t>(stats.discovered));
    EXPECT_EQ(ask("SELECT count(*) FROM page"), static_cast<int64_t>(stats.fetched));
    EXPECT_EQ(ask("SELECT count(*) FROM link"), static_cast<int64_t>(stats.links));
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("crawl.db");
  std::chrono::milliseconds steady_{1'000'000}, wall_{1'700'000'000'000};
  Clocks clocks_{[this] { return std::chrono::steady_clock::time_point(steady_); },
                 [this] { return std::chrono::system_clock::time_point(wall_); }};
};

// --- No space

TEST_F(Ground, AFullDiskFailsEachVerbWithARemedyAndTheNextTryKeepsAll) {
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
  crawl(*store, 3, 5);
  const int64_t pages = ask("PRAGMA page_count");
  const int64_t room = ask("PRAGMA max_page_count=" + std::to_string(pages));
  ASSERT_EQ(room, pages);
  const Stats before = *store->stats();
  const PageCommit big = page(store->lease({1, 1})->leases.at(0), 2000);
  const auto failed = store->commit({&big, 1});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kIo);
  EXPECT_FALSE(failed.error().transient);
  EXPECT_NE(failed.error().message.find(path_), std::string::npos);
  EXPECT_NE(failed.error().message.find("free some space"), std::string::npos);
  EXPECT_EQ(store->stats()->discovered, before.discovered);
  expect_sound(*store);
  ask("PRAGMA max_page_count=1000000");
  ASSERT_TRUE(store->commit({&big, 1}).ok());
  EXPECT_EQ(store->stats()->fetched, before.fetched + 1);
  expect_sound(*store);
}

TEST_F(Ground, ADiskThatIsFullForTheReportIndexLosesNothingOfTheRunsEnd) {
  {
    auto store = open();
    ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
    ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
    crawl(*store, 2, 4000);
    ask("PRAGMA max_page_count=" + std::to_string(ask("PRAGMA page_count") + 1));
    auto ended = store->end_run({"finished", 2, 3});
    ASSERT_TRUE(ended.ok()) << ended.error().message;
    EXPECT_NE(ended->find("index"), std::string::npos) << *ended;
    EXPECT_NE(ended->find(path_), std::string::npos);
    EXPECT_NE(ended->find("free some space"), std::string::npos);
    expect_sound(*store);
  }
  EXPECT_EQ(ask_other("SELECT count(*) FROM run WHERE end_reason = 'finished' AND pages = 2"), 1);
  EXPECT_EQ(ask_other("SELECT count(*) FROM sqlite_schema WHERE name = 'link_by_target'"), 0);
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  EXPECT_EQ(*store->end_run({"finished", 0, 0}), "");
  EXPECT_EQ(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'link_by_target'"), 1);
}

TEST_F(Ground, ADiskThatIsFullForSortingLosesNothingOfTheRunsEnd) {
  SqliteTuning small;
  small.cache_bytes = 256 << 10;  // what is sorted goes to files
  auto store = open({}, small);
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
  crawl(*store, 20, 4000);
  ask("PRAGMA wal_checkpoint(TRUNCATE)");
  ask("PRAGMA cache_spill=0");  // the index itself comes to the journal after the sort
  const auto end = [&] {
    const FullDisk full(400 << 10);
    return store->end_run({"finished", 2, 3});
  };
  auto ended = end();
  ASSERT_TRUE(ended.ok()) << ended.error().message;
  EXPECT_NE(ended->find("index"), std::string::npos) << *ended;
  EXPECT_EQ(ask("SELECT count(*) FROM run WHERE end_reason = 'finished'"), 1);
  expect_sound(*store);
}

TEST_F(Ground, ADiskThatIsFullInAnUpdateLeavesPagesAndHistoryAsTheyWere) {
  StoreOptions options;
  options.key_of_url = [](std::string_view url) { return key_of(std::string(url)).url; };
  auto store = open(options);
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
  crawl(*store, 1, 0);
  UpdatePlan plan;
  plan.all = true;
  ASSERT_TRUE(store->begin_update(plan).ok());
  EXPECT_EQ(store->queue_due(10)->queued, 1u);
  ask("PRAGMA max_page_count=" + std::to_string(ask("PRAGMA page_count")));
  PageCommit big = page(store->lease({1, 1})->leases.at(0), 2000);
  big.page.text = "other words";
  big.page.content_hash = 1;
  for (int again = 0; again < 2; ++again) {
    const auto failed = store->commit({&big, 1});
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::kIo);
    EXPECT_EQ(store->stats()->due, 1u);
    EXPECT_EQ(ask("SELECT (SELECT count(*) FROM url_visit) + (SELECT count(*) FROM page_change) + "
                  "(SELECT count(*) FROM page_version)"),
              0);
    expect_sound(*store);
  }
  ask("PRAGMA max_page_count=1000000");
  ASSERT_TRUE(store->commit({&big, 1}).ok());
  EXPECT_EQ(store->stats()->due, 0u);
  EXPECT_EQ(ask("SELECT count(*) FROM url_visit"), 1);
  EXPECT_EQ(ask("SELECT count(*) FROM page_change"), 1);
  EXPECT_EQ(ask("SELECT count(*) FROM page_version"), 1);
  expect_sound(*store);
}

// --- Other programs

TEST_F(Ground, AWriterThatStaysEndsTheVerbWithARemedyAndTheNextTryKeepsAll) {
  SqliteTuning tuning;
  tuning.busy_patience = Milliseconds(20);
  auto store = open({}, tuning);
  auto other = std::move(Database::open(path_)).value();
  other->exec("BEGIN IMMEDIATE");
  const auto failed = store->add(new_urls({"http://a.test"}));
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kBusy);
  EXPECT_TRUE(failed.error().transient);
  EXPECT_NE(failed.error().message.find(path_), std::string::npos);
  EXPECT_NE(failed.error().message.find("close the program that is writing"), std::string::npos);
  other->exec("ROLLBACK");
  EXPECT_EQ(*store->add(new_urls({"http://a.test"})), 1u);
}

TEST_F(Ground, AReaderThatStaysMakesTheJournalGrowAndItsEndMakesItShrink) {
  SqliteTuning tuning;
  tuning.wal_autocheckpoint_pages = 20;
  auto store = open({}, tuning);
  ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
  const uint64_t limit = uint64_t{3} * 20 * 8192;
  crawl(*store, 8, 200);
  EXPECT_LT(store->journal_bytes(), 2 * limit) << "without a reader it is merged";
  auto reader = std::move(Database::open(path_)).value();
  reader->exec("BEGIN; SELECT count(*) FROM page");
  crawl(*store, 30, 400);
  const uint64_t grown = store->journal_bytes();
  EXPECT_GT(grown, 2 * limit);
  reader->exec("COMMIT");
  crawl(*store, 3, 1);
  EXPECT_LT(store->journal_bytes(), limit);
}

TEST_F(Ground, AFileThatIsDeletedOrReplacedFailsTheNextWrite) {
  for (const std::string name : {"crawl.db", "crawl.db-wal"}) {
    for (const bool replaced : {false, true}) {
      auto store = open();
      ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
      const std::string there = folder_.file(name);
      std::filesystem::rename(there, there + ".aside");
      if (replaced) std::ofstream(there) << "other";
      const auto failed = store->add(new_urls({"http://b.test"}));
      ASSERT_FALSE(failed.ok()) << name;
      EXPECT_EQ(failed.error().code, ErrorCode::kIo);
      EXPECT_FALSE(failed.error().transient);
      EXPECT_NE(failed.error().message.find("deleted or replaced"), std::string::npos);
      EXPECT_EQ(store->stats()->discovered, 1u);
      std::filesystem::rename(there + ".aside", there);
      EXPECT_EQ(*store->add(new_urls({"http://b.test"})), 1u) << "put back, it is the same file";
      store.reset();
      std::filesystem::remove(path_);
    }
  }
}

// --- Damage

// What a run does with a store, each step bounded; the first failure, if there was one.
std::optional<Error> use(const std::string& path, const Clocks& clocks) {
  auto opened = SqliteStore::open(path, {}, clocks);
  if (!opened) return opened.error();
  SqliteStore& store = **opened;
  if (auto begun = store.begin_run({"1", "{}"}); !begun) return begun.error();
  if (auto added = store.add(new_urls({"http://a.test", "http://new.test/"})); !added)
    return added.error();
  // Far more rounds than there are URLs: damage must not make a crawl endless.
  int rounds = 0;
  for (;; ++rounds) {
    if (rounds == 400) return Error{ErrorCode::kInternal, "it lends for ever"};
    auto lent = store.lease({64, 64});
    if (!lent) return lent.error();
    if (lent->leases.empty()) break;
    std::vector<PageCommit> pages;
    for (const Lease& lease : lent->leases)
      pages.push_back(page_of(lease, 200, {link_to("http://a.test/0", 1)}));
    if (auto kept = store.commit(pages); !kept) return kept.error();
  }
  if (auto extremes = store.host_extremes(5); !extremes) return extremes.error();
  if (auto ended = store.end_run({"finished", 1, 1}); !ended) return ended.error();
  return std::nullopt;
}

TEST_F(Ground, DamageInAnyPageIsAnErrorWithARemedyOrNothingAndNeverEndless) {
  SqliteTuning tuning;
  tuning.page_bytes = 1024;
  {
    auto store = open({}, tuning);
    ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
    ASSERT_TRUE(store->add(new_urls({"http://a.test", "http://b.test"})).ok());
    crawl(*store, 4, 12);
    ASSERT_TRUE(store->end_run({"max-pages", 4, 4}).ok());
  }
  std::ostringstream text;
  text << std::ifstream(path_, std::ios::binary).rdbuf();
  const std::string whole = text.str();
  const std::size_t pages = whole.size() / 1024;
  ASSERT_GT(pages, 20u);
  int noticed = 0;
  const std::string damaged_path = folder_.file("damaged.db");
  for (std::size_t number = 0; number < pages; ++number) {
    // The whole page; its head (kind and number of cells); its end (content).
    for (const auto& [first, last] : {std::pair{0, 1024}, {0, 16}, {512, 1024}}) {
      std::string damaged = whole;
      for (int at = first; at < last; ++at) {
        // The file's own header says what it is: without it, it is refused as no database of ours.
        if (number == 0 && at < 100) continue;
        damaged[number * 1024 + static_cast<std::size_t>(at)] ^= '\xFF';
      }
      std::ofstream(damaged_path, std::ios::binary | std::ios::trunc) << damaged;
      const auto error = use(damaged_path, clocks_);
      if (error) {
        ++noticed;
        EXPECT_FALSE(error->transient) << error->message;
        EXPECT_NE(error->message.find(damaged_path), std::string::npos) << error->message;
        EXPECT_NE(error->message.find(".recover"), std::string::npos)
            << "page " << number << " " << first << ": " << error->message;
      }
      std::filesystem::remove(damaged_path + "-wal");
      std::filesystem::remove(damaged_path + "-shm");
    }
  }
  EXPECT_GT(noticed, static_cast<int>(pages) / 4) << "of " << pages << " pages";
}

// --- Clocks

TEST_F(Ground, AWallClockThatStepsBackMovesNoDelayAndNoRobotsAge) {
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->add(new_urls({"http://a.test/1", "http://b.test/1"})).ok());
  HostUpdate robots;
  robots.host_key = key_of("http://b.test/1").host;
  robots.origin = "http://b.test";
  robots.robots_status = 200;
  ASSERT_TRUE(store->update_hosts({&robots, 1}).ok());
  const Lease lease = store->lease({1, 1})->leases.at(0);
  const Release again{lease.token,      lease.key, Release::How::kRetry,
                      Reason::kTimeout, "",        Milliseconds(5'000)};
  ASSERT_TRUE(store->release({&again, 1}).ok());
  wall_ -= std::chrono::hours(1);
  const LeaseAnswer other = *store->lease({9, 9});
  ASSERT_EQ(urls_of(other), (std::vector<std::string>{"http://b.test/1"}));
  EXPECT_EQ(other.hosts.at(0).robots_age, Milliseconds(0)) << "not younger than now";
  EXPECT_EQ(other.ask_again, Milliseconds(5'000));
  steady_ += Milliseconds(4'999);
  EXPECT_TRUE(store->lease({9, 9})->leases.empty());
  steady_ += Milliseconds(1);
  EXPECT_EQ(urls_of(*store->lease({9, 9})), (std::vector<std::string>{"http://a.test/1"}));
  ASSERT_TRUE(store->end_run({"finished", 1, 1}).ok());
  EXPECT_EQ(ask("SELECT count(*) FROM run WHERE ended_at < started_at"), 0);
}

}  // namespace
}  // namespace storage
