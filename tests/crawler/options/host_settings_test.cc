#include "crawler/options/host_settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "crawler/options/csv_column.h"
#include "crawler/options/host_section.h"
#include "crawler/options/live_options.h"
#include "crawler/options/option_table.h"
#include "ground/base64.h"
#include "terminal/manual/program.h"

namespace {

using crawler::HostSettings;
using crawler::HostTable;

HostSettings named(std::string pattern) {
  HostSettings host;
  host.pattern = std::move(pattern);
  return host;
}

std::string found(const HostTable& table, std::string_view host, uint16_t port = 443) {
  const HostSettings* section = table.find(host, port);
  return section == nullptr ? "(none)" : section->pattern;
}

TEST(HostTable, NameWithPortThenNameThenLongestPatternHolds) {
  const HostTable table({named("*"), named("*.example.com"), named("example.com"),
                         named("example.com:8080"), named("a?.example.com"), named("[::1]")});
  EXPECT_EQ(found(table, "example.com"), "example.com");
  EXPECT_EQ(found(table, "example.com", 8080), "example.com:8080");
  EXPECT_EQ(found(table, "www.example.com"), "*.example.com");
  EXPECT_EQ(found(table, "ab.example.com"), "a?.example.com");
  EXPECT_EQ(found(table, "example.org"), "*");
  EXPECT_EQ(found(table, "[::1]"), "[::1]");
  EXPECT_EQ(found(HostTable(), "example.com"), "(none)");
}

TEST(HostTable, KnowsTheMostSlots) {
  HostSettings wide = named("a");
  wide.slots = 9;
  EXPECT_EQ(HostTable({wide, named("b")}).most_slots(2), 9u);
  EXPECT_EQ(HostTable({wide}).most_slots(10), 10u);
}

TEST(Glob, StarTakesAnythingAndQuestionMarkOneCharacter) {
  for (const char* good : {"*", "a*", "*c", "a*c", "a?c", "abc", "a**c", "*b*", "***"})
    EXPECT_TRUE(crawler::matches_glob(good, "abc")) << good;
  for (const char* bad : {"", "a", "b*", "*b", "a?", "?abc", "abcd", "a*cd"})
    EXPECT_FALSE(crawler::matches_glob(bad, "abc")) << bad;
  EXPECT_TRUE(crawler::matches_glob("*", ""));
}

TEST(Glob, ManyStarsCostLittle) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "*a";
  EXPECT_FALSE(crawler::matches_glob(glob + "b", std::string(2000, 'a')));
}

TEST(HostSettings, SecretsAreLeftOutWhereTheyMayNotGo) {
  HostSettings host = named("a");
  host.headers = {"Accept-Language: de", "X-Key: 1"};
  host.auth = "me:pw";
  EXPECT_EQ(crawler::header_lines(host, false), std::vector<std::string>{"Accept-Language: de"});
  EXPECT_EQ(crawler::header_lines(host, true),
            (std::vector<std::string>{"Accept-Language: de", "X-Key: 1",
                                      "Authorization: Basic bWU6cHc="}));
}

TEST(HostSettings, PatternsAreLowerCaseAscii) {
  HostSettings host;
  EXPECT_EQ(crawler::set_host_pattern(host,
                                      "B\xC3\xBC"
                                      "cher.example"),
            "");
  EXPECT_EQ(host.pattern, "xn--bcher-kva.example");
  EXPECT_EQ(crawler::set_host_pattern(host, "*.Example.COM"), "");
  EXPECT_EQ(host.pattern, "*.example.com");
  EXPECT_EQ(crawler::set_host_pattern(host, "LocalHost:8080"), "");
  EXPECT_EQ(host.pattern, "localhost:8080");
  for (const char* bad : {"", "http://a/", "a/b", "me@a", "a b"})
    EXPECT_NE(crawler::set_host_pattern(host, bad), "") << bad;
}

// RFC 4648 section 10.
TEST(Base64, OfTheRfc) {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {"\xFF\xFE", "//4="}};
  for (const auto& [bytes, text] : vectors) EXPECT_EQ(ground::base64(bytes), text);
}

std::vector<std::string> column(const std::string& csv, std::string_view name) {
  std::istringstream in(csv);
  const crawler::CsvColumn read = crawler::read_csv_column(in, name);
  std::vector<std::string> texts;
  for (const auto& cell : read.cells) texts.push_back(std::to_string(cell.line) + " " + cell.text);
  if (!read.problem.empty()) texts.push_back(read.problem);
  return texts;
}

TEST(CsvColumn, ReadsQuotesSeparatorsAndLineEnds) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(column("\xEF\xBB\xBFurl,b\r\nx,1\r\n\"y,\"\"z\",2\r\n", "URL"),
            (Texts{"2 x", "3 y,\"z"}));
  EXPECT_EQ(column("a;b\n\"two\nlines\";x\n;y", "b"), (Texts{"2 x", "4 y"}));
  EXPECT_EQ(column("a\tb\n1\n1\t2\n", "b"), (Texts{"3 2"}));
  EXPECT_EQ(column("a,b\n", "c"), (Texts{"has no column \"c\" in its first row"}));
  EXPECT_EQ(column("", "c"), (Texts{"has no column \"c\" in its first row"}));
}

TEST(CsvColumn, AQuoteThatIsNotClosedTakesNoMoreThanARow) {
  const auto texts = column("a\n\"" + std::string(3u << 20, 'x'), "a");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_TRUE(texts[0].starts_with("line 2: a row of more than 1024 KB")) << texts[0];
}

TEST(LiveOptions, WhatCanNotChangeIsNamedAndStays) {
  crawler::Options now, wanted;
  wanted.delay = std::chrono::milliseconds(7);
  wanted.max_depth = 3;
  wanted.has_max_depth = true;
  HostSettings host = named("a");
  host.exclude = {"x"};
  wanted.hosts = {host};
  EXPECT_EQ(crawler::change_while_running(now, wanted),
            (std::vector<std::string_view>{"max-depth", "include or exclude of a host"}));
  EXPECT_EQ(now.delay, std::chrono::milliseconds(7));
  EXPECT_FALSE(now.has_max_depth);
}

// Completions offer them.
TEST(OptionTable, TakesTheWordsThatItNamesAndNoOther) {
  std::size_t lists = 0;
  for (const crawler::OptionRow& row : crawler::option_table()) {
    std::string words = terminal::words_of_value(row);
    if (words.empty()) continue;
    ++lists;
    std::replace(words.begin(), words.end(), ',', ' ');
    std::istringstream in(words);
    crawler::Options options;
    for (std::string word; in >> word;) EXPECT_EQ(row.set(options, word), "") << row.name;
    EXPECT_NE(row.set(options, "nonsense"), "") << row.name;
  }
  EXPECT_GE(lists, 10u);
}

}  // namespace
