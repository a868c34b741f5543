// Tables that rules fill: with the commits of a store, and anew.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/amend/table_file.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

using ground::ErrorCode;
using ground::Result;

namespace {

class Tables : public testing::Test {
 protected:
  static StoreOptions with(std::vector<UserTable> tables) {
    StoreOptions options;
    options.tables = std::move(tables);
    return options;
  }
  Result<std::unique_ptr<SqliteStore>> open(std::vector<UserTable> tables) {
    return SqliteStore::open(path(), with(std::move(tables)));
  }
  std::string path() const { return folder_.file("crawl.db"); }
  // Commits the one page there is with these tables.
  static void commit(SqliteStore& store, PageTables tables) {
    ASSERT_TRUE(store.add(new_urls({"http://a.test/1"})).ok());
    auto leases = store.lease({10, 10});
    ASSERT_TRUE(leases.ok());
    ASSERT_EQ(leases->leases.size(), 1u);
    PageCommit page = page_of(leases->leases[0]);
    page.tables = std::move(tables);
    ASSERT_TRUE(store.commit(std::vector{page}).ok());
  }
  // All of a table, "|" between values and a line for each row.
  std::string all(const std::string& table) {
    auto db = std::move(Database::open(path())).value();
    Statement row = db->prepare("SELECT * FROM " + table);
    std::string text;
    while (row.step()) {
      for (int i = 0; i < row.columns(); ++i)
        text += (i == 0 ? "" : "|") + (row.is_null(i) ? std::string("NULL") : row.string(i));
      text += "\n";
    }
    EXPECT_TRUE(db->take_failure().ok());
    return text;
  }

  const UserTable books_{"books", "All of them", {{"title", "text", ""}, {"order", "integer", ""}}};
  TemporaryFolder folder_;
};

TEST_F(Tables, RowsAreKeptWithTheirPage) {
  auto store = open({books_});
  ASSERT_TRUE(store.ok());
  commit(**store, {"http://a.test/1",
                   {{0, 0, {std::string("A"), int64_t{3}}}, {0, 1, {std::monostate(), 2.5}}},
                   {{0, 1, "title", "why", ""}, {0, 1, "title", "why", ""}}});
  EXPECT_EQ(all("books"), "http://a.test/1|0|A|3\nhttp://a.test/1|1|NULL|2.5\n");
  EXPECT_EQ(all("extract_errors"), "http://a.test/1|books|1|title|why|NULL\n");
}

TEST_F(Tables, TheSameColumnsGoOnOthersAreRefused) {
  ASSERT_TRUE(open({books_}).ok());
  UserTable described = books_;
  described.columns[0].description = "as printed";
  EXPECT_TRUE(open({described}).ok());
  EXPECT_NE(all("docs").find("as printed"), std::string::npos);
  UserTable other = books_;
  other.columns[1].type = "text";
  const auto refused = open({other});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("other columns"), std::string::npos);
  EXPECT_TRUE(open({books_}).ok()) << "nothing was changed";
}

TEST_F(Tables, ATableThatRulesDidNotMakeIsLeftAlone) {
  ASSERT_TRUE(open({}).ok());
  auto db = std::move(Database::open(path())).value();
  db->exec("CREATE TABLE Books(mine); INSERT INTO Books VALUES(1)");
  db.reset();
  EXPECT_FALSE(open({books_}).ok());
  EXPECT_FALSE(TableFile::open(path(), {books_}).ok());
  EXPECT_EQ(all("books"), "1\n");
}

TEST_F(Tables, TablesAreMadeAnewWithoutTheirRows) {
  {
    auto store = open({books_});
    commit(**store,
           {"http://a.test/1", {{0, 0, {std::string("A"), int64_t{3}}}}, {{0, 0, "x", "y", ""}}});
  }
  const UserTable other{"Books", "", {{"name", "number", ""}}};
  auto file = TableFile::open(path(), {other});
  ASSERT_TRUE(file.ok());
  const std::vector<PageTables> pages = {{"http://a.test/1", {{0, 0, {1.5}}}, {}}};
  ASSERT_TRUE((*file)->keep(pages).ok());
  ASSERT_TRUE((*file)->keep(pages).ok()) << "twice is once";
  ASSERT_TRUE((*file)->commit().ok());
  EXPECT_EQ(all("books"), "http://a.test/1|0|1.5\n");
  EXPECT_EQ(all("extract_errors"), "");
}

TEST_F(Tables, OldRowsStayUntilTheNewOnesAreWhole) {
  {
    auto store = open({books_});
    commit(**store,
           {"http://a.test/1", {{0, 0, {std::string("A"), int64_t{3}}}}, {{0, 0, "x", "y", ""}}});
  }
  const std::string before = all("books") + all("extract_errors") + all("docs");
  const UserTable other{"Books", "", {{"name", "number", ""}}};
  {
    auto file = TableFile::open(path(), {other});
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(all("books") + all("extract_errors") + all("docs"), before);
    const std::vector<PageTables> pages = {{"http://a.test/1", {{0, 0, {1.5}}}, {}}};
    ASSERT_TRUE((*file)->keep(pages).ok());
    EXPECT_EQ(all("books") + all("extract_errors") + all("docs"), before);
  }
  EXPECT_EQ(all("books") + all("extract_errors") + all("docs"), before) << "it was not committed";
}

TEST_F(Tables, AFileThatACrawlRunsOnIsRefused) {
  auto store = open({});
  const auto file = TableFile::open(path(), {books_});
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, ErrorCode::kBusy);
}

}  // namespace
}  // namespace storage
