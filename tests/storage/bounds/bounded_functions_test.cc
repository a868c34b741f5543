// The functions that take the places of SQLite's give what SQLite's give, and end.
#include "storage/bounds/bounded_functions.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "storage/database/database.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

class BoundedFunctions : public testing::Test {
 protected:
  void SetUp() override {
    auto own = Database::open(folder_.file("a.db"));
    ASSERT_TRUE(own.ok());
    sqlites_ = std::move(own).value();
    sqlites_->exec("CREATE TABLE t(x)");
    ASSERT_TRUE(sqlites_->take_failure().ok());
    auto reading = Database::open_to_read(folder_.file("a.db"), true);
    ASSERT_TRUE(reading.ok());
    bounded_ = std::move(reading).value();
  }

  // "text: 'x'", or the words of the failure.
  static std::string answer(Database& db, const std::string& expression) {
    Question question =
        db.ask("SELECT typeof(v) || ': ' || quote(v) FROM (SELECT " + expression + " AS v)");
    if (!question.problem.empty()) return question.problem;
    const bool is_there = question.statement.step();
    if (auto failed = db.take_failure(); !failed) return failed.error().message;
    return is_there ? question.statement.string(0) : "no row";
  }

  void compare(const std::string& expression) {
    EXPECT_EQ(answer(*bounded_, expression), answer(*sqlites_, expression)) << expression;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Database> sqlites_, bounded_;
};

TEST_F(BoundedFunctions, GiveWhatSqlitesGive) {
  const std::vector<std::string> values{"NULL",
                                        "''",
                                        "'a'",
                                        "'abcabc'",
                                        "'bca'",
                                        "x''",
                                        "x'6162'",
                                        "x'80'",
                                        "x'ff61'",
                                        "'\u00e4\u00f6\u00e4'",
                                        "'\u00f6'",
                                        "'\u20ac a'",
                                        "12",
                                        "-1.5",
                                        "1e300",
                                        "'%b%'",
                                        "'a_c%'",
                                        "'A*[b-c]?'",
                                        "' x  '",
                                        "'x\u20ac'",
                                        "x'e282'",
                                        "CAST(x'c3a480' AS TEXT)",
                                        "CAST(x'61006162' AS TEXT)"};
  for (const std::string& a : values) {
    for (const std::string name : {"trim", "ltrim", "rtrim"}) compare(name + "(" + a + ")");
    for (const std::string& b : values) {
      for (const std::string name : {"instr", "trim", "ltrim", "rtrim", "like", "glob"})
        compare(name + "(" + a + ", " + b + ")");
      compare(a + " LIKE " + b + " ESCAPE 'a'");
      compare(a + " LIKE '%' ESCAPE " + b);
      for (const std::string c : {"NULL", "''", "'xyz'", "7"})
        // Where there is nothing to replace, releases of SQLite disagree about the type.
        compare("CAST(replace(" + a + ", " + b + ", " + c + ") AS TEXT)");
    }
  }
  for (const std::string escape : {"'\u00e4'", "'\u20ac'", "'\U0001f600'"})
    compare("'a%\u00e4\u20ac\U0001f600' LIKE 'a" + escape.substr(1, escape.size() - 2) +
            "%%' ESCAPE " + escape);
}

TEST_F(BoundedFunctions, GiveWhatSqlitesGiveForAnyBytes) {
  std::mt19937 random(5);
  const auto blob = [&random](std::size_t longest) {
    static constexpr std::string_view kHex[] = {"61", "62", "80", "c3", "a4", "e2", "25", "20"};
    std::string hex;
    for (std::size_t i = random() % (longest + 1); i > 0; --i) hex += kHex[random() % 8];
    return "x'" + hex + "'";
  };
  const auto text = [&](std::size_t longest) { return "CAST(" + blob(longest) + " AS TEXT)"; };
  for (int i = 0; i < 3000; ++i) {
    const std::string a = i % 2 == 0 ? text(20) : blob(20);
    const std::string b = i % 3 == 0 ? blob(3) : text(3);
    compare("instr(" + a + ", " + b + ")");
    compare("hex(replace(" + a + ", " + b + ", " + text(4) + "))");
    compare("hex(trim(" + a + ", " + b + "))");
    compare(a + " LIKE " + b);
  }
}

TEST_F(BoundedFunctions, EndWhereSqlitesWouldTakeHours) {
  // Each compares a text of 8 MB with one of 4 MB at each of its places.
  const std::string texts =
      "(SELECT hex(zeroblob(4000000)) AS x, hex(zeroblob(2000000)) || '1' AS y)";
  const auto ask = [&](const std::string& expression) {
    Question question = bounded_->ask("SELECT " + expression + " FROM " + texts);
    EXPECT_EQ(question.problem, "");
    const auto began = std::chrono::steady_clock::now();
    const bool is_there = question.statement.step();
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20)) << expression;
    if (auto failed = bounded_->take_failure(); !failed) return failed.error().message;
    return is_there ? question.statement.string(0) : "no row";
  };
  EXPECT_EQ(ask("instr(x, y)"), "0");
  EXPECT_EQ(ask("length(replace(x, y, 'z'))"), "8000000");
  EXPECT_EQ(ask("length(replace(y, '0', ''))"), "1");
  for (const std::string expression :
       {"length(trim(x, y))", "x LIKE substr('%' || y || '%', 1, 40000)",
        "x GLOB substr('*' || y || '*', 1, 40000)"})
    EXPECT_NE(ask(expression).find("too long to be compared"), std::string::npos) << expression;
  EXPECT_NE(ask("replace(x, '0', y)").find("too big"), std::string::npos);
}

}  // namespace
}  // namespace storage
