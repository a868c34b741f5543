#include "parser/robots/robots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "parser/robots/robots_pattern.h"
#include "tests/support/conformance.h"

namespace {

using parser::Robots;
using parser::robots_pattern_matches;
using std::chrono::milliseconds;

// What a URL parser would give: the cases name URLs, paths and nothing at all.
std::string path_and_query_of(std::string url) {
  url.resize(std::min(url.find('#'), url.size()));
  const std::size_t scheme = url.find("://");
  const std::size_t host =
      scheme == std::string::npos || scheme > url.find_first_of("/?;") ? 0 : scheme + 3;
  std::string path = url.substr(std::min(url.find_first_of("/?;", host), url.size()));
  if (!path.starts_with('/')) path.insert(0, "/");

  std::string out;
  for (const char c : path) {
    if (c > ' ' && c < '\x7F' && !std::strchr("\"<>^`{|}", c)) {
      out += c;
    } else {
      char escaped[4];
      std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned char>(c));
      out += escaped;
    }
  }
  return out;
}

bool allows(std::string_view text, std::string_view path, std::string_view agent = "crawl") {
  return Robots::parse(text, agent).allows(path);
}

// A file of one rule for everybody.
bool refused_by(const std::string& pattern, std::string_view path) {
  return !allows("User-agent: *\nDisallow: " + pattern + "\n", path);
}

std::string utf16(std::string_view ascii, bool little) {
  std::string out;
  for (const char c : ascii) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

TEST(Robots, Rfc9309_2315_LinesThatCanBeParsedCountAlsoInUtf16) {
  const std::string_view rules = "User-agent: *\r\nDisallow: /no\r\nAllow: /no/but\r\n";
  for (const bool little : {true, false}) {
    const std::string text = (little ? "\xFF\xFE" : "\xFE\xFF") + utf16(rules, little);
    EXPECT_FALSE(allows(text, "/no")) << little;
    EXPECT_TRUE(allows(text, "/no/but")) << little;
    EXPECT_TRUE(allows(text, "/yes")) << little;
    EXPECT_TRUE(allows(utf16(rules, little), "/no"))
        << "without a byte-order mark no line can be parsed";
    EXPECT_FALSE(allows(text + "\n", "/no")) << "half a character at the end";
  }
}

TEST(Robots, Rfc9309_2315_AnHtmlPageHasNoRulesUnlessALineIsOne) {
  EXPECT_TRUE(allows("<!DOCTYPE html>\n<html><title>Not found</title>\n<p>Disallow: /\n", "/no"));
  EXPECT_FALSE(allows("<pre>\nUser-agent: *\nDisallow: /no\n</pre>", "/no"));
}

TEST(Robots, AnswersAllCasesOfOthers) {
  CONFORMANCE_CASES(cases, "robots.jsonl");
  std::string failed;
  std::size_t wrong = 0, by_choice = 0;
  for (const auto& c : cases) {
    const std::string text = tests::from_base64(c.at("robots_b64").get<std::string>());
    const std::string agent = c.at("user_agent"), url = c.at("url");
    const bool expected = c.at("allowed");
    if (Robots::parse(text, agent).allows(path_and_query_of(url)) == expected) continue;
    // To Google's parser a name with digits is no name. Who writes a group for it means it.
    if (agent == "AB42bot" || agent == "XYZ123bot") {
      EXPECT_TRUE(expected) << "nothing may be fetched for it that was refused";
      tests::differ_by_choice(
          "robots.jsonl",
          "a crawler whose name has digits obeys the group of that name; Google's "
          "parser ends names at the first digit");
      ++by_choice;
      continue;
    }
    ++wrong;
    failed.append(c.at("id").get<std::string>()).append(" ").append(agent);
    failed.append(" ").append(url).append("\n");
  }
  EXPECT_EQ(wrong, 0u) << "of " << cases.size() << ":\n" << failed;
  EXPECT_EQ(by_choice, 3u);
  EXPECT_GE(cases.size(), 860u);
}

// RFC 9309 2.2.1: the user-agent line

TEST(Robots, ProductTokenIsComparedWithoutCase) {
  EXPECT_FALSE(allows("User-Agent: CRAWL\nDisallow: /", "/a"));
  EXPECT_TRUE(allows("User-Agent: crawler\nDisallow: /", "/a"));
  EXPECT_TRUE(allows("User-Agent: craw\nDisallow: /", "/a"));
}

TEST(Robots, VersionAfterTheTokenIsIgnoredOnBothSides) {
  EXPECT_FALSE(
      allows("User-Agent: crawl/2.1\nDisallow: /", "/a", "crawl/0.1 (+https://e.example/)"));
}

TEST(Robots, GroupsOfOneAgentAreMerged) {
  const auto robots = Robots::parse(
      "User-agent: crawl\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\nUser-agent: "
      "crawl\nDisallow: /c\n",
      "crawl");
  EXPECT_FALSE(robots.allows("/a"));
  EXPECT_TRUE(robots.allows("/b"));
  EXPECT_FALSE(robots.allows("/c"));
}

TEST(Robots, StarGroupAppliesOnlyIfNoGroupNamesUs) {
  EXPECT_FALSE(allows("User-agent: *\nDisallow: /", "/"));
  EXPECT_TRUE(allows("User-agent: *\nDisallow: /\nUser-agent: crawl\nDisallow:", "/"));
  EXPECT_TRUE(allows("User-agent: other\nDisallow: /", "/"));
}

TEST(Robots, EmptyAgentIsNamedByNoGroup) {
  EXPECT_TRUE(allows("User-agent:\nDisallow: /", "/", ""));
  EXPECT_TRUE(allows("User-agent: 1\nDisallow: /", "/", "/1.0"));
  EXPECT_FALSE(allows("User-agent: *\nDisallow: /", "/", ""));
}

TEST(Robots, ANameWithDigitsObeysItsOwnGroup) {
  const std::string text = "User-agent: MJ12bot/v1.4\nDisallow: /a\n\nUser-agent: *\nDisallow: /b";
  EXPECT_FALSE(allows(text, "/a", "mj12bot/1.4"));
  EXPECT_TRUE(allows(text, "/b", "mj12bot/1.4"));
  for (const char* other : {"MJ12", "MJ12bots", "12bot"}) {
    EXPECT_TRUE(allows(text, "/a", other)) << other;
    EXPECT_FALSE(allows(text, "/b", other)) << other;
  }
  // A name without digits is compared as the RFC says, up to what is no letter.
  EXPECT_FALSE(allows("User-agent: crawl2\nDisallow: /", "/", "crawl"));
  EXPECT_TRUE(Robots::can_name("MJ12bot/1.4"));
  for (const char* none : {"", "/1.0", "my.bot", "b\u00F6t"}) EXPECT_FALSE(Robots::can_name(none));
}

TEST(Robots, NoBreakSpacesAroundKeysAndValuesAreSpaces) {
  EXPECT_FALSE(allows("User-agent:\u00A0*\u00A0\nDisallow\u00A0: \u00A0/a \u00A0", "/a"));
  EXPECT_FALSE(allows("\u00A0User-agent:\u00A0crawl\n\u00A0Disallow:\u00A0/", "/a"));
  EXPECT_FALSE(allows("User-agent: *\nDisallow: /\u00C3", "/%C3%83"));  // its last byte is no space
  EXPECT_EQ(Robots::parse("Sitemap:\u00A0/s.xml\u00A0", "crawl").sitemaps().front(), "/s.xml");
}

TEST(Robots, RulesBeforeAnyUserAgentAreIgnored) {
  EXPECT_TRUE(allows("Disallow: /\nUser-agent: *\nDisallow: /x", "/a"));
}

// RFC 9309 2.2.2: allow and disallow lines

TEST(Robots, LongestMatchWinsAndAllowWinsATie) {
  const auto robots = Robots::parse(
      "User-agent: *\nAllow: /p\nDisallow: /page\nAllow: /page/in\nDisallow: /tie\nAllow: /tie",
      "crawl");
  EXPECT_TRUE(robots.allows("/p"));
  EXPECT_FALSE(robots.allows("/page/o"));
  EXPECT_TRUE(robots.allows("/page/in/it"));
  EXPECT_TRUE(robots.allows("/tie"));
}

TEST(Robots, PathsAreComparedWithCase) {
  EXPECT_TRUE(refused_by("/Fish", "/Fish/a"));
  EXPECT_FALSE(refused_by("/Fish", "/fish"));
}

TEST(Robots, NonAsciiOctetsAreEscapedOnBothSides) {
  EXPECT_TRUE(refused_by("/foo/bar/\xE3\x83\x84", "/foo/bar/%E3%83%84"));
  EXPECT_TRUE(refused_by("/foo/bar/%e3%83%84", "/foo/bar/\xE3\x83\x84"));
  EXPECT_TRUE(refused_by("/a b|c", "/a%20b%7cc"));
}

TEST(Robots, EscapedUnreservedOctetsAreDecoded) {
  EXPECT_TRUE(refused_by("/foo/bar/%62%61%7A", "/foo/bar/baz"));
  EXPECT_TRUE(refused_by("/foo/bar/baz", "/foo/bar/%62%61%7A"));
  EXPECT_TRUE(allows("User-agent: *\nDisallow: /\nAllow: /%7Ejoe/", "/~joe/"));
}

TEST(Robots, EscapedLetterAllowsOnlyTheSameSpelling) {
  const auto robots = Robots::parse("User-agent: *\nDisallow: /\nAllow: /%62", "crawl");
  EXPECT_TRUE(robots.allows("/%62"));
  EXPECT_FALSE(robots.allows("/b"));
}

TEST(Robots, EscapedReservedOctetsAreNotDecoded) {
  EXPECT_FALSE(refused_by("/a%2Fb", "/a/b"));
  EXPECT_FALSE(refused_by("/a/b", "/a%2Fb"));
  EXPECT_TRUE(refused_by("/a%2fb", "/a%2Fb"));
}

TEST(Robots, QueryIsPartOfThePath) {
  EXPECT_TRUE(refused_by("/foo?a=1&b=http://x.example", "/foo?a=1&b=http://x.example?c"));
  EXPECT_TRUE(refused_by("/*?", "/foo?a"));
  EXPECT_FALSE(refused_by("/*?", "/foo"));
}

TEST(Robots, EmptyRuleMatchesNothing) {
  EXPECT_TRUE(allows("User-agent: *\nDisallow:\n", "/"));
  EXPECT_TRUE(allows("User-agent: *\nDisallow: # all\n", "/"));
}

// RFC 9309 2.2.3: special characters

TEST(Robots, StarStandsForAnyCharacters) {
  EXPECT_TRUE(refused_by("/path/*/exact", "/path//exact/more"));
  EXPECT_TRUE(refused_by("*.php", "/a/b.php5"));
  EXPECT_TRUE(refused_by("/a**b*", "/ab"));
  EXPECT_FALSE(refused_by("/a*b*c", "/a-c-b"));
}

TEST(Robots, DollarIsTheEndOnlyAtTheEnd) {
  EXPECT_TRUE(refused_by("/*.php$", "/x.php"));
  EXPECT_FALSE(refused_by("/*.php$", "/x.php?a"));
  EXPECT_TRUE(refused_by("/a$b", "/a$bc"));
  EXPECT_TRUE(refused_by("/*ab$", "/abab"));
  EXPECT_FALSE(refused_by("/ab*ab$", "/ab"));
  EXPECT_TRUE(refused_by("/a*$", "/abc"));
}

TEST(Robots, SpecialCharactersAreMatchedLiterallyIfEscaped) {
  EXPECT_TRUE(refused_by("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"));
  EXPECT_TRUE(refused_by("/path/foo-%24", "/path/foo-$"));
  EXPECT_FALSE(refused_by("/path/file-with-a-%2A.html", "/path/file-with-a-b.html"));
}

// RFC 9309 2.2.4: other records

TEST(Robots, OtherRecordsDoNotEndTheListOfUserAgents) {
  const std::string text =
      "User-agent: crawl\nSitemap: https://e.example/s\nCrawl-delay: 1\nFoo: bar\n"
      "User-agent: other\nDisallow: /a\n";
  EXPECT_FALSE(allows(text, "/a"));
}

TEST(Robots, SitemapsAreReadWhereverTheyStand) {
  const auto robots = Robots::parse(
      "Sitemap: https://e.example/1#x\nUser-agent: other\nDisallow: /\nSITE-MAP : /2\nsitemap:\n",
      "crawl");
  EXPECT_EQ(robots.sitemaps(), (std::vector<std::string>{"https://e.example/1", "/2"}));
}

TEST(Robots, SitemapsAreLimited) {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "Sitemap: /" + std::to_string(i) + "\n";
  const auto robots = Robots::parse(text, "crawl");
  EXPECT_EQ(robots.sitemaps().size(), Robots::kMaxSitemaps);
  EXPECT_EQ(robots.sitemaps().back(), "/999");
  EXPECT_TRUE(robots.truncated());
}

TEST(Robots, CrawlDelayIsOfTheGroupThatApplies) {
  const auto delay = [](std::string_view text) {
    return Robots::parse(text, "crawl").crawl_delay();
  };
  EXPECT_EQ(delay("User-agent: *\nCrawl-delay: 5.2"), milliseconds(5200));
  EXPECT_EQ(delay("User-agent: *\nCrawl-delay: 5\nUser-agent: crawl\nCrawl-delay: .25"),
            milliseconds(250));
  EXPECT_EQ(delay("User-agent: crawl\nCrawl-delay: 1\nUser-agent: *\nCrawl-delay: 9\nDisallow: /"),
            milliseconds(1000));
  EXPECT_EQ(delay("User-agent: *\nCrawl-delay: 5\nUser-agent: crawl\nDisallow: /a"), std::nullopt);
  EXPECT_EQ(delay("User-agent: other\nCrawl-delay: 5\nDisallow: /a"), std::nullopt);
  EXPECT_EQ(delay("Crawl-delay: 5"), std::nullopt);
}

TEST(Robots, CrawlDelayThatIsNoTimeIsIgnored) {
  const auto delay = [](const std::string& value) {
    return Robots::parse("User-agent: *\nCrawl-delay: " + value, "crawl").crawl_delay();
  };
  for (const char* bad :
       {"-1", "", "soon", "nan", "inf", "10s", "1,5", "1 2", "0x10", "1e3", "--", "."})
    EXPECT_EQ(delay(bad), std::nullopt) << bad;
  EXPECT_EQ(delay("0"), milliseconds(0));
  EXPECT_EQ(delay("0.0001"), milliseconds(1));
  EXPECT_EQ(delay("999999999999999999999"), Robots::kMaxCrawlDelay);
  EXPECT_EQ(delay("x\nCrawl-delay: 2"), milliseconds(2000));
}

// RFC 9309 2.2: the file; and what Google's parser forgives

TEST(Robots, EveryLineEndingIsAccepted) {
  EXPECT_FALSE(allows("User-agent: *\rDisallow: /a\rDisallow: /b", "/b"));
  EXPECT_FALSE(allows("User-agent: *\r\n\r\nDisallow: /a\n\rDisallow: /b", "/b"));
}

TEST(Robots, ByteOrderMarkIsSkippedWholeOrInPart) {
  for (const char* mark : {"\xEF\xBB\xBF", "\xEF\xBB", "\xEF"})
    EXPECT_FALSE(allows(mark + std::string("User-agent: *\nDisallow: /"), "/"));
}

TEST(Robots, MisspeltKeysAndMissingColonsAreAccepted) {
  EXPECT_FALSE(allows("useragent: *\nDissallow: /", "/"));
  EXPECT_FALSE(allows("user-agent *\ndisallow /", "/"));
  EXPECT_TRUE(allows("user-agent: *\ndisallow / all", "/"));
}

TEST(Robots, IndexPageAllowsItsDirectory) {
  const auto robots = Robots::parse(
      "User-agent: *\nAllow: /d/index.html\nDisallow: /\nDisallow: /e/index.html", "crawl");
  EXPECT_TRUE(robots.allows("/d/"));
  EXPECT_TRUE(robots.allows("/d/index.html"));
  EXPECT_FALSE(robots.allows("/d/x"));
}

// Limits

TEST(Robots, AllowAllAllowsAll) {
  EXPECT_TRUE(Robots::allow_all().allows("/"));
  EXPECT_FALSE(Robots::allow_all().truncated());
}

TEST(Robots, AtLeast500KibibytesAreReadAndTheCutLineIsNot) {
  static_assert(parser::kMaxRobotsBytes >= 500 * 1024);
  std::string text = "User-agent: *\nDisallow: /\n";
  text.resize(parser::kMaxRobotsBytes - 9, '\n');
  text += "\nAllow: /private";  // the limit falls on "Allow: /|private"
  const auto robots = Robots::parse(text, "crawl");
  EXPECT_TRUE(robots.truncated());
  EXPECT_FALSE(robots.allows("/x"));

  std::string whole = "User-agent: *\nDisallow: /x\n";
  whole.resize(parser::kMaxRobotsBytes - 12, '\n');
  whole += "Disallow: /y";
  EXPECT_FALSE(Robots::parse(whole, "crawl").truncated());
  EXPECT_FALSE(allows(whole, "/y"));
  EXPECT_FALSE(allows(whole + "\nDisallow: /z", "/y"));
}

TEST(Robots, HugeFileCostsNoMoreThanItsBeginning) {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 1'000'000; ++i) text += "Disallow: /aaaaa\n";
  EXPECT_TRUE(Robots::parse(text, "crawl").truncated());
  EXPECT_TRUE(Robots::parse(std::string(100u << 20, 'x'), "crawl").allows("/"));
}

TEST(Robots, HostilePatternsAreMatchedInLinearTime) {
  std::string stars;
  for (int i = 0; i < 5000; ++i) stars += "*a";
  const std::string path = "/" + std::string(4000, 'a');
  EXPECT_FALSE(robots_pattern_matches(stars + "b", path));
  EXPECT_FALSE(robots_pattern_matches(stars, path));
  EXPECT_TRUE(robots_pattern_matches(stars.substr(0, 8000), path));
  EXPECT_TRUE(robots_pattern_matches(std::string(100'000, '*') + "$", path));

  EXPECT_FALSE(robots_pattern_matches("/" + stars + "$", path + std::string(1'000'000, 'b')));
}

TEST(Robots, RulesThatCostTooMuchAllowNothing) {
  // As much malice as 512 KiB can hold: no rule matches, and each is looked for in all of the path.
  std::string text = "User-agent: *\n";
  for (int i = 0; text.size() < parser::kMaxRobotsBytes; ++i)
    text.append("Allow: /*aaaaa").append(std::to_string(i)).append("\n");
  const auto robots = Robots::parse(text, "crawl");
  EXPECT_FALSE(robots.allows("/" + std::string(2000, 'a')));
  EXPECT_FALSE(robots.allows("/" + std::string(1'000'000, 'a')));
}

TEST(Robots, ManyRulesOfUsualKindsAreAllCompared) {
  std::string stars = "User-agent: *\n";
  for (int i = 0; i < 3000; ++i)
    stars.append("Disallow: /*?page").append(std::to_string(i)).append("=\n");
  const auto robots = Robots::parse(stars, "crawl");
  EXPECT_TRUE(robots.allows("/a/path/of/usual/length/with/a/name.html?query=of-usual-length"));
  EXPECT_FALSE(robots.allows("/a/path/of/usual/length/with/a/name.html?page2999=1"));

  std::string literal = "User-agent: *\n";
  while (literal.size() < parser::kMaxRobotsBytes - 100)
    literal.append("Disallow: /x/").append(std::to_string(literal.size())).append("/*\n");
  EXPECT_TRUE(Robots::parse(literal, "crawl").allows("/" + std::string(1900, 'a')));
}

TEST(Robots, ALineOfTenMegabytesIsCutAndNoRule) {
  const std::string line(std::size_t{10'000} * 1000, 'x');
  const auto robots = Robots::parse("User-agent: *\nDisallow: /a\nAllow: /" + line, "crawl");
  EXPECT_TRUE(robots.truncated());
  EXPECT_FALSE(robots.allows("/a"));
}

TEST(Robots, AnyBytesAreAccepted) {
  constexpr char kBytes[] = "Disallow:/*$%2aF#\r\n \t\0\xEF\xBB\xBF\xFF?user-agent";
  unsigned seed = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string text = "User-agent: *\n";
    for (int i = 0; i < 200; ++i) {
      seed = seed * 1664525u + 1013904223u;
      text += kBytes[(seed >> 16) % sizeof kBytes];
    }
    const auto robots = Robots::parse(text, "crawl");
    robots.allows(text);
    robots.allows("");
  }
}

}  // namespace
