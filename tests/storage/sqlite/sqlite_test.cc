// What is SQLite's own: the file, the lock, reopening, failures of the disk; and the rooms below
// it.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "ground/utf8.h"
#include "storage/database/raw_text.h"
#include "storage/database/transaction.h"
#include "storage/open_store.h"
#include "storage/sqlite/idle_spans.h"
#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/store/key_cache.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;

namespace {

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class SqliteFile : public testing::Test {
 protected:
  std::unique_ptr<SqliteStore> open(const std::string& name = "crawl.db") {
    auto opened = SqliteStore::open(folder_.file(name), {}, clock_.clocks());
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened ? std::move(opened).value() : nullptr;
  }
  Error refusal(const std::string& path) {
    auto opened = SqliteStore::open(path, {}, clock_.clocks());
    EXPECT_FALSE(opened.ok());
    return opened ? Error{} : opened.error();
  }
  // Refused with this code, in words that name the file, and not a byte of it touched.
  void expect_refused_untouched(const std::string& bytes, ErrorCode code) {
    const std::string path = folder_.file("other.db");
    write_file(path, bytes);
    const Error error = refusal(path);
    EXPECT_EQ(error.code, code) << error.message;
    EXPECT_NE(error.message.find(path), std::string::npos);
    EXPECT_EQ(contents(path), bytes);
    EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path + "-lock"));
  }

  ManualClock clock_;
  TemporaryFolder folder_;
};

// --- Which files are taken

TEST_F(SqliteFile, AnEmptyFileBecomesADatabase) {
  write_file(folder_.file("crawl.db"), "");
  auto store = open();
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(*store->add(new_urls({"http://a.test/"})), 1u);
}

TEST_F(SqliteFile, AFileThatIsNoDatabaseIsRefusedUntouched) {
  expect_refused_untouched("Dear diary, today I found a crawler.", ErrorCode::kNotOurs);
  expect_refused_untouched(std::string("SQLite format 3\0 and then no more", 34),
                           ErrorCode::kNotOurs);
}

TEST_F(SqliteFile, AnotherProgramsDatabaseIsRefusedUntouched) {
  const std::string path = folder_.file("theirs.db");
  {
    auto db = std::move(Database::open(path)).value();
    db->exec("CREATE TABLE love_letters(text)");
    ASSERT_TRUE(db->take_failure().ok());
  }
  expect_refused_untouched(contents(path), ErrorCode::kNotOurs);
}

void drop_views(Database& db) {
  std::vector<std::string> views;
  {
    Statement view = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'");
    while (view.step()) views.push_back(view.string(0));
  }
  for (const std::string& view : views) db.exec("DROP VIEW " + view);
}

// What versions from 9 on brought. SQLite drops no column that a view names.
void drop_history(Database& db) {
  drop_views(db);
  for (const char* table :
       {"url_visit",       "page_version",  "version_parts",      "page_change",
        "url_revisit",     "folder_rate",   "sitemap_belief",     "url_orphan",
        "lost_link",       "change_kind",   "visit_outcome",      "changed_field",
        "error_shape",     "finding_kind",  "finding_run",        "finding_state",
        "finding_span",    "finding_past",  "finding_detail",     "page_render",
        "page_raw",        "page_resource", "page_resource_body", "page_console",
        "page_screenshot", "render_reason", "resource_kind",      "resource_fate"})
    db.exec(std::string("DROP TABLE ") + table);
  db.exec("ALTER TABLE host DROP COLUMN visited; ALTER TABLE host DROP COLUMN visited_checks");
}

void drop_columns_of_checks(Database& db) {
  drop_history(db);
  db.exec("ALTER TABLE page DROP COLUMN method; ALTER TABLE host DROP COLUMN checks");
}

TEST_F(SqliteFile, OneOfVersionSixIsReadAndTakesChecks) {
  EXPECT_EQ(*open()->add(new_urls({"http://a.test/1"})), 1u);
  const std::string path = folder_.file("crawl.db");
  {
    auto db = std::move(Database::open(path)).value();
    db->exec(
        "DROP TABLE page_place; DROP TABLE fragment; DROP TABLE page_fact; DROP TABLE page_list; "
        "DROP TABLE certificate; DROP INDEX url_check");
    drop_columns_of_checks(*db);
    db->exec("PRAGMA user_version=6");
    ASSERT_TRUE(db->take_failure().ok());
  }
  {
    auto reader = std::move(Reader::open(path)).value();
    for (const char* view :
         {"url_rows", "page_rows", "answer_rows", "check_rows", "broken_fragments"})
      reader->database().integer_of(std::string("SELECT count(*) FROM ") + view);
    const auto read = reader->database().take_failure();
    EXPECT_TRUE(read.ok()) << read.error().message;
  }
  auto store = open();
  NewUrl check = new_url("http://b.test/1");
  check.role = Role::kLink;
  EXPECT_EQ(*store->add({&check, 1}), 1u);
  const auto lent = *store->lease({10, 10});
  ASSERT_EQ(lent.leases.size(), 2u);
  PageCommit commit = page_of(lent.leases[1]);
  commit.page.method = Method::kHead;
  EXPECT_EQ(store->commit({&commit, 1})->pages, 1u);
  auto db = std::move(Database::open(path)).value();
  EXPECT_EQ(db->integer_of("SELECT status FROM checked WHERE method = 'HEAD'"), 200);
  EXPECT_EQ(db->integer_of("SELECT checks FROM host WHERE origin = 'http://b.test'"), 1);
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM pages"), 0);
}

constexpr std::array kViewsOfFacts = {
    "head_facts",   "headings",   "images",    "forms",   "ids",           "fact_rows",
    "heading_rows", "image_rows", "form_rows", "id_rows", "accessibility", "accessibility_rows"};

TEST_F(SqliteFile, OneOfVersionSevenIsReadAndTakesFacts) {
  EXPECT_EQ(*open()->add(new_urls({"http://a.test/1"})), 1u);
  const std::string path = folder_.file("crawl.db");
  {
    auto db = std::move(Database::open(path)).value();
    drop_history(*db);
    db->exec(
        "DROP TABLE page_fact; DROP TABLE page_list; DROP TABLE certificate; PRAGMA "
        "user_version=7");
    ASSERT_TRUE(db->take_failure().ok());
  }
  {
    auto reader = std::move(Reader::open(path)).value();
    for (const char* view : kViewsOfFacts)
      EXPECT_EQ(reader->database().integer_of(std::string("SELECT count(*) FROM ") + view), 0);
    reader->database().integer_of("SELECT sum(f.h1s + f.outside_head + f.cut) FROM head_facts f");
    const auto read = reader->database().take_failure();
    EXPECT_TRUE(read.ok()) << read.error().message;
  }
  auto store = open();
  PageCommit commit = page_of(store->lease({10, 10})->leases.at(0));
  commit.facts.emplace().h1 = "x";
  EXPECT_EQ(store->commit({&commit, 1})->pages, 1u);
  auto db = std::move(Database::open(path)).value();
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM head_facts WHERE h1 = 'x'"), 1);
}

TEST_F(SqliteFile, ATableOfRulesThatIsNamedAsAYoungerViewStays) {
  open();
  const std::string path = folder_.file("crawl.db");
  {
    auto db = std::move(Database::open(path)).value();
    drop_history(*db);
    db->exec(
        "DROP TABLE page_fact; DROP TABLE page_list; DROP TABLE certificate; PRAGMA "
        "user_version=7; "
        "CREATE TABLE Images(url TEXT); INSERT INTO images VALUES('mine')");
    ASSERT_TRUE(db->take_failure().ok());
  }
  for (int opening = 0; opening < 2; ++opening) {
    ASSERT_NE(open(), nullptr);
    auto reader = std::move(Reader::open(path)).value();
    EXPECT_EQ(reader->database().integer_of("SELECT count(*) FROM images WHERE url = 'mine'"), 1);
    EXPECT_EQ(reader->database().integer_of("SELECT count(*) FROM headings"), 0);
    EXPECT_TRUE(reader->database().take_failure().ok());
  }
  const auto taken = taken_table_names();
  EXPECT_EQ(std::count(taken.begin(), taken.end(), "images"), 0);
  EXPECT_EQ(std::count(taken.begin(), taken.end(), "pages"), 1);
}

// With all that came with it, and what comes in its place is shown alone.
TEST_F(SqliteFile, TheFactsOfAPageThatIsFetchedAgainAreReplaced) {
  auto store = open();
  EXPECT_EQ(*store->add(new_urls({"http://a.test/1", "http://a.test/2"})), 2u);
  const auto lent = store->lease({10, 10})->leases;
  std::vector<PageCommit> commits{page_of(lent.at(0), 503), page_of(lent.at(1))};
  for (PageCommit& commit : commits) {
    commit.facts.emplace().headings = R"([[1,"old"],[2,"older"]])";
    (*commit.facts)[ground::Fact::kHeadings] = 2;
  }
  EXPECT_EQ(store->commit(commits)->pages, 2u);
  const auto passing = *store->survey({UrlSort::kPassing, {}, 0, 10});
  const Resettlement again{passing.at(0).place, key_of("http://a.test/1"), Reason::kNone};
  EXPECT_EQ(*store->resettle({&again, 1}), 1u);
  auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM headings"), 2);
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM head_facts"), 1);
  PageCommit commit = page_of(store->lease({10, 10})->leases.at(0));
  commit.facts.emplace();
  EXPECT_EQ(store->commit({&commit, 1})->pages, 1u);
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM headings WHERE url = 'http://a.test/1'"), 0);
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM head_facts WHERE headings = 0"), 1);
  EXPECT_TRUE(db->take_failure().ok());
}

TEST_F(SqliteFile, OneOfVersionOneIsTakenAndGoesOn) {
  EXPECT_EQ(*open()->add(new_urls({"http://a.test/1", "http://a.test/2"})), 2u);
  {
    auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
    db->exec(
        "INSERT INTO url_key SELECT host_id, key, url_id, NULL FROM new_key; DROP TABLE new_key; "
        "ALTER TABLE url_key DROP COLUMN settled_depth; DROP TABLE structured_item; "
        "DROP TABLE syntax_name; DROP TABLE page_article; DROP TABLE extract_table; DROP TABLE "
        "extract_error; DROP TABLE sitemap_entry; DROP TABLE sitemap_detail; DROP TABLE "
        "site_cookie; DROP TABLE page_place; DROP TABLE fragment; DROP TABLE page_fact; DROP TABLE "
        "page_list; DROP TABLE certificate; DROP INDEX url_check; "
        "PRAGMA user_version=1");
    drop_columns_of_checks(*db);
    ASSERT_TRUE(db->take_failure().ok());
  }
  for (int opening = 0; opening < 2; ++opening) {
    auto store = open();
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(*store->add(new_urls({"http://a.test/1", "http://a.test/2"})), 0u);
    EXPECT_EQ(store->lease({10, 10})->leases.size(), 2u);
  }
}

TEST_F(SqliteFile, ANewerVersionIsRefusedUntouched) {
  open();
  {
    auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
    db->exec("PRAGMA journal_mode=DELETE; PRAGMA user_version=99");
    ASSERT_TRUE(db->take_failure().ok());
  }
  expect_refused_untouched(contents(folder_.file("crawl.db")), ErrorCode::kTooNew);
}

TEST_F(SqliteFile, ANewerVersionThatIsOnlyInTheWalIsRefused) {
  auto store = open();
  auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
  db->exec("PRAGMA user_version=99");
  store.reset();  // db keeps the WAL alive
  EXPECT_EQ(refusal(folder_.file("crawl.db")).code, ErrorCode::kTooNew);
}

TEST_F(SqliteFile, ADamagedFileIsReportedAsSuch) {
  open();
  std::string bytes = contents(folder_.file("crawl.db"));
  std::fill(bytes.begin() + 100, bytes.end(), '\xAB');
  write_file(folder_.file("crawl.db"), bytes);
  const Error error = refusal(folder_.file("crawl.db"));
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_NE(error.message.find(".recover"), std::string::npos);
}

TEST_F(SqliteFile, AFolderAMissingFolderAndADeviceAreRefusedWithARemedy) {
  EXPECT_NE(refusal(folder_.file("")).message.find("is a folder"), std::string::npos);
  const Error missing = refusal(folder_.file("no/such/crawl.db"));
  EXPECT_EQ(missing.code, ErrorCode::kIo);
  EXPECT_NE(missing.message.find("mkdir -p"), std::string::npos);
  EXPECT_EQ(refusal("/dev/null").code, ErrorCode::kIo);
  write_file(folder_.file("file"), "x");
  EXPECT_EQ(refusal(folder_.file("file/crawl.db")).code, ErrorCode::kIo);
}

TEST_F(SqliteFile, AReadOnlyFileIsRefused) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write to read-only files";
  open();
  const std::string path = folder_.file("crawl.db");
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  EXPECT_EQ(refusal(path).code, ErrorCode::kIo);
}

TEST_F(SqliteFile, OpenStoreKnowsFilesAndMemoryAndNothingElse) {
  EXPECT_TRUE(open_store(":memory:", {}).ok());
  EXPECT_TRUE(open_store(folder_.file("crawl.db"), {}).ok());
  EXPECT_FALSE(open_store("postgres://host/db", {}).ok());
}

// --- One writer, any readers

TEST_F(SqliteFile, ASecondOwnerIsToldWhoHoldsTheFile) {
  auto store = open();
  const Error error = refusal(folder_.file("crawl.db"));
  EXPECT_EQ(error.code, ErrorCode::kBusy);
  EXPECT_NE(error.message.find("process " + std::to_string(getpid())), std::string::npos);
  EXPECT_EQ(*store->add(new_urls({"http://a.test/"})), 1u);  // the first one is not disturbed
  store.reset();
  EXPECT_NE(open(), nullptr);
}

TEST_F(SqliteFile, ReadersReadWhileTheStoreWrites) {
  auto store = open();
  auto reader = std::move(Database::open(folder_.file("crawl.db"))).value();
  ASSERT_EQ(*store->add(new_urls({"http://a.test/"})), 1u);
  EXPECT_EQ(reader->integer_of("SELECT count(*) FROM urls"), 1);
  ASSERT_EQ(*store->add(new_urls({"http://a.test/2"})), 1u);
  EXPECT_EQ(reader->integer_of("SELECT count(*) FROM urls"), 2);
}

// --- Reopening

TEST_F(SqliteFile, AfterReopeningLeasesAreGoneAndAttemptsKept) {
  auto store = open();
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1", "http://a.test/2"})), 2u);
  const LeaseAnswer first = *store->lease({10, 10});
  const Release retry{
      first.leases[0].token,  first.leases[0].key, Release::How::kRetry, Reason::kNone, "",
      Milliseconds(1'000'000)};
  ASSERT_TRUE(store->release({&retry, 1}).ok());
  store.reset();
  store = open();
  EXPECT_EQ(store->stats()->waiting, 2u);
  EXPECT_EQ(store->stats()->leased, 0u);
  const LeaseAnswer again = *store->lease({10, 10});
  ASSERT_EQ(again.leases.size(), 2u);
  EXPECT_EQ(again.leases[0].attempts, 1u);
  EXPECT_EQ(again.leases[0].url, "http://a.test/1");
  const PageCommit stale = page_of(first.leases[1]);
  EXPECT_EQ(store->commit({&stale, 1})->pages, 0u);
}

TEST_F(SqliteFile, AfterReopeningRobotsAreRememberedWithTheirAge) {
  auto store = open();
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1"})), 1u);
  HostUpdate update;
  update.host_key = key_of("http://a.test/").host;
  update.robots_status = 200;
  update.robots_txt = "User-agent: *";
  ASSERT_TRUE(store->update_hosts({&update, 1}).ok());
  store.reset();
  clock_.advance(std::chrono::hours(2));
  const LeaseAnswer answer = *open()->lease({1, 1});
  EXPECT_EQ(answer.hosts.at(0).robots_txt, "User-agent: *");
  EXPECT_EQ(answer.hosts.at(0).robots_age, std::chrono::hours(2));
}

TEST_F(SqliteFile, ARunWithoutAnEndIsClosedAsKilled) {
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  store.reset();
  store = open();
  ASSERT_TRUE(store->begin_run({"1", R"({"delay":500})"}).ok());
  // The store's own clock says something else by then: of how long it took there is one figure.
  clock_.advance(std::chrono::hours(1));
  ASSERT_TRUE(store->end_run({"finished", 3, 4, Milliseconds(1'500)}).ok());
  auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
  Statement runs =
      db->prepare("SELECT end_reason, ended_at, counts ->> 'discovered', elapsed_ms FROM runs");
  ASSERT_TRUE(runs.step());
  EXPECT_EQ(runs.text(0), "killed");
  EXPECT_FALSE(runs.is_null(1));
  ASSERT_TRUE(runs.step());
  EXPECT_EQ(runs.text(0), "finished");
  EXPECT_EQ(runs.text(1), "2023-11-14T22:30:01.500Z");
  EXPECT_EQ(runs.integer(2), 0);
  EXPECT_EQ(runs.integer(3), 1'500);
}

TEST_F(SqliteFile, ARunEndsNoEarlierThanItsLastPage) {
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1"})), 1u);
  const Lease lent = store->lease({1, 1})->leases[0];
  clock_.advance(Milliseconds(1'020));  // 20 of them before the crawl was ready
  const PageCommit page = page_of(lent);
  ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
  ASSERT_TRUE(store->end_run({"finished", 1, 4, Milliseconds(1'000)}).ok());
  auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
  Statement run = db->prepare(
      "SELECT started_at, ended_at, elapsed_ms, (SELECT max(fetched_at) FROM pages) FROM runs");
  ASSERT_TRUE(run.step());
  EXPECT_EQ(run.text(0), "2023-11-14T22:30:00.020Z");
  EXPECT_EQ(run.text(1), "2023-11-14T22:30:01.020Z");
  EXPECT_EQ(run.integer(2), 1'000);
  EXPECT_EQ(run.text(3), run.text(1));
}

// By statistics of one page, views would scan all pages of a later run.
TEST_F(SqliteFile, StatisticsOfFewRowsAreNotKept) {
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1"})), 1u);
  const PageCommit page = page_of(store->lease({1, 1})->leases[0]);
  ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
  ASSERT_TRUE(store->end_run({"finished", 1, 4}).ok());
  auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"), 1);
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM sqlite_stat1"), 0);
}

TEST_F(SqliteFile, ReportIndexesAreBuiltWhenARunEndsAndDroppedByTheNextCommit) {
  const auto indexes = [this] {
    auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
    return db->integer_of(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('link_by_target', 'page_by_url')");
  };
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->end_run({"finished", 0, 0}).ok());
  EXPECT_EQ(indexes(), 2);
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1"})), 1u);
  const PageCommit page = page_of(store->lease({1, 1})->leases[0]);
  ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
  EXPECT_EQ(indexes(), 0);
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(store->end_run({"interrupted", 0, 0}).ok());
  EXPECT_EQ(indexes(), 0);
}

TEST_F(SqliteFile, LinksOfOneSourceAreFoundByIndexes) {
  auto store = open();
  ASSERT_TRUE(store->begin_run({"1", "{}"}).ok());
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1", "http://a.test/2"})), 2u);
  auto lent = store->lease({2, 2});
  ASSERT_EQ(lent->leases.size(), 2u);
  for (const Lease& lease : lent->leases) {
    const PageCommit page = page_of(
        lease, 200,
        {link_to("http://b.test/x", 1), link_to("http://b.test/y", 1), link_to(lease.url, 1)});
    ASSERT_EQ(store->commit({&page, 1})->pages, 1u);
  }
  ASSERT_TRUE(store->end_run({"finished", 2, 0}).ok());
  auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
  const auto plan_of = [&db](const std::string& condition) {
    Statement step =
        db->prepare("EXPLAIN QUERY PLAN SELECT target, kind FROM links WHERE " + condition);
    std::string plan;
    while (step.step()) plan += step.string(3) + "\n";
    return plan;
  };
  const std::string plan = plan_of("source = 'http://a.test/1'");
  EXPECT_NE(plan.find("page_by_url (url=?)"), std::string::npos) << plan;
  EXPECT_NE(plan.find("SEARCH l USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            std::string::npos)
      << plan;
  const auto count = [&db](const std::string& condition) {
    return db->integer_of("SELECT count(*) FROM links WHERE " + condition);
  };
  EXPECT_EQ(count("source = 'http://a.test/1'"), 3);
  EXPECT_EQ(count("source = 'http://b.test/x'"), 0);
  EXPECT_EQ(count("1"), 6);
  EXPECT_EQ(count("source = target"), 2);
  drop_report_indexes(*db);
  EXPECT_EQ(count("source = 'http://a.test/1'"), 3);
  EXPECT_EQ(count("1"), 6);
}

TEST_F(SqliteFile, AKilledWriterLosesNothingCommitted) {
  const std::string path = folder_.file("crawl.db");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = SqliteStore::open(path, {});
    if (!store || *(*store)->add(new_urls({"http://a.test/1", "http://a.test/2"})) != 2u) _exit(1);
    const PageCommit page =
        page_of((*store)->lease({1, 1})->leases[0], 200, {link_to("http://b.test/", 1)});
    if ((*store)->commit({&page, 1})->pages != 1u) _exit(2);
    (void)raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  auto store = open();
  EXPECT_EQ(store->stats()->fetched, 1u);
  EXPECT_EQ(urls_of(*store->lease({9, 9})),
            (std::vector<std::string>{"http://a.test/2", "http://b.test/"}));
}

// --- A disk that fails

TEST_F(SqliteFile, ACommitThatFailsOnAFullDiskChangesNothingAndCanBeRepeated) {
  auto store = open();
  ASSERT_EQ(*store->add(new_urls({"http://a.test/1", "http://a.test/2"})), 2u);
  PageCommit page = page_of(store->lease({1, 1})->leases[0], 200, {link_to("http://b.test/", 1)});
  page.page.text = std::string(4 << 20, 'x');
  {
    const FullDisk full(1 << 20);
    auto failed = store->commit({&page, 1});
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::kIo) << failed.error().message;
    EXPECT_NE(failed.error().message.find("crawl.db"), std::string::npos);
    EXPECT_EQ(store->stats()->fetched, 0u);
    EXPECT_EQ(store->stats()->leased, 1u);
    EXPECT_EQ(store->stats()->discovered, 2u);
  }
  EXPECT_EQ(store->commit({&page, 1})->pages, 1u);
  EXPECT_EQ(store->stats()->discovered, 3u);
  EXPECT_EQ(store->stats()->hosts, 2u);
  EXPECT_EQ(store->lease({9, 9})->leases.size(), 2u);
}

// --- Below the store

TEST(Transactions, WithoutACommitRollBack) {
  TemporaryFolder folder;
  auto db = std::move(Database::open(folder.file("x.db"))).value();
  db->exec("CREATE TABLE t(x)");
  {
    Transaction transaction(*db, Transaction::Kind::kWrite);
    db->exec("INSERT INTO t VALUES(1)");
  }
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM t"), 0);
}

TEST(Transactions, AFailedStepFailsTheWholeAndLaterStepsDoNothing) {
  TemporaryFolder folder;
  auto db = std::move(Database::open(folder.file("x.db"))).value();
  db->exec("CREATE TABLE t(x UNIQUE)");
  Statement insert = db->prepare("INSERT INTO t VALUES(?1)");
  {
    Transaction transaction(*db, Transaction::Kind::kWrite);
    insert.with(1).run();
    insert.with(1).run();
    insert.with(2).run();
    auto done = transaction.commit();
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::kInternal);
    EXPECT_NE(done.error().message.find("UNIQUE"), std::string::npos);
  }
  insert.with(3).run();
  EXPECT_EQ(db->integer_of("SELECT sum(x) FROM t"), 3);
}

TEST(IdleSpansTest, SkipWhatIsMarkedAndNothingThatWasWoken) {
  IdleSpans spans;
  EXPECT_EQ(spans.next_awake(1), 1);
  spans.mark(2, 4);
  spans.mark(5, 5);
  EXPECT_EQ(spans.next_awake(2), 6);
  spans.wake(3);
  EXPECT_EQ(spans.next_awake(2), 3);
  EXPECT_EQ(spans.next_awake(4), 6);
  spans.mark(1, INT64_MAX);
  EXPECT_EQ(spans.next_awake(0), 0);
  EXPECT_EQ(spans.next_awake(7), std::nullopt);
  spans.wake(9);
  EXPECT_EQ(spans.next_awake(1), 9);
  EXPECT_EQ(spans.next_awake(10), std::nullopt);
}

TEST(KeyCacheTest, AnswersOnlyWhereAnOfferChangesNothing) {
  KeyCache cache(4096);
  const NewUrl near = new_url("http://a.test/", 1), far = new_url("http://a.test/", 5);
  EXPECT_EQ(cache.find(far), 0);
  cache.remember({far.key, 7, UrlState::kWaiting, Reason::kNone, 3});
  EXPECT_EQ(cache.find(far), 7);
  EXPECT_EQ(cache.find(near), 0);
  cache.remember({far.key, 7, UrlState::kSkipped, Reason::kScope, 3});
  EXPECT_EQ(cache.find(far), 0);
  EXPECT_EQ(cache.find(new_url("http://a.test/", 5, Reason::kScope)), 7);
  cache.remember({far.key, 7, UrlState::kFetched, Reason::kNone, 3});
  EXPECT_EQ(cache.find(near), 7);
  cache.forget(far.key);
  EXPECT_EQ(cache.find(far), 0);
}

TEST(KeyCacheTest, StaysInItsBytesAndMayHaveNone) {
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{500}}) {
    KeyCache cache(bytes);
    for (int i = 1; i < 1000; ++i) {
      const NewUrl url = new_url("http://a.test/" + std::to_string(i));
      cache.remember({url.key, i, UrlState::kFetched, Reason::kNone, 0});
      const int64_t found = cache.find(url);
      EXPECT_TRUE(found == i || (found == 0 && bytes < 500)) << bytes;
    }
  }
}

TEST(KeyCacheTest, GrowsWithoutForgetting) {
  KeyCache cache(8u << 20);
  constexpr int kUrls = 60'000;  // more than it begins with, far fewer than fit at last
  const auto url = [](int i) { return new_url("http://a.test/" + std::to_string(i)); };
  int known = 0;
  for (int i = 1; i <= kUrls; ++i)
    cache.remember({url(i).key, i, UrlState::kFetched, Reason::kNone, 0});
  for (int i = 1; i <= kUrls; ++i) {
    const int64_t found = cache.find(url(i));
    EXPECT_TRUE(found == i || found == 0);
    known += found == i ? 1 : 0;
  }
  EXPECT_GT(known, kUrls * 3 / 4);
}

TEST(RawText, IsUtf8AsItIsElseLatin1) {
  std::string buffer;
  EXPECT_EQ(sql_text("gr\xC3\xBC\xC3\x9F", &buffer), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(sql_text("gr\xFC\xDF", &buffer), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(sql_text({"\xC3\xBC\0x", 4}, &buffer), "\xC3\xBC\xEF\xBF\xBDx");
  EXPECT_EQ(sql_text({"\xFC\0x", 3}, &buffer), "\xC3\xBC\xEF\xBF\xBDx");
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\x80",
                          "\xE0\x80\x80", "\xFF", "abcdefgh\xE2\x82", "\x80"}) {
    EXPECT_FALSE(ground::is_valid_utf8(bad));
    EXPECT_TRUE(ground::is_valid_utf8(sql_text(bad, &buffer)));
  }
  EXPECT_TRUE(ground::is_valid_utf8("\xF4\x8F\xBF\xBF\xED\x9F\xBF\xE2\x82\xAC plain"));
}

}  // namespace
}  // namespace storage
