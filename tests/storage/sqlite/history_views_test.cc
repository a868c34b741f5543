// The views of what was: what they show of pages that have changed, and by which indexes they are
// read.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/sqlite/sqlite_tables.h"
#include "tests/storage/sqlite/history_maker.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

constexpr int64_t kDay = 86'400'000;
constexpr int64_t kFirst = 1'700'001'000'000;  // ManualClock's start
const std::string kHome = "http://a.test/", kShop = "http://a.test/shop",
                  kOld = "http://a.test/old";

class HistoryViews : public testing::Test {
 protected:
  HistoryViews() {
    StoreOptions options;
    options.link_kinds = {{0, "a"}};
    auto store = std::move(SqliteStore::open(path(), options, clock_.clocks())).value();
    EXPECT_TRUE(store->begin_run({"0.1", "{}"}).ok());
    EXPECT_TRUE(store->add(new_urls({kHome, kShop, kOld})).ok());
    const LeaseAnswer lent = *store->lease({10, 10});
    for (const Lease& lease : lent.leases) {
      PageCommit commit = page_of(lease);
      commit.page.title = "First";
      commit.page.text = "one two";
      EXPECT_EQ(store->commit({&commit, 1})->pages, 1u);
    }
    EXPECT_TRUE(store->end_run({"finished", 3, 300}).ok());
    store.reset();
    maker_.emplace(path());
  }

  std::string path() const { return folder_.file("crawl.db"); }

  Rows rows(const std::string& sql) {
    Rows all;
    Statement statement = maker_->database().prepare(sql);
    while (statement.step()) {
      Row row;
      for (int i = 0; i < statement.columns(); ++i)
        row.push_back(statement.is_null(i) ? "-" : statement.string(i));
      all.push_back(row);
    }
    const auto done = maker_->database().take_failure();
    EXPECT_TRUE(done.ok()) << done.error().message;
    return all;
  }

  // Home changes twice, the shop once and is forbidden then, and the old page moves.
  void live() {
    maker_->run(kFirst + kDay, kFirst + kDay + 5000);
    maker_->visit(kShop, kFirst + kDay + 1, VisitOutcome::kNotModified);
    maker_->change(kHome, titled("Second"), kFirst + kDay + 2, ChangeKind::kChanged,
                   kFieldTitle | kFieldText);
    maker_->run(kFirst + 2 * kDay, kFirst + 2 * kDay + 5000);
    HistoryMaker::Found third = titled("Third");
    third.robots = "noindex";
    maker_->change(kHome, third, kFirst + 2 * kDay + 2, ChangeKind::kChanged,
                   kFieldTitle | kFieldRobots);
    maker_->forbid(kShop, kFirst + 2 * kDay + 3);
    HistoryMaker::Found moved;
    moved.status = 301;
    moved.redirect_to = kHome;
    maker_->change(kOld, moved, kFirst + 2 * kDay + 4, ChangeKind::kMoved,
                   kFieldStatus | kFieldRedirect);
    maker_->visit(kHome, kFirst + 3 * kDay, VisitOutcome::kUnchanged);
  }

  static HistoryMaker::Found titled(const std::string& title) {
    HistoryMaker::Found found;
    found.title = title;
    found.text = "one two three";
    found.body = "<title>" + title + "</title>";
    return found;
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  std::optional<HistoryMaker> maker_;
};

TEST_F(HistoryViews, ChangesSayWhatWasAndWhatIs) {
  live();
  EXPECT_EQ(
      rows("SELECT url, run, at, kind, fields, old_title, title, old_words, words FROM changes "
           "WHERE url = 'http://a.test/' ORDER BY at"),
      (Rows{{kHome, "2", "2023-11-15T22:30:00.002Z", "changed", "title,text", "First", "Second",
             "0", "3"},
            {kHome, "3", "2023-11-16T22:30:00.002Z", "changed", "title,robots", "Second", "Third",
             "3", "3"}}));
  EXPECT_EQ(rows("SELECT old_robots, robots FROM changes WHERE fields LIKE '%robots%'"),
            (Rows{{"-", "noindex"}}));
  EXPECT_EQ(
      rows("SELECT old_status, status, old_redirect_to, redirect_to FROM changes WHERE kind = "
           "'moved'"),
      (Rows{{"200", "301", "-", kHome}}));
  EXPECT_EQ(rows("SELECT url, fields, old_status, status FROM changes WHERE kind = 'forbidden'"),
            (Rows{{kShop, "-", "200", "-"}}));
}

TEST_F(HistoryViews, AnOlderFileGetsTheIndexThatCountsChangesByKind) {
  live();
  maker_->database().exec(
      "DROP INDEX page_change_by_url; CREATE INDEX page_change_of ON page_change(url_id, id); "
      "DROP INDEX page_change_at; DROP INDEX page_change_by_kind; ANALYZE");
  maker_.reset();
  EXPECT_TRUE(SqliteStore::open(path(), StoreOptions(), clock_.clocks()).ok());
  maker_.emplace(path());
  EXPECT_EQ(rows("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'page_change' "
                 "ORDER BY name"),
            (Rows{{"page_change_at"},
                  {"page_change_by_kind"},
                  {"page_change_by_url"},
                  {"page_change_in"}}));
  EXPECT_EQ(rows("SELECT stat FROM sqlite_stat1 WHERE idx = 'page_change_at'"), (Rows{{"4 1"}}));
  EXPECT_EQ(rows("SELECT stat FROM sqlite_stat1 WHERE idx = 'page_change_by_kind'"),
            (Rows{{"4 2 1 1 1"}}));
  EXPECT_EQ(rows("SELECT idx, stat LIKE '4 % 1 1' FROM sqlite_stat1 WHERE tbl = 'page_change' "
                 "ORDER BY idx"),
            (Rows{{"page_change_at", "0"},
                  {"page_change_by_kind", "1"},
                  {"page_change_by_url", "1"},
                  {"page_change_in", "0"}}));
  EXPECT_EQ(rows("SELECT kind, count(*) FROM changes GROUP BY kind ORDER BY kind"),
            (Rows{{"changed", "2"}, {"forbidden", "1"}, {"moved", "1"}}));
}

TEST_F(HistoryViews, VersionsCountFromTheOldestThatIsKept) {
  live();
  EXPECT_EQ(
      rows("SELECT version, seen_from, seen_to, run, title, current FROM versions WHERE url = "
           "'http://a.test/' ORDER BY version"),
      (Rows{{"1", "2023-11-14T22:30:00.000Z", "2023-11-14T22:30:00.000Z", "1", "First", "0"},
            {"2", "2023-11-15T22:30:00.002Z", "2023-11-15T22:30:00.002Z", "2", "Second", "0"},
            {"3", "2023-11-16T22:30:00.002Z", "2023-11-17T22:30:00.000Z", "3", "Third", "1"}}));
  EXPECT_EQ(rows("SELECT version, seen_to, current FROM versions WHERE url = 'http://a.test/shop'"),
            (Rows{{"1", "2023-11-15T22:30:00.001Z", "0"}}))
      << "forbidden: it has a past alone";
  maker_->drop_versions(kHome, 1);
  EXPECT_EQ(rows("SELECT version, title FROM versions WHERE url = 'http://a.test/' ORDER BY 1"),
            (Rows{{"1", "Second"}, {"2", "Third"}}));
}

TEST_F(HistoryViews, EachVisitIsOneRow) {
  live();
  EXPECT_EQ(rows("SELECT at, run, outcome, status FROM visits WHERE url = 'http://a.test/' "
                 "ORDER BY at"),
            (Rows{{"2023-11-14T22:30:00.000Z", "1", "fetched", "200"},
                  {"2023-11-15T22:30:00.002Z", "2", "changed", "200"},
                  {"2023-11-16T22:30:00.002Z", "3", "changed", "200"},
                  {"2023-11-17T22:30:00.000Z", "3", "unchanged", "200"}}));
  EXPECT_EQ(rows("SELECT outcome FROM visits WHERE url = 'http://a.test/shop' ORDER BY at"),
            (Rows{{"fetched"}, {"not-modified"}, {"forbidden"}}));
}

TEST_F(HistoryViews, RevisitsAndOrphansAreInPeoplesUnits) {
  maker_->database()
      .prepare(
          "INSERT INTO url_revisit(url_id, due, since, visited_at, interval, visits, changes) "
          "VALUES(?1, ?2, ?3, ?3, 90500, 4, 2)")
      .with(maker_->id_of(kHome), kFirst + kDay, kFirst)
      .run();
  maker_->database()
      .prepare("INSERT INTO url_orphan VALUES(?1, ?2)")
      .with(maker_->id_of(kOld), kFirst)
      .run();
  EXPECT_EQ(rows("SELECT * FROM revisits"), (Rows{{kHome, "2023-11-15T22:30:00.000Z", "90", "4",
                                                   "2", "2023-11-14T22:30:00.000Z", "0", "-"}}));
  EXPECT_EQ(rows("SELECT * FROM orphaned"), (Rows{{kOld, "2023-11-14T22:30:00.000Z"}}));
}

// Of each step of the plan, what is read through.
Rows scans_of(const Rows& plan) {
  Rows scans;
  for (const Row& step : plan)
    if (step[3].starts_with("SCAN ") && step[3].find("VIRTUAL") == std::string::npos)
      scans.push_back({step[3]});
  return scans;
}

TEST_F(HistoryViews, NoTableIsReadThroughForOneUrl) {
  live();
  for (const std::string view : {"changes", "versions", "visits", "revisits"}) {
    const Rows scans = scans_of(
        rows("EXPLAIN QUERY PLAN SELECT * FROM " + view + " WHERE url = 'http://a.test/'"));
    for (const Row& scan : scans) EXPECT_EQ(scan[0], "SCAN " + view);
  }
  EXPECT_EQ(
      scans_of(rows("EXPLAIN QUERY PLAN SELECT * FROM links WHERE source = 'http://a.test/'")),
      Rows{});
}

TEST_F(HistoryViews, TheNewestChangesAreFoundByTheirTimes) {
  live();
  for (const std::string question : {"ORDER BY at DESC LIMIT 100", "WHERE at >= '2023-11-20'"}) {
    std::string plan;
    for (const Row& step : rows("EXPLAIN QUERY PLAN SELECT url, at, kind FROM changes " + question))
      plan += step[3] + "\n";
    EXPECT_NE(plan.find("page_change_at"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
  EXPECT_EQ(rows("SELECT count(*) FROM changes WHERE at > '2000'"), (Rows{{"4"}}));
}

TEST_F(HistoryViews, ChangesAreCountedByTheirKindsWithoutBeingSorted) {
  live();
  for (const std::string columns : {"kind", "run, kind"}) {
    std::string plan;
    for (const Row& step : rows("EXPLAIN QUERY PLAN SELECT " + columns +
                                ", count(*) FROM changes GROUP BY " + columns))
      plan += step[3] + "\n";
    EXPECT_NE(plan.find("COVERING INDEX page_change_by_kind"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

TEST_F(HistoryViews, TimesThatWereIndexedOtherwiseAreIndexedAnew) {
  maker_->database().exec(
      "DROP INDEX page_change_at; CREATE INDEX page_change_at ON page_change(at)");
  maker_.reset();
  EXPECT_TRUE(SqliteStore::open(path(), StoreOptions(), clock_.clocks()).ok());
  maker_.emplace(path());
  EXPECT_EQ(rows("SELECT sql LIKE '%printf(%' FROM sqlite_schema WHERE name = 'page_change_at'"),
            (Rows{{"1"}}));
}

UserTable product() {
  UserTable table;
  table.name = "product";
  table.columns = {{"name", "text", ""}, {"price", "number", ""}, {"stock", "integer", ""}};
  return table;
}

TEST_F(HistoryViews, TheRowsOfRulesHaveAHistory) {
  SqliteTables tables(maker_->database());
  ASSERT_TRUE(tables.prepare({product()}, SqliteTables::Existing::kKeep).ok());
  maker_->database().exec("INSERT INTO product VALUES('http://a.test/shop', 0, 'Lamp', 12.5, 3)");
  maker_->run(kFirst + kDay, kFirst + kDay + 5000);
  HistoryMaker::Found shop = titled("Shop");
  shop.old_rows = R"({"product":[[0,"Lamp",10,null],[1,"Desk",99.9,1]],"other":[[0,"x"]]})";
  maker_->change(kShop, shop, kFirst + kDay + 1, ChangeKind::kChanged, kFieldRows);
  EXPECT_EQ(rows("SELECT position, name, price, typeof(price), stock, seen_from, current "
                 "FROM product_history WHERE url = 'http://a.test/shop' "
                 "ORDER BY seen_from, position"),
            (Rows{{"0", "Lamp", "10.0", "real", "-", "2023-11-14T22:30:00.000Z", "0"},
                  {"1", "Desk", "99.9", "real", "1", "2023-11-14T22:30:00.000Z", "0"},
                  {"0", "Lamp", "12.5", "real", "3", "2023-11-15T22:30:00.001Z", "1"}}));
  EXPECT_EQ(scans_of(rows("EXPLAIN QUERY PLAN SELECT name, price FROM product_history "
                          "WHERE url = 'http://a.test/shop'")),
            (Rows{{"SCAN product_history"}}));
}

TEST_F(HistoryViews, AHistoryTakesNobodysName) {
  UserTable first = product();
  UserTable second = product();
  second.name = "product_history";
  for (const auto& tables : {std::vector{first, second}, std::vector{first}}) {
    SqliteTables made(maker_->database());
    const auto prepared = made.prepare(tables, SqliteTables::Existing::kKeep);
    ASSERT_TRUE(prepared.ok()) << prepared.error().message;
    EXPECT_EQ(rows("SELECT type FROM sqlite_schema WHERE name = 'product_history'"),
              (Rows{{"table"}}));
    EXPECT_EQ(rows("SELECT count(*) FROM product_history_history"), (Rows{{"0"}}));
  }
}

TEST_F(HistoryViews, OneOfOtherColumnsIsMadeAnew) {
  UserTable table = product();
  SqliteTables first(maker_->database());
  ASSERT_TRUE(first.prepare({table}, SqliteTables::Existing::kMakeAnew).ok());
  table.columns.push_back({"colour", "text", ""});
  SqliteTables second(maker_->database());
  ASSERT_TRUE(second.prepare({table}, SqliteTables::Existing::kMakeAnew).ok());
  EXPECT_EQ(rows("SELECT count(colour) FROM product_history"), (Rows{{"0"}}));
}

TEST_F(HistoryViews, AFileOfVersionEightHasNoHistoryAndSaysSo) {
  Database& db = maker_->database();
  for (const Row& view : rows("SELECT name FROM sqlite_schema WHERE type = 'view'"))
    db.exec("DROP VIEW " + view[0]);
  for (const char* table :
       {"page_change", "page_version", "url_visit", "url_revisit", "url_orphan", "finding_kind",
        "finding_run", "finding_state", "finding_span", "finding_past", "finding_detail"})
    db.exec(std::string("DROP TABLE ") + table);
  db.exec("PRAGMA user_version=8");
  ASSERT_TRUE(db.take_failure().ok());
  maker_.reset();
  auto reader = std::move(Reader::open(path())).value();
  for (const char* view : {"changes", "versions", "visits", "revisits", "orphaned",
                           "finding_changes", "change_details", "change_rows", "version_rows",
                           "visit_rows", "revisit_rows", "orphan_rows"})
    EXPECT_EQ(reader->database().integer_of(std::string("SELECT count(*) FROM ") + view), 0);
  const auto read = reader->database().take_failure();
  EXPECT_TRUE(read.ok()) << read.error().message;
}

}  // namespace
}  // namespace storage
