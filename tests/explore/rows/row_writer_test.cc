// Rows as tables, CSV and JSON.
#include "explore/rows/row_writer.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::Blob;
using storage::SqlValue;
using Rows = std::vector<std::vector<SqlValue>>;

// What the writer sends into a file.
std::string written(const RowStyle& style, const std::vector<std::string>& columns,
                    const Rows& rows) {
  const int fd = memfd_create("rows", 0);
  Output output(fd);
  auto writer = make_row_writer(style, columns, output);
  for (const auto& row : rows) writer->row(row);
  writer->end();
  EXPECT_EQ(output.finish(), 0);
  std::string text(static_cast<std::size_t>(lseek(fd, 0, SEEK_END)), '\0');
  EXPECT_EQ(pread(fd, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  close(fd);
  return text;
}

// The same on a terminal; its line ends as lines have them, and without styles.
std::string on_terminal(const RowStyle& style, unsigned short columns_wide,
                        const std::vector<std::string>& columns, const Rows& rows) {
  int master = -1;
  int slave = -1;
  winsize size{25, columns_wide, 0, 0};
  EXPECT_EQ(openpty(&master, &slave, nullptr, nullptr, &size), 0);
  {
    Output output(slave);
    EXPECT_EQ(output.columns(), columns_wide);
    auto writer = make_row_writer(style, columns, output);
    for (const auto& row : rows) writer->row(row);
    writer->end();
    EXPECT_EQ(output.finish(), 0);
  }
  // A terminal hands on what was written when it comes to it, maybe in parts.
  constexpr char kEnd = '\x01';
  EXPECT_EQ(write(slave, &kEnd, 1), 1);
  std::string text;
  std::array<char, 4096> part{};
  while (text.empty() || text.back() != kEnd) {
    const ssize_t got = read(master, part.data(), part.size());
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  close(slave);
  close(master);
  EXPECT_TRUE(text.ends_with(kEnd));
  std::erase(text, kEnd);
  std::erase(text, '\r');
  for (const std::string_view style_code : {"\x1b[2m", "\x1b[22m"})
    for (auto at = text.find(style_code); at != std::string::npos; at = text.find(style_code))
      text.erase(at, style_code.size());
  return text;
}

constexpr RowStyle kTable{Format::kTable, false};
constexpr RowStyle kCsv{Format::kCsv, false};
constexpr RowStyle kJson{Format::kJson, false};
constexpr RowStyle kJsonl{Format::kJsonl, false};

TEST(Table, NumbersStandRightAndTextLeft) {
  EXPECT_EQ(written(kTable, {"n", "text"}, {{int64_t{5}, "a"}, {int64_t{-1234}, std::monostate()}}),
            "    n  text\n\u2500\u2500\u2500\u2500\u2500  \u2500\u2500\u2500\u2500\n"
            "    5  a\n-1234  NULL\n");
}

TEST(Table, WideAndCombiningLettersKeepTheColumns) {
  const std::string table =
      written(kTable, {"a", "b"}, {{"\u6F22\u5B57", "x"}, {"e\u0301", "y"}, {"abcd", "z"}});
  EXPECT_NE(table.find("\u6F22\u5B57  x\n"), std::string::npos);
  EXPECT_NE(table.find("e\u0301     y\n"), std::string::npos);
}

TEST(Table, ControlsAndTurnsOfDirectionDoNotReachIt) {
  const std::string table =
      written(kTable, {"a\x1b[31m"}, {{"x\x1b[2J\u202Ey\nz\tw"}, {std::string_view("\0\xFF", 2)}});
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  EXPECT_EQ(table.find("\u202E"), std::string::npos);
  EXPECT_EQ(table.find('\t'), std::string::npos);
  EXPECT_NE(table.find("y z w"), std::string::npos);
}

TEST(Table, FitsTheTerminal) {
  const std::string longer(300, 'u');
  const Rows rows{{longer, int64_t{200}, longer}, {"short", int64_t{404}, std::monostate()}};
  for (const unsigned short columns : {40, 80, 140}) {
    std::istringstream lines(on_terminal(kTable, columns, {"url", "status", "title"}, rows));
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(terminal::columns_of(line), columns) << line;
  }
  const std::string table = on_terminal(kTable, 80, {"url", "status", "title"}, rows);
  EXPECT_NE(table.find("\u2026  "), std::string::npos);
  EXPECT_NE(table.find("   200  "), std::string::npos) << table;
  EXPECT_NE(table.find("NULL"), std::string::npos);
}

// The rows of a table on a terminal, without its heading.
std::set<std::string> rows_on_terminal(const std::vector<std::string>& urls) {
  Rows rows;
  for (const std::string& url : urls)
    rows.push_back({std::string_view(url), int64_t{200}, std::string_view(url)});
  std::istringstream lines(on_terminal(kTable, 80, {"source", "status", "target"}, rows));
  std::set<std::string> different;
  std::string line;
  for (int i = 0; i < 2; ++i) std::getline(lines, line);
  while (std::getline(lines, line)) {
    EXPECT_LE(terminal::columns_of(line), 80u) << line;
    different.insert(line);
  }
  return different;
}

TEST(Table, UrlsOfATerminalAreCutWhereTheyAreAlike) {
  const std::string place = "https://www.example.com/catalogue/department/books/";
  const std::string tail = "?sort=price&order=descending&page=1&view=grid&size=large";
  std::vector<std::string> different_ends, different_middles, different_hosts;
  for (char c = 'a'; c < 'j'; ++c) {
    different_ends.push_back(place + std::string("item-number-") + c);
    different_middles.push_back(place + c + tail);
    different_hosts.push_back(std::string("https://") + c + ".example.com/" + std::string(90, 'x'));
  }
  for (const auto& urls : {different_ends, different_middles, different_hosts})
    EXPECT_EQ(rows_on_terminal(urls).size(), urls.size()) << urls[0];
  EXPECT_NE(rows_on_terminal(different_ends).begin()->find("number-a"), std::string::npos);
  EXPECT_EQ(rows_on_terminal({place + std::string(9000, 'y'), "http://a.test/"}).size(), 2u);
}

TEST(Table, TooManyColumnsAreLinesOfABlock) {
  std::vector<std::string> columns;
  std::vector<SqlValue> row;
  for (int i = 0; i < 20; ++i) {
    columns.push_back("column" + std::to_string(i));
    row.emplace_back("value that is long");
  }
  const std::string table = on_terminal(kTable, 80, columns, {row, row});
  EXPECT_NE(table.find("column0   value that is long\n"), std::string::npos) << table;
  EXPECT_NE(table.find("column19  value that is long\n\ncolumn0 "), std::string::npos) << table;
}

TEST(Table, WidthsComeFromTheFirstRowsAndMemoryStays) {
  Rows rows(500, {SqlValue("ab"), SqlValue("x")});
  rows.push_back({SqlValue("longer than those before"), SqlValue("y")});
  const std::string table = written(kTable, {"a", "b"}, rows);
  EXPECT_NE(table.find("longer than those before  y\n"), std::string::npos) << "whole in a file";
}

TEST(Table, WithoutRowsThereAreTheHeadings) {
  EXPECT_EQ(written(kTable, {"ab"}, {}), "ab\n\u2500\u2500\n");
}

TEST(Csv, IsRfc4180) {
  EXPECT_EQ(
      written(kCsv, {"a", "b,c"}, {{"x\"y", "1\r\n2"}, {std::monostate(), ""}, {int64_t{7}, 0.5}}),
      "a,\"b,c\"\r\n\"x\"\"y\",\"1\r\n2\"\r\n,\"\"\r\n7,0.5\r\n");
}

TEST(Csv, CellsThatASpreadsheetWouldRunAreText) {
  const Rows rows{{"=1+1", "+A1", "-A1", "@x"},
                  {"\tx", "\rx", "-5", "+5.25"},
                  {int64_t{-5}, -0.5, "--5", "-"},
                  {"\uFF1Dx", "a=b", "1-2", "-5."}};
  EXPECT_EQ(written(kCsv, {"a", "b", "c", "d"}, rows),
            "a,b,c,d\r\n'=1+1,'+A1,'-A1,'@x\r\n'\tx,\"'\rx\",-5,+5.25\r\n-5,-0.5,'--5,'-\r\n"
            "'\uFF1Dx,a=b,1-2,'-5.\r\n");
  EXPECT_EQ(written({Format::kCsv, true}, {"=a"}, {{"=1+1"}}), "=a\r\n=1+1\r\n");
}

TEST(Csv, OnATerminalIsMadeSafe) {
  const std::string shown = on_terminal(kCsv, 80, {"a"}, {{"x\x1b[2J"}});
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
}

TEST(Json, KeepsTypesAndHugeNumbers) {
  const std::string text = written(
      kJson, {"i", "r", "n", "b", "t", "i"},
      {{INT64_MIN, 1.0, std::monostate(), Blob{"\xFFz"}, "q\"\n\xFF", int64_t{9007199254740993}}});
  EXPECT_EQ(text,
            "[\n{\"i\":-9223372036854775808,\"r\":1.0,\"n\":null,\"b\":\"FF7A\","
            "\"t\":\"q\\\"\\n\uFFFD\",\"i:2\":9007199254740993}\n]\n");
  EXPECT_TRUE(nlohmann::json::accept(text));
  EXPECT_TRUE(nlohmann::json::accept(written(kJson, {"x"}, {})));
}

TEST(Json, ALineEachIsAnObjectEach) {
  const std::string text = written(kJsonl, {"x"}, {{int64_t{1}}, {0.1}, {"\x1b\u202E"}});
  EXPECT_EQ(text, "{\"x\":1}\n{\"x\":0.1}\n{\"x\":\"\\u001b\u202E\"}\n");
  EXPECT_EQ(on_terminal(kJsonl, 80, {"x"}, {{"\u202E"}}), "{\"x\":\"\\u202e\"}\n");
}

TEST(Reals, LeadBackToThemselves) {
  EXPECT_EQ(real_text(0.1), "0.1");
  EXPECT_EQ(real_text(100), "100.0");
  EXPECT_EQ(real_text(1e300), "1e+300");
  EXPECT_EQ(real_text(-HUGE_VAL), "-9.0e+999");
}

TEST(Output, AReaderThatLeavesEndsItQuietly) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const auto old = signal(SIGPIPE, SIG_IGN);
  Output output(ends[1]);
  output.write(std::string(100'000, 'x'));
  EXPECT_FALSE(output.is_open());
  EXPECT_EQ(output.finish(), 0);
  close(ends[1]);
  (void)signal(SIGPIPE, old);
}

TEST(Output, AFullDiskIsSaid) {
  FILE* full = fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  Output output(fileno(full));
  output.write("x");
  testing::internal::CaptureStderr();
  EXPECT_EQ(output.finish(), 1);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("No space left"), std::string::npos);
  fclose(full);
}

TEST(Tsv, HasATabBetweenCellsAndNoneInThem) {
  EXPECT_EQ(
      written({Format::kTsv}, {"a\tb", "c"},
              {{"one\ntwo\r", "back\\slash"}, {int64_t{-1}, SqlValue()}, {0.5, Blob{"\x01"}}}),
      "a\\tb\tc\none\\ntwo\\r\tback\\\\slash\n-1\t\n0.5\t01\n");
}

TEST(Markdown, TextOfPagesIsNoMarkup) {
  EXPECT_EQ(written({Format::kMarkdown}, {"url", "max(title)"},
                    {{"https://a.test/x_y?a|b", "<b>*x* [y](z) | `q`\nnext"},
                     {"http://a.test/ <script>", SqlValue()}}),
            "| url | max(title) |\n| --- | --- |\n"
            "| <https://a.test/x_y?a%7Cb> | \\<b\\>\\*x\\* \\[y\\](z) \\| \\`q\\` next |\n"
            "| http://a.test/ \\<script\\> |  |\n");
}

}  // namespace
}  // namespace explore
