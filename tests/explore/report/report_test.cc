// What a report is made of: text that stays text, rows that fit, files that are whole.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "explore/command/new_file.h"
#include "explore/report/asked_findings.h"
#include "explore/report/figure_section.h"
#include "explore/report/figures.h"
#include "explore/report/finding_rows.h"
#include "explore/report/html_text.h"
#include "explore/report/report_page.h"
#include "storage/database/transaction.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

using storage::SqlValue;
using namespace std::string_view_literals;

std::string json_of(std::string_view text, std::size_t max_bytes = 1000) {
  return script_json(SqlValue(text), max_bytes);
}

TEST(HtmlText, MarkupIsText) {
  EXPECT_EQ(html_text("<b a=\"1\">&amp;"), "&lt;b a=&quot;1&quot;&gt;&amp;amp;");
  EXPECT_EQ(html_text("a\nb\tc"), "a\nb\tc");
  EXPECT_EQ(html_text("\0\x1b\x7f"sv), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(html_text("caf\xC3\xA9 \xC3"), "caf\u00E9 \uFFFD");
}

TEST(ScriptJson, EndsNoScriptAndIsTheSameText) {
  const std::string hostile = "</script><!--<script>]]>&\\\"\u2028\n\t";
  const std::string json = json_of(hostile);
  EXPECT_EQ(json.find_first_of("<>&"), std::string::npos) << json;
  EXPECT_EQ(nlohmann::json::parse(json), hostile);
  EXPECT_EQ(nlohmann::json::parse(json_of("\0\x1b\xff\xED\xA0\x80"sv)),
            "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(ScriptJson, LongTextsAreCutAtACharacter) {
  EXPECT_EQ(json_of("abcd", 4), "\"abcd\"");
  EXPECT_EQ(json_of("abcde", 4), "\"abcd\u2026\"");
  EXPECT_EQ(json_of("\u6F22\u6F22", 4), "\"\u6F22\u2026\"");
  EXPECT_EQ(json_of("\u6F22", 2), "\"\u2026\"");
  EXPECT_LT(json_of(std::string(1u << 20, '\xff'), 100).size(), 120u);
}

TEST(ScriptJson, NumbersAreExactOrTexts) {
  EXPECT_EQ(script_json(SqlValue(int64_t{-5}), 10), "-5");
  EXPECT_EQ(script_json(SqlValue(int64_t{1} << 53), 10), "9007199254740992");
  EXPECT_EQ(script_json(SqlValue((int64_t{1} << 53) + 1), 10), "\"9007199254740993\"");
  EXPECT_EQ(script_json(SqlValue(INT64_MIN), 10), "\"-9223372036854775808\"");
  EXPECT_EQ(script_json(SqlValue(2.0), 10), "2.0");
  EXPECT_EQ(script_json(SqlValue(), 10), "null");
  EXPECT_EQ(script_json(SqlValue(storage::Blob{"\x01<"}), 10), "\"013C\"");
}

Finding finding_of(std::string_view sql) {
  Finding finding;
  finding.id = "test";
  finding.sql = sql;
  return finding;
}

class FindingRowsOf : public testing::Test {
 protected:
  void SetUp() override {
    static Crawled crawled;
    auto opened = CrawlFile::open(crawled.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }
  nlohmann::json parsed(const FindingRows& rows) {
    return nlohmann::json::parse("[" + rows.json + "]");
  }
  static constexpr std::string_view kMany =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
      "SELECT i AS number, 'text ' || i AS text FROM n";
  std::unique_ptr<CrawlFile> file_;
};

TEST_F(FindingRowsOf, AllAreCountedAndTheFirstKept) {
  const Finding finding = finding_of(kMany);
  auto rows = rows_of(file_->database(), finding);
  ASSERT_TRUE(rows.ok()) << rows.error().message;
  EXPECT_EQ(rows->total, 9000u);
  EXPECT_EQ(rows->kept(), RowLimits().rows);
  EXPECT_EQ(rows->columns, (std::vector<std::string>{"number", "text"}));
  EXPECT_EQ(parsed(*rows).back(), nlohmann::json({5000, "text 5000"}));
  RowLimits few;
  few.bytes = 50;
  rows = rows_of(file_->database(), finding, few);
  EXPECT_EQ(rows->total, 9000u);
  EXPECT_EQ(parsed(*rows), nlohmann::json::parse(R"([[1,"text 1"],[2,"text 2"],[3,"text 3"]])"));
}

TEST_F(FindingRowsOf, WhatFailsIsNamed) {
  const Finding wrong = finding_of("SELECT a FROM nowhere");
  const auto rows = rows_of(file_->database(), wrong);
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().message, "test: no such table: nowhere");
  const Finding late = finding_of("SELECT decompress('x')");
  EXPECT_TRUE(rows_of(file_->database(), late).error().message.starts_with("test: "));
}

TEST_F(FindingRowsOf, TheLargestGiveWay) {
  const Finding many = finding_of(kMany);
  const Finding few = finding_of("SELECT 1");
  std::vector<FindingRows> all;
  for (const Finding* finding : {&many, &few, &many, &few})
    all.push_back(*rows_of(file_->database(), *finding));
  fit(all, 10'000);
  EXPECT_EQ(all[1].kept(), 1u);
  EXPECT_EQ(all[0].kept(), all[2].kept());
  EXPECT_GT(all[0].kept(), 150u);
  EXPECT_EQ(parsed(all[0]).size(), all[0].kept());
  std::size_t bytes = 0;
  for (const FindingRows& each : all) bytes += each.json.size();
  EXPECT_LE(bytes, 10'000u);
  EXPECT_GT(bytes, 9'900u);
  fit(all, 10'000);
  EXPECT_EQ(all[3].kept(), 1u);
  fit(all, 0);
  for (const FindingRows& each : all) EXPECT_EQ(each.json, "");
}

TEST_F(FindingRowsOf, APageTellsEachQuestionAndKeepsItsSize) {
  ReportSettings settings;
  settings.database = "<db>";
  settings.row_bytes = 100;
  std::size_t last = 0;
  std::size_t all = 0;
  settings.on_question = [&](std::string_view, std::size_t number, std::size_t of) {
    EXPECT_EQ(number, last + 1);
    last = number;
    all = of;
  };
  auto page = report_page(*file_, FindingList(), settings);
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(last, all);
  EXPECT_LT(page->size(), 450'000u);
  EXPECT_NE(page->find("&lt;db&gt;, as of "), std::string::npos);
}

// On two threads, and on one where somebody writes to the file: the rows are those of each alone.
TEST_F(FindingRowsOf, AllThatAreAskedTogetherAreAsEachAlone) {
  const FindingList list;
  std::vector<FindingRows> alone;
  for (const Finding& finding : list.all())
    alone.push_back(rows_of(file_->database(), finding).value());
  const Crawled crawled;
  const auto writer = std::move(storage::Database::open(crawled.path())).value();
  for (const bool is_written_to : {false, true}) {
    if (is_written_to) writer->exec("PRAGMA journal_mode=WAL; CREATE TABLE more(x)");
    auto file = std::move(CrawlFile::open(crawled.path())).value();
    EXPECT_EQ(file->is_still(), !is_written_to);
    std::size_t questions = 0;
    const storage::Transaction snapshot(file->database(), storage::Transaction::Kind::kRead);
    auto asked = asked_findings(*file, list, [&](std::string_view) { ++questions; });
    ASSERT_TRUE(asked.ok()) << asked.error().message;
    EXPECT_EQ(questions, list.all().size() + 1);
    ASSERT_EQ(asked->size(), alone.size());
    std::size_t rows = 0;
    for (std::size_t i = 0; i < alone.size(); ++i) {
      EXPECT_EQ((*asked)[i].finding, alone[i].finding);
      EXPECT_EQ((*asked)[i].json, alone[i].json) << alone[i].finding->id;
      EXPECT_EQ((*asked)[i].total, alone[i].total);
      rows += alone[i].total;
    }
    EXPECT_GT(rows, 0u);
  }
}

TEST_F(FindingRowsOf, WhatFailsOnEitherThreadIsTheAnswer) {
  for (const std::string_view wrong :
       {"SELECT decompress('x') FROM audit_pages", "SELECT decompress('x')"}) {
    storage::TemporaryFolder folder;
    std::ofstream(folder.file("own.toml"))
        << "[[finding]]\nid = \"own\"\ntitle = \"t\"\nseverity = \"fact\"\nmeaning = \"m\"\n"
           "remedy = \"r\"\nsql = \"\"\""
        << wrong << "\"\"\"\n";
    auto list = FindingList::with(folder.file("own.toml"));
    ASSERT_TRUE(list.ok()) << list.error().message;
    const auto asked = asked_findings(*file_, *list, {});
    ASSERT_FALSE(asked.ok());
    EXPECT_TRUE(asked.error().message.starts_with("own: ")) << asked.error().message;
  }
}

TEST_F(FindingRowsOf, EachFigureGivesLabelsAndNumbers) {
  for (const Figure& figure : figures()) {
    EXPECT_EQ(figure.sql.find_first_of("\"$`!;"), std::string_view::npos) << figure.id;
    storage::Question question = file_->database().ask(figure.sql);
    ASSERT_EQ(question.problem, "") << figure.id;
    int64_t sum = 0;
    while (question.statement.step()) {
      EXPECT_FALSE(question.statement.is_null(0)) << figure.id;
      if (figure.shape != Figure::Shape::kTable) sum += question.statement.integer(1);
    }
    EXPECT_TRUE(file_->database().take_failure().ok()) << figure.id;
    if (figure.shape == Figure::Shape::kTable) continue;
    EXPECT_EQ(sum, figure.id == "not-fetched" ? 1 : 4) << figure.id;
  }
}

// By label, as the report pairs them.
TEST_F(FindingRowsOf, EachBarLeadsToAsManyUrlsAsItCounts) {
  for (const Figure& figure : figures()) {
    ASSERT_EQ(figure.members.empty(), figure.shape == Figure::Shape::kTable) << figure.id;
    if (figure.members.empty()) continue;
    std::map<std::string, int64_t> counted;
    storage::Question question = file_->database().ask(figure.sql);
    while (question.statement.step())
      if (question.statement.integer(1) > 0)
        counted[question.statement.string(0)] += question.statement.integer(1);
    std::map<std::string, int64_t> listed;
    const std::string sql = members_sql(figure);
    storage::Question members = file_->database().ask(sql);
    ASSERT_EQ(members.problem, "") << figure.id;
    while (members.statement.step()) ++listed[members.statement.string(0)];
    EXPECT_EQ(listed, counted) << figure.id;
  }
}

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(NewFile, IsThereAsAWholeOrNotAtAll) {
  storage::TemporaryFolder folder;
  const std::string path = folder.file("x");
  {
    auto file = NewFile::create(path);
    ASSERT_TRUE(file.ok()) << file.error().message;
    EXPECT_TRUE((*file)->write("half").ok());
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(path).parent_path()));
  auto file = NewFile::create(path);
  EXPECT_TRUE((*file)->write("whole").ok());
  EXPECT_TRUE((*file)->commit().ok());
  file.value().reset();
  EXPECT_EQ(content_of(path), "whole");
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(status.st_mode & 0777, 0666u & ~mask) << "as any file of this user";
}

TEST(NewFile, AFullDiskKeepsTheOldOne) {
  storage::TemporaryFolder folder;
  const std::string path = folder.file("x");
  std::ofstream(path) << "old";
  {
    auto file = NewFile::create(path);
    ASSERT_TRUE(file.ok());
    const storage::FullDisk full(10);
    const auto written = (*file)->write(std::string(100, 'x'));
    EXPECT_FALSE(written.ok());
    EXPECT_FALSE((*file)->commit().ok());
  }
  EXPECT_EQ(content_of(path), "old");
}

TEST(NewFile, SaysWhatIsWrongAndWhatToDo) {
  storage::TemporaryFolder folder;
  const auto problem = [](const std::string& path) {
    const auto file = NewFile::create(path);
    return file.ok() ? "" : file.error().message;
  };
  EXPECT_NE(problem(folder.file("no/x")).find("create it with: mkdir -p"), std::string::npos);
  EXPECT_NE(problem(folder.file("")).find("is a folder"), std::string::npos);
  Crawled crawled;
  EXPECT_NE(problem(crawled.path()).find("is a database"), std::string::npos);
}

}  // namespace
}  // namespace explore
