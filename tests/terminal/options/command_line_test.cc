#include "terminal/options/command_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "terminal/options/nearest.h"

namespace {

using terminal::CommandLine;
using terminal::Dashed;
using terminal::Option;

using Words = std::vector<std::string>;

constexpr Option kDb{"db", "FILE", "the database", 'o'};
constexpr Option kLimit{"limit", "N", "how many", 'n'};
constexpr Option kInclude{"include", "RE", "which"};
constexpr Option kQuiet{"quiet", "", "no words", 'q'};
const std::vector<const Option*> kOptions{&kDb, &kLimit, &kInclude, &kQuiet};

CommandLine read(const std::vector<const char*>& words, Dashed dashed = Dashed::kNothing) {
  return {kOptions, words, dashed};
}

Words values(const CommandLine& line, std::string_view name) {
  const auto* given = line.values(name);
  return given == nullptr ? Words{"(none)"} : *given;
}

TEST(CommandLine, AValueIsGivenInFiveWays) {
  for (const std::vector<const char*>& words : std::vector<std::vector<const char*>>{
           {"--db", "a b"}, {"--db=a b"}, {"-o", "a b"}, {"-oa b"}, {"-o=a b"}}) {
    const CommandLine line = read(words);
    EXPECT_EQ(line.problem(), "");
    EXPECT_EQ(values(line, "db"), Words{"a b"}) << words[0];
    EXPECT_TRUE(line.operands().empty());
  }
}

TEST(CommandLine, AValueIsWhatItIs) {
  // The last ones are lists for CLI11.
  for (const std::string value : {"", "-8", "--quiet", "--", "-", "=x", "a=b", "\x01", "[a,b]",
                                  "[[aa]]", "[]", "{}", "a,b", "\"q\"", "%%"}) {
    EXPECT_EQ(values(read({"--include", value.c_str()}), "include"), Words{value});
    EXPECT_EQ(values(read({("--include=" + value).c_str()}), "include"), Words{value});
    EXPECT_EQ(read({"--", value.c_str()}).operands(), Words{value});
  }
  EXPECT_EQ(values(read({"--db", "-o=x", "--limit", "--db=y"}), "db"), Words{"-o=x"});
}

TEST(CommandLine, OperandsStandAnywhereAndBehindTwoDashesAlone) {
  const CommandLine line =
      read({"a", "--limit", "3", "-", "[b,c]", "-q", "d", "--limit=4", "--", "--db", "--", "-x"});
  EXPECT_EQ(line.problem(), "");
  EXPECT_EQ(line.unknown(), "");
  EXPECT_EQ(line.operands(), (Words{"a", "-", "[b,c]", "d", "--db", "--", "-x"}));
  EXPECT_EQ(values(line, "limit"), (Words{"3", "4"}));
  EXPECT_TRUE(line.has("quiet"));
  EXPECT_FALSE(line.has("db"));
  EXPECT_EQ(line.values("db"), nullptr);
}

TEST(CommandLine, AFlagMayBeTakenBack) {
  EXPECT_TRUE(read({"--quiet=true"}).has("quiet"));
  EXPECT_FALSE(read({"--quiet", "--quiet=false"}).has("quiet"));
  EXPECT_EQ(read({"--quiet=may\x1b"}).problem(),
            "--quiet: \"may\xEF\xBF\xBD\" is not one of true, false");
}

TEST(CommandLine, HelpIsThereWhateverElseIsWrong) {
  EXPECT_TRUE(read({"--help"}).wants_help());
  EXPECT_TRUE(read({"--bogus", "x", "-h"}).wants_help());
  EXPECT_TRUE(read({"-qh"}).wants_help());
  EXPECT_FALSE(read({"--db", "-h"}).wants_help());
  EXPECT_FALSE(read({"--", "-h"}).wants_help());
}

TEST(CommandLine, WhatIsMissingOrUnknownIsSaid) {
  EXPECT_EQ(read({"--limit"}).problem(), "--limit needs a value: N");
  EXPECT_EQ(read({"a", "-o"}).problem(), "--db needs a value: FILE");
  EXPECT_EQ(read({"--bogus=x", "--other"}).unknown(), "--bogus");
  EXPECT_EQ(read({"-z"}).unknown(), "-z");
  EXPECT_EQ(read({"--n", "5"}).unknown(), "--n");
  EXPECT_EQ(read({"---"}).unknown(), "---");
  EXPECT_EQ(terminal::unknown_option("--limt", kOptions),
            "unknown option --limt (did you mean --limit?)");
  EXPECT_EQ(terminal::unknown_option("-limit", kOptions),
            "unknown option -limit (did you mean --limit?)");
  EXPECT_EQ(terminal::unknown_option("limt", kOptions),
            "unknown option limt (did you mean limit?)");
  EXPECT_EQ(terminal::unknown_option("--zzzzzzzz", kOptions), "unknown option --zzzzzzzz");
  EXPECT_EQ(terminal::unknown_option("---", kOptions).substr(0, 18), "unknown option ---");
}

TEST(CommandLine, TextMayBeginWithDashes) {
  const char* const sql = "-- all of them\nSELECT 1";
  EXPECT_EQ(read({"db", sql, "--limit", "3"}, Dashed::kText).operands(), (Words{"db", sql}));
  EXPECT_EQ(read({"--comment SELECT 1"}, Dashed::kText).operands(), Words{"--comment SELECT 1"});
  EXPECT_EQ(values(read({"--include=a b"}, Dashed::kText), "include"), Words{"a b"});
  EXPECT_EQ(read({"--bogus"}, Dashed::kText).unknown(), "--bogus");
  EXPECT_EQ(read({sql}).unknown(), sql);
}

TEST(CommandLine, WordsMayBeginWithADash) {
  const CommandLine line = read({"-word", "-nothing", "-host", "-n", "3", "-w"}, Dashed::kWord);
  EXPECT_EQ(line.operands(), (Words{"-word", "-nothing", "-host", "-w"}));
  EXPECT_EQ(values(line, "limit"), Words{"3"});
  EXPECT_FALSE(line.wants_help());
  EXPECT_TRUE(read({"-h"}, Dashed::kWord).wants_help());
  EXPECT_EQ(read({"--word"}, Dashed::kWord).unknown(), "--word");
}

TEST(Nearest, IsTheNameThatIsFewEditsAway) {
  EXPECT_EQ(terminal::nearest_name("scoep", {"include", "scope"}), "scope");
  EXPECT_EQ(terminal::nearest_name("q", {}), "");
}

}  // namespace
