#include "explore/check/ignore_list.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace explore {
namespace {

constexpr std::string_view kToday = "2026-11-30";

ground::Result<IgnoreList> parse(std::string_view text) {
  return IgnoreList::parse(text, "list.toml", kToday, findings());
}

std::string problem_of_list(std::string_view text) {
  const auto list = parse(text);
  return list ? "" : list.error().message;
}

bool is_ignored(IgnoreList& list, std::string_view finding, std::string_view url) {
  const std::array urls{std::string_view("http://page.test/"), url};
  return list.ignores(finding, urls) != nullptr;
}

TEST(IgnoreList, AnEntryIgnoresByFindingByUrlOrByBoth) {
  auto list = parse(R"(
[[ignore]]
finding = "broken-links"
url = '/old/'
reason = "kept for the archive"

[[ignore]]
finding = "soft-404"
reason = "a page about 404"

[[ignore]]
url = '^https://robots\.test/'
reason = "answers nobody"
)");
  ASSERT_TRUE(list.ok()) << list.error().message;
  EXPECT_TRUE(is_ignored(*list, "broken-links", "http://a.test/old/x"));
  EXPECT_FALSE(is_ignored(*list, "broken-links", "http://a.test/new/x"));
  EXPECT_FALSE(is_ignored(*list, "failed", "http://a.test/old/x"));
  EXPECT_TRUE(is_ignored(*list, "soft-404", "http://a.test/"));
  EXPECT_TRUE(is_ignored(*list, "failed", "https://robots.test/"));
  EXPECT_TRUE(is_ignored(*list, "soft-404", "https://robots.test/"));
  const auto uses = list->uses();
  ASSERT_EQ(uses.size(), 3u);
  EXPECT_EQ(uses[0].rows, 1u);
  EXPECT_EQ(uses[1].rows, 2u) << "the first that fits has it";
  EXPECT_EQ(uses[2].rows, 1u);
  EXPECT_EQ(uses[0].reason, "kept for the archive");
}

TEST(IgnoreList, AnEntryEndsAfterItsLastDay) {
  for (const auto& [until, is_over] :
       {std::pair("2026-11-29", true), {"2026-11-30", false}, {"2026-12-01", false}}) {
    for (const std::string quote : {"", "\""}) {
      auto list = parse("[[ignore]]\nfinding = \"failed\"\nreason = \"r\"\nuntil = " + quote +
                        until + quote + "\n");
      ASSERT_TRUE(list.ok()) << list.error().message;
      EXPECT_EQ(is_ignored(*list, "failed", "http://a.test/"), !is_over) << until;
      EXPECT_EQ(list->uses()[0].is_expired, is_over);
      EXPECT_EQ(list->uses()[0].until, until);
    }
  }
}

TEST(IgnoreList, AMistakeIsSaidWithItsLine) {
  EXPECT_EQ(problem_of_list("[[ignore]]\nfinding = \"failed\"\n"),
            "list.toml:1: say why: reason = \"…\"");
  EXPECT_EQ(problem_of_list("\n[[ignore]]\nreason = \"r\"\n"),
            "list.toml:2: say what: finding = \"…\", url = '…', or both");
  EXPECT_EQ(problem_of_list("[[ignore]]\nfinding = \"broken-link\"\nreason = \"r\"\n"),
            "list.toml:2: there is no finding broken-link (did you mean broken-links?)");
  EXPECT_EQ(problem_of_list("[[ignore]]\nurl = '('\nreason = \"r\"\n"),
            "list.toml:2: url is no regular expression in RE2 syntax: missing ): (");
  EXPECT_EQ(problem_of_list("[[ignore]]\nurl = 'x'\nreason = \"r\"\nutil = 2027-01-01\n"),
            "list.toml:4: unknown key util (did you mean until?); there are finding, url, reason, "
            "until");
  for (const char* until : {"tomorrow", "20", "2027-01-01T00:00:00", "\"2027-1-1\"", "true"})
    EXPECT_NE(
        problem_of_list(std::string("[[ignore]]\nurl='x'\nreason='r'\nuntil = ") + until + "\n"),
        "")
        << until;
  EXPECT_EQ(problem_of_list("ignore = 1\n"), "list.toml:1: each entry begins with [[ignore]]");
  EXPECT_EQ(problem_of_list("ignore = [1]\n"), "list.toml:1: each entry begins with [[ignore]]");
  EXPECT_EQ(problem_of_list("[ignored]\n"), "list.toml:1: each entry begins with [[ignore]]");
  EXPECT_NE(problem_of_list("[[ignore]\n"), "");
  EXPECT_NE(problem_of_list("[[ignore]]\nurl=1\nreason='r'\n"), "");
  EXPECT_NE(problem_of_list("[[ignore]]\nurl='x'\nreason=' '\n"), "");
  EXPECT_NE(problem_of_list("a." + std::string(100, 'b') + "\0"), "");
  std::string deep = "a";
  for (int i = 0; i < 50'000; ++i) deep += ".a";
  EXPECT_EQ(problem_of_list(deep + " = 1\n"), "list.toml:1: no dotted keys are known here");
  EXPECT_NE(problem_of_list(std::string((1u << 20) + 1, '#')), "");
}

TEST(IgnoreList, AnEmptyOneIgnoresNothing) {
  auto list = parse("# nothing yet\n");
  ASSERT_TRUE(list.ok());
  EXPECT_FALSE(is_ignored(*list, "failed", "http://a.test/"));
  EXPECT_FALSE(IgnoreList::read("/no/such/list.toml", kToday, findings()).ok());
  EXPECT_FALSE(IgnoreList::read("/", kToday, findings()).ok());
}

}  // namespace
}  // namespace explore
