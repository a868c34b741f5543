// Functions, parameters, problems, starting points: SQL as users write it.
#include <gtest/gtest.h>

#include "explore/query/sql_parameters.h"
#include "explore/query/sql_problem.h"
#include "explore/query/starting_points.h"
#include "storage/sqlite/sqlite_schema.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

class Sql : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = CrawlFile::open(crawled().path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }
  static Crawled& crawled() {
    static Crawled made;
    return made;
  }

  // The first value as text; "NULL"; or "error: " and the words.
  std::string answer(const std::string& sql) {
    storage::Question question = file_->database().ask(sql);
    if (!question.problem.empty()) return "problem: " + question.problem;
    std::string text = "no row";
    if (question.statement.step())
      text = question.statement.is_null(0) ? "NULL" : question.statement.string(0);
    question.statement.reset();
    const auto done = file_->database().take_failure();
    return done ? text : "error: " + done.error().message;
  }

  std::unique_ptr<CrawlFile> file_;
};

TEST_F(Sql, HtmlIsTheStoredBodyAsUtf8) {
  EXPECT_EQ(answer("SELECT html('http://a.test/')"), "<title>Start</title>");
  EXPECT_EQ(answer("SELECT html('HTTP://A.test:80/b#x')"), "caf\u00E9");
  EXPECT_EQ(answer("SELECT html('http://a.test/gone')"), "NULL");
  EXPECT_EQ(answer("SELECT html('http://a.test/never')"), "NULL");
  EXPECT_EQ(answer("SELECT html('no url')"), "NULL");
  EXPECT_EQ(answer("SELECT html(NULL)"), "NULL");
  EXPECT_EQ(answer("SELECT html(5)"), "NULL");
  EXPECT_EQ(answer("SELECT group_concat(length(html(url))) FROM pages"), "20,4");
}

TEST_F(Sql, HeadersOfOneNameAreJoined) {
  EXPECT_EQ(answer("SELECT header('http://a.test/', 'SERVER')"), "one, two");
  EXPECT_EQ(answer("SELECT header('http://a.test/', 'Set-Cookie')"), "a=1, b\nc=2");
  EXPECT_EQ(answer("SELECT header('http://a.test/', 'etag')"), "NULL");
  EXPECT_EQ(answer("SELECT header('http://a.test/', NULL)"), "NULL");
  EXPECT_EQ(answer("SELECT header('http://b.test/', 'server')"), "NULL");
}

TEST_F(Sql, HostAndDomain) {
  EXPECT_EQ(answer("SELECT host('https://WWW.Example.co.uk:8080/x')"), "www.example.co.uk");
  EXPECT_EQ(answer("SELECT domain('https://www.example.co.uk/x')"), "example.co.uk");
  EXPECT_EQ(answer("SELECT domain('www.example.co.uk')"), "example.co.uk");
  EXPECT_EQ(answer("SELECT domain('http://[::1]/')"), "[::1]");
  EXPECT_EQ(answer("SELECT host('mailto:me')"), "NULL");
  EXPECT_EQ(answer("SELECT domain('')"), "NULL");
  EXPECT_EQ(answer("SELECT domain('a b')"), "NULL");
  EXPECT_EQ(answer("SELECT host(x'00FF')"), "NULL");
}

TEST_F(Sql, Regexp) {
  EXPECT_EQ(answer("SELECT 'crawl' REGEXP 'r.w'"), "1");
  EXPECT_EQ(answer("SELECT 'crawl' REGEXP '^r'"), "0");
  EXPECT_EQ(answer("SELECT NULL REGEXP 'x'"), "NULL");
  EXPECT_EQ(answer("SELECT 'x' REGEXP NULL"), "NULL");
  EXPECT_EQ(answer("SELECT 404 REGEXP '^4'"), "1");
  EXPECT_EQ(answer("SELECT x'FF00' REGEXP '.'"), "1");
  EXPECT_EQ(answer("SELECT count(*) FROM urls WHERE url REGEXP 'a\\.test/(b|gone)$'"), "2");
  const std::string wrong = answer("SELECT 'x' REGEXP '('");
  EXPECT_NE(wrong.find("missing )"), std::string::npos) << wrong;
  // More patterns than are kept at a time.
  EXPECT_EQ(answer("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) "
                   "SELECT sum(i REGEXP ('^' || i || '$')) FROM n"),
            "99");
}

TEST_F(Sql, DecompressTakesFramesAndNothingElse) {
  EXPECT_EQ(answer("SELECT CAST(decompress(zstd) AS TEXT) FROM body WHERE zstd IS NOT NULL"),
            "<title>Start</title>");
  EXPECT_EQ(answer("SELECT decompress(NULL)"), "NULL");
  EXPECT_NE(answer("SELECT decompress('text')").find("needs a blob"), std::string::npos);
  EXPECT_NE(answer("SELECT decompress(x'28B52FFD00')").find("not a complete zstd"),
            std::string::npos);
  EXPECT_NE(answer("SELECT decompress(x'')").find("not a complete zstd"), std::string::npos);
}

TEST_F(Sql, ABombIsNotInflated) {
  auto bomb = decompress(zstd_of(std::string(kMaxBodyBytes + 1, 'x')));
  ASSERT_FALSE(bomb.ok());
  EXPECT_NE(bomb.error().message.find("more than 256 MB"), std::string::npos);
}

TEST_F(Sql, NothingIsChanged) {
  for (const char* sql : {"DELETE FROM page",
                          "INSERT INTO counter VALUES('x', 1)",
                          "UPDATE page SET status = 1",
                          "UPDATE sqlite_master SET sql = ''",
                          "UPDATE sqlite_master SET type = 'x'",
                          "DROP TABLE page",
                          "CREATE TABLE t(x)",
                          "CREATE TEMP TABLE t(x)",
                          "ALTER TABLE page ADD y",
                          "ATTACH 'x.db' AS x",
                          "DETACH main",
                          "VACUUM",
                          "VACUUM INTO 'x.db'",
                          "REINDEX",
                          "ANALYZE",
                          "PRAGMA journal_mode = DELETE",
                          "PRAGMA user_version = 9",
                          "PRAGMA writable_schema = 1",
                          "PRAGMA wal_checkpoint",
                          "PRAGMA temp_store_directory = '/'",
                          "SAVEPOINT s",
                          "CREATE VIRTUAL TABLE v USING fts5(x)",
                          "SELECT load_extension('x')",
                          "SELECT fts3_tokenizer('simple')",
                          "PRAGMA optimize",
                          "PRAGMA incremental_vacuum",
                          "CREATE INDEX i ON page(status)"}) {
    const std::string said = answer(sql);
    EXPECT_TRUE(said.starts_with("problem: ") || said.starts_with("error: "))
        << sql << ": " << said;
  }
  EXPECT_NE(answer("DELETE FROM page").find("DELETE is refused"), std::string::npos);
  EXPECT_NE(answer("DROP TABLE page").find("DROP is refused"), std::string::npos);
  for (const char* secret : {"SELECT * FROM site_cookie", "SELECT count(*) FROM main.Site_Cookie",
                             "SELECT 1 FROM pages WHERE EXISTS (SELECT 1 FROM site_cookie)"})
    EXPECT_NE(answer(secret).find("is refused"), std::string::npos) << secret;
  EXPECT_EQ(answer("PRAGMA user_version"), std::to_string(storage::kSchemaVersion));
  EXPECT_EQ(answer("SELECT count(*) FROM pragma_table_info('page') WHERE name = 'status'"), "1");
  EXPECT_EQ(answer("SELECT count(*) FROM json_each('[1,2]')"), "2");
  EXPECT_EQ(answer("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5) "
                   "SELECT max(i) FROM n"),
            "5");
}

TEST_F(Sql, EachStartingQueryGivesAnAnswer) {
  EXPECT_EQ(starting_queries().size(), 14u);
  for (const StartingQuery& query : starting_queries()) {
    const std::string said = answer(std::string(query.sql));
    EXPECT_FALSE(said.starts_with("problem: ") || said.starts_with("error: ")) << said;
  }
}

TEST_F(Sql, ALongQueryIsInterrupted) {
  int asked = 0;
  file_->database().interrupt_when([&asked] { return ++asked > 3; });
  storage::Question question = file_->database().ask(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
  EXPECT_FALSE(question.statement.step());
  const auto done = file_->database().take_failure();
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ground::ErrorCode::kInterrupted);
}

// --- Parameters

SqlParameter parameter(const std::string& given, bool is_text = false) {
  SqlParameter made;
  EXPECT_EQ(parse_parameter(given, is_text, &made), "");
  return made;
}

TEST(SqlParameters, NumbersAreNumbersUnlessTextIsAsked) {
  EXPECT_EQ(std::get<int64_t>(parameter("n=-5").value), -5);
  EXPECT_EQ(std::get<double>(parameter("n=2.5e3").value), 2500);
  EXPECT_EQ(std::get<double>(parameter("n=9223372036854775808").value), 9223372036854775808.0);
  for (const char* text : {"a=b", "a=", "a=5x", "a=nan", "a=inf", "a=0x10", "a= 5", "a=b=c"})
    EXPECT_TRUE(std::holds_alternative<std::string>(parameter(text).value)) << text;
  EXPECT_EQ(std::get<std::string>(parameter("n=5", true).value), "5");
  EXPECT_EQ(std::get<std::string>(parameter("a=b=c").value), "b=c");
  SqlParameter made;
  EXPECT_NE(parse_parameter("nothing", false, &made), "");
  EXPECT_NE(parse_parameter("=5", false, &made), "");
}

TEST_F(Sql, EachParameterIsBoundAndEachGivenOneIsThere) {
  const std::vector<SqlParameter> given{parameter("a=1"), parameter("b=x")};
  storage::Question question = file_->database().ask("SELECT :a || @b || $a");
  EXPECT_EQ(bind_parameters(given, question.statement), "");
  ASSERT_TRUE(question.statement.step());
  EXPECT_EQ(question.statement.text(0), "1x1");
  storage::Question more = file_->database().ask("SELECT :a, :c");
  EXPECT_NE(bind_parameters(given, more.statement).find(":c"), std::string::npos);
  storage::Question fewer = file_->database().ask("SELECT :a");
  EXPECT_NE(bind_parameters(given, fewer.statement).find(":b"), std::string::npos);
  storage::Question nameless = file_->database().ask("SELECT ?");
  EXPECT_NE(bind_parameters({}, nameless.statement).find(":name"), std::string::npos);
}

// --- Problems

TEST(SqlProblem, TheCaretStandsUnderThePlace) {
  EXPECT_EQ(show_problem("no such column: b", "SELECT a, b", 10),
            "no such column: b\n  SELECT a, b\n            ^");
  EXPECT_EQ(show_problem("near \"x\": syntax error", "SELECT\n\tx y", 8),
            "near \"x\": syntax error (line 2 of the SQL)\n   x y\n   ^");
  EXPECT_EQ(show_problem("no such table: pagez", "SELECT * FROM pagez", -1),
            "no such table: pagez\n  SELECT * FROM pagez\n                ^");
  EXPECT_EQ(show_problem("incomplete input", "SELECT 1 +  ", -1),
            "incomplete input\n  SELECT 1 +  \n            ^");
  EXPECT_EQ(show_problem("something else", "SELECT 1", -1), "something else");
  // Wide letters ahead of it take two columns each.
  EXPECT_EQ(show_problem("w", "'\u6F22' x", 6), "w\n  '\u6F22' x\n       ^");
}

TEST(SqlProblem, LongLinesAndEscapesAreTamed) {
  const std::string sql = std::string(5000, 'a') + "\x1b[2J" + std::string(5000, 'b');
  const std::string shown = show_problem("w", sql, 5000, 80);
  EXPECT_LT(shown.size(), 300u);
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_NO_FATAL_FAILURE(show_problem("w", "", 99));
}

}  // namespace
}  // namespace explore
