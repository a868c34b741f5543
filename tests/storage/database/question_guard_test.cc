// SQL of anyone stays within its limits of memory and time, whatever it asks for.
#include "storage/database/question_guard.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <string>

#include "tests/storage/store/store_testing.h"

namespace storage {

using ground::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kLimit = 32u << 20;

class Guarded : public testing::Test {
 protected:
  void SetUp() override {
    auto made = Database::open(folder_.file("a.db"));
    ASSERT_TRUE(made.ok());
    (*made)->exec("CREATE TABLE t(x)");
    ASSERT_TRUE((*made)->take_failure().ok());
    auto reading = Database::open_to_read(folder_.file("a.db"), true);
    ASSERT_TRUE(reading.ok());
    db_ = std::move(reading).value();
    end_ = steady_clock::now() + std::chrono::hours(1);
    db_->interrupt_when([this] { return steady_clock::now() > end_.load(); });
  }

  // What the statement fails with; kInternal and its first value if it does not.
  ground::Error ask(const std::string& sql) {
    Question question = db_->ask(sql);
    if (auto failed = db_->take_failure(); !failed) return failed.error();
    if (!question.problem.empty()) return {ErrorCode::kQuery, question.problem};
    std::string first;
    while (question.statement.step()) first = question.statement.string(0);
    if (auto failed = db_->take_failure(); !failed) return failed.error();
    return {ErrorCode::kInternal, first};
  }

  TemporaryFolder folder_;
  std::unique_ptr<Database> db_;
  std::atomic<steady_clock::time_point> end_{};
};

std::string wide(int columns, const std::string& expression) {
  std::string sql = "SELECT " + expression;
  for (int i = 1; i < columns; ++i) sql += ", " + expression;
  return sql;
}

TEST_F(Guarded, MemoryIsLimitedWhateverAsksForIt) {
  const QuestionGuard guard(*db_, kLimit);
  for (const std::string& sql :
       {wide(12, "printf('%8000000s', 'x')"), wide(12, "hex(zeroblob(3000000))"),
        wide(12, "replace(hex(zeroblob(1000)), '0', printf('%4000s', 'x'))"),
        std::string("SELECT printf('%60000000s', 'x')"),
        std::string("SELECT hex(zeroblob(20000000))"),
        std::string("SELECT group_concat(x, '') FROM (WITH n(i, x) AS (SELECT 1, "
                    "printf('%100000s', 'x') UNION ALL SELECT i + 1, x FROM n LIMIT 500) "
                    "SELECT x FROM n)"),
        std::string("WITH n(x) AS (SELECT printf('%4000000s', 'x')) SELECT a.x || b.x || c.x || "
                    "d.x || e.x || f.x || g.x FROM n a, n b, n c, n d, n e, n f, n g"),
        std::string("SELECT json_array_length('[1' || replace(hex(zeroblob(1700000)), '0', ',1') "
                    "|| ']')")}) {
    const ground::Error error = ask(sql);
    EXPECT_EQ(error.code, ErrorCode::kQuery) << sql;
    EXPECT_NE(error.message.find("more than 32 MB of memory"), std::string::npos)
        << sql.substr(0, 60) << ": " << error.message;
  }
  // And all is given back.
  EXPECT_EQ(ask("SELECT length(printf('%8000000s', 'x'))").message, "8000000");
}

TEST_F(Guarded, WhatCopiesItselfAtEachNameIsLimitedBeforeItRuns) {
  const QuestionGuard guard(*db_, kLimit);
  std::string sql = "WITH a0(x) AS (SELECT 1 LIMIT 1)";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "(SELECT x FROM a" + std::to_string(i - 1) + ")";
    sql += ", a" + std::to_string(i) + "(x) AS (SELECT " + before + " + " + before + " LIMIT 1)";
  }
  EXPECT_EQ(ask(sql + " SELECT x FROM a39").code, ErrorCode::kQuery);
}

TEST_F(Guarded, TimeIsLimitedWithinOneStepToo) {
  // One after another without a jump, where SQLite looks at no clock; each takes milliseconds.
  std::string straight = "length(hex(zeroblob(4000000 + y)))";
  std::string sum = straight;
  for (int i = 1; i < 900; ++i) sum += "+" + straight;
  for (const std::string& sql :
       {"SELECT " + sum + " FROM (SELECT random() & 1 AS y)",
        std::string("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
        std::string("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
                    "SELECT sum(length(replace(printf('%8000000s', i), ' ', 'x'))) FROM n")}) {
    // The first keeps each of its values: here it is time that must end it.
    const QuestionGuard guard(*db_, std::size_t{1} << 30);
    const auto began = steady_clock::now();
    end_ = began + milliseconds(100);
    EXPECT_EQ(ask(sql).code, ErrorCode::kInterrupted) << sql.substr(0, 80);
    EXPECT_LT(steady_clock::now() - began, milliseconds(1500)) << sql.substr(0, 80);
  }
  end_ = steady_clock::now() + std::chrono::hours(1);
  EXPECT_EQ(ask("SELECT 1").message, "1");
}

TEST_F(Guarded, ThePeakOfTheProcessStaysFlat) {
  const auto peak_kb = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const QuestionGuard guard(*db_, kLimit);
  EXPECT_EQ(ask("SELECT length(printf('%8000000s', 'x'))").message, "8000000");
  const auto before = peak_kb();
  EXPECT_EQ(ask(wide(1000, "printf('%8000000s', 'x')")).code, ErrorCode::kQuery);
  EXPECT_LT(peak_kb() - before, 100 << 10);
}

}  // namespace
}  // namespace storage
