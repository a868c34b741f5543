// Opening to look: nothing is changed, nothing is made, and what is not ours is refused.
#include "storage/sqlite/reader.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>

#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;

namespace {

class Looking : public testing::Test {
 protected:
  std::unique_ptr<SqliteStore> store() {
    auto opened = SqliteStore::open(path(), {}, clock_.clocks());
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  std::string path() const { return folder_.file("a %20?#b.db"); }
  std::unique_ptr<Reader> reader() {
    auto opened = Reader::open(path());
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened ? std::move(opened).value() : nullptr;
  }
  static int64_t urls(Reader& reader) {
    return reader.database().integer_of("SELECT count(*) FROM urls");
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(path()).parent_path()))
      names.insert(entry.path().filename().string());
    return names;
  }
  Error refusal(const std::string& bytes) {
    std::ofstream(folder_.file("x.db"), std::ios::binary) << bytes;
    auto opened = Reader::open(folder_.file("x.db"));
    EXPECT_FALSE(opened.ok());
    return opened ? Error{} : opened.error();
  }

  TemporaryFolder folder_;
  ManualClock clock_;
};

TEST_F(Looking, AStillFileIsReadAndNothingIsMadeBesideIt) {
  ASSERT_TRUE(store()->add(new_urls({"http://a.test/"})).ok());
  const auto before = files();
  auto open = reader();
  EXPECT_EQ(urls(*open), 1);
  EXPECT_TRUE(open->check().ok());
  EXPECT_EQ(files(), before);
}

// Those of the program's own views that the file holds.
std::vector<std::string> own_views(Database& db) {
  std::vector<std::string> names;
  Statement view = db.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'view' AND (name GLOB '*_rows' OR name IN "
      "('page_links', 'broken_urls', 'redirecting_urls', 'blocked_urls', 'url_counts', "
      "'link_count', 'change_details')) ORDER BY 1");
  while (view.step()) names.push_back(view.string(0));
  return names;
}

TEST_F(Looking, AFileOfAnotherVersionHasTheProgramsOwnViewsToo) {
  ASSERT_TRUE(store()->add(new_urls({"http://a.test/", "http://a.test/b"})).ok());
  std::vector<std::string> views;
  {
    auto db = std::move(Database::open(path())).value();
    views = own_views(*db);
    ASSERT_EQ(views.size(), 36u);
    for (const std::string& view : views) db->exec("DROP VIEW " + view);
    db->exec("CREATE VIEW url_rows AS SELECT 7 AS id");
    db->exec("CREATE TABLE Run_Rows(made_by_rules)");
    ASSERT_TRUE(db->take_failure().ok());
  }
  const auto before = files();
  {
    auto open = reader();
    EXPECT_EQ(open->database().integer_of("SELECT count(*) FROM url_rows WHERE state = 'waiting'"),
              2);
    for (const std::string& view : views)
      open->database().integer_of("SELECT count(*) FROM " + view);
    EXPECT_TRUE(open->database().take_failure().ok());
    // Passing views are all that a reader may make, and it makes them itself.
    EXPECT_NE(open->database().ask("CREATE TEMP VIEW v AS SELECT 1").problem, "");
    EXPECT_EQ(own_views(open->database()), std::vector<std::string>{"url_rows"});
  }
  EXPECT_EQ(files(), before);
  // Who writes makes them in the file, and keeps what others made.
  store();
  auto db = std::move(Database::open(path())).value();
  EXPECT_EQ(own_views(*db).size(), views.size() - 1);
  EXPECT_EQ(db->integer_of("SELECT count(*) FROM url_rows WHERE state = 'waiting'"), 2);
  EXPECT_EQ(db->integer_of("SELECT count(made_by_rules) FROM run_rows"), 0);
  EXPECT_TRUE(db->take_failure().ok());
}

TEST_F(Looking, AFolderThatMayNotBeWrittenToIsEnough) {
  ASSERT_TRUE(store()->add(new_urls({"http://a.test/"})).ok());
  const std::string folder = std::filesystem::path(path()).parent_path();
  chmod(path().c_str(), 0400);
  chmod(folder.c_str(), 0500);
  EXPECT_EQ(urls(*reader()), 1);
  chmod(folder.c_str(), 0700);
}

TEST_F(Looking, WhileACrawlWritesItsLastCommitIsSeen) {
  auto writing = store();
  ASSERT_TRUE(writing->add(new_urls({"http://a.test/"})).ok());
  auto open = reader();
  EXPECT_EQ(urls(*open), 1);
  ASSERT_TRUE(writing->add(new_urls({"http://a.test/2"})).ok());
  EXPECT_EQ(urls(*open), 2);
  EXPECT_TRUE(open->check().ok());
}

TEST_F(Looking, AFileThatACrawlChangesUnderTheReaderIsNotTrusted) {
  store().reset();
  auto open = reader();
  ASSERT_TRUE(store()->add(new_urls({"http://a.test/"})).ok());  // and closed: written to the file
  const auto check = open->check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().code, ErrorCode::kBusy);
  EXPECT_NE(check.error().message.find("run the command again"), std::string::npos);
}

TEST_F(Looking, AFileThatACrawlBeginsToWriteToIsNotCurrent) {
  store().reset();
  auto open = reader();
  EXPECT_TRUE(open->is_current());
  auto writing = store();
  ASSERT_TRUE(writing->add(new_urls({"http://a.test/"})).ok());  // into the journal
  EXPECT_EQ(urls(*open), 0);
  EXPECT_TRUE(open->check().ok());  // one state all the same
  EXPECT_FALSE(open->is_current());
  auto again = reader();
  EXPECT_TRUE(again->is_current());
  EXPECT_EQ(urls(*again), 1);
}

TEST_F(Looking, WhatIsNotOursIsRefusedByName) {
  EXPECT_EQ(Reader::open(folder_.file("none.db")).error().code, ErrorCode::kIo);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("none.db")));
  EXPECT_NE(Reader::open(folder_.file("")).error().message.find("is a folder"), std::string::npos);
  EXPECT_EQ(refusal("").code, ErrorCode::kNotOurs);
  EXPECT_EQ(refusal("Dear diary").code, ErrorCode::kNotOurs);
  store().reset();
  std::ostringstream ours;
  ours << std::ifstream(path(), std::ios::binary).rdbuf();
  std::string newer = ours.str();
  newer[63] = static_cast<char>(kSchemaVersion + 1);  // the last byte of user_version
  const Error error = refusal(newer);
  EXPECT_EQ(error.code, ErrorCode::kTooNew);
  EXPECT_NE(error.message.find("newer version of crawl"), std::string::npos);
  EXPECT_EQ(error.message.find(" -o "), std::string::npos);
  newer[63] = 0;
  EXPECT_EQ(refusal(newer).code, ErrorCode::kNotOurs);
}

TEST_F(Looking, ADamagedFileIsAnError) {
  ASSERT_TRUE(store()->add(new_urls({"http://a.test/"})).ok());
  std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(100);
  file << std::string(4000, '\xFF');
  file.close();
  auto opened = Reader::open(path());
  if (opened) {
    urls(**opened);
    EXPECT_EQ((*opened)->database().take_failure().error().code, ErrorCode::kCorrupt);
  } else {
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << opened.error().message;
  }
}

TEST_F(Looking, FunctionsAnswerEveryTypeAndFailInTheirWords) {
  store().reset();
  auto open = reader();
  Database& db = open->database();
  db.add_function("echo", 1, [](std::span<const SqlValue> values) -> SqlAnswer {
    if (const auto* text = std::get_if<std::string_view>(&values[0])) return std::string(*text);
    if (const auto* blob = std::get_if<Blob>(&values[0]))
      return OwnedBlob{std::string(blob->bytes)};
    if (const auto* integer = std::get_if<int64_t>(&values[0])) return *integer;
    if (const auto* real = std::get_if<double>(&values[0])) return *real;
    return std::monostate();
  });
  db.add_function("bad", 0, [](std::span<const SqlValue>) -> SqlAnswer { throw std::bad_alloc(); });
  db.add_function("no", 0, [](std::span<const SqlValue>) { return SqlFailure{"it says no"}; });
  for (const char* value : {"'text'", "''", "x'00FF'", "x''", "-5", "2.5", "NULL"}) {
    const std::string sql = std::string("SELECT typeof(echo(") + value + ")) = typeof(" + value +
                            ") AND echo(" + value + ") IS " + value;
    EXPECT_EQ(db.integer_of(sql), 1) << value;
  }
  Question no = db.ask("SELECT no()");
  EXPECT_FALSE(no.statement.step());
  EXPECT_EQ(db.take_failure().error().message, "it says no");
  Question bad = db.ask("SELECT bad()");
  EXPECT_FALSE(bad.statement.step());
  EXPECT_EQ(db.take_failure().error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace storage
