// What passes and what is content: words, links, structured data.
#include "explore/compare/passing_parts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "explore/compare/text_difference.h"

namespace explore {
namespace {

bool are_same(std::string_view before, std::string_view after) {
  return is_same_text(before, after, false);
}

TEST(PassingWords, AClockTimeWithItsDateAndZonePasses) {
  const std::vector<std::pair<std::string_view, std::string_view>> pairs{
      {"Made 07:21:09", "Made 19:45:10"},
      {"Made 7:21 am.", "Made 11:02 pm."},
      {"Made at 07:21 UTC", "Made at 08:00 UTC"},
      {"(2026-11-30 07:21)", "(2026-12-01 08:00)"},
      {"2026-11-30T07:21:09Z", "2027-01-01T00:00:00+01:00"},
      {"30 November 2026 at 07:21", "1 December 2026 at 08:00"},
      {"November 30, 2026 07:21", "December 1, 2026 08:00"},
      {"lundi, 30 novembre 2026 \u00E0 07:21", "mardi, 1 d\u00E9cembre 2026 \u00E0 08:00"},
      {"30.11.2026, 07:21 Uhr", "01.12.2026, 08:00 Uhr"},
      {"07:21 2026-11-30", "08:00 2026-12-01"},
      {"it was 3 minutes ago", "it was 14 hours ago"},
      {"took 0.0123 seconds", "took 1.9871 seconds"},
  };
  for (const auto& [before, after] : pairs) EXPECT_TRUE(are_same(before, after)) << before;
}

TEST(PassingWords, WhatAVisitorReadsAsContentDoesNotPass) {
  const std::vector<std::pair<std::string_view, std::string_view>> pairs{
      {"Open 9:00 - 17:00", "Open 10:00 - 17:00"},
      {"Open 9:00-17:00", "Open 9:00-18:00"},
      {"Open 9:00\u201317:00", "Open 9:00\u201318:00"},
      {"from 9:00 to 17:00", "from 9:00 to 18:00"},
      {"until 2026-11-30", "until 2026-12-30"},
      {"30 November 2026", "30 December 2026"},
      {"ratio 16:90", "ratio 16:91"},
      {"Luke 25:10", "Luke 25:11"},
      {"won in 9.58 seconds", "won in 9.63 seconds"},
      {"long ago", "ages ago"},
      {"12 items", "13 items"},
      {"version 1.2.3", "version 1.2.4"},
      {"1234567890123456", "1234567890123457"},
      {"MyLongDocumentName2024v2", "MyLongDocumentName2025v3"},
      {"Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffahrtskapit\u00E4n"},
      {"a 12:30", "a"},
      {"one two", "two one"},
  };
  for (const auto& [before, after] : pairs) EXPECT_FALSE(are_same(before, after)) << before;
}

TEST(PassingWords, WhiteSpaceIsNoContent) {
  EXPECT_TRUE(are_same(" a\n\tb\u00A0c\u2003d\u3000e ", "a b c d e"));
  EXPECT_TRUE(are_same("", " \n"));
  EXPECT_FALSE(are_same("ab", "a b"));
}

TEST(PassingWords, RandomTokensAreKnownByTheirLook) {
  for (const std::string_view word : {"3f2a9c1b-1111-4222-8333-0123456789ab", "3f2a9c1bd00dfeed",
                                      "0123456789abcdef0123456789abcdef01234567",
                                      "aG9x7Kq2LmZ8bT4wYc1R", "kJ8_sd-72Hsa9Kd0Pz3xQ"})
    EXPECT_TRUE(is_random_token(word)) << word;
  for (const std::string_view word :
       {"", "deadbeefdeadbeef", "1234567890123456", "internationalization", "INTERNATIONALIZATION2",
        "MyLongDocumentName2024v2", "getElementsByClassName2", "https://example.com/aB1cD2eF3gH4"})
    EXPECT_FALSE(is_random_token(word)) << word;
  EXPECT_TRUE(are_same("id=3f2a9c1bd00dfeed", "id=99aa9c1bd00dfeed"));
  EXPECT_FALSE(are_same("id=3f2a9c1bd00dfeed", "sid=3f2a9c1bd00dfeed"));
}

TEST(PassingWords, AsWrittenNothingPasses) {
  EXPECT_FALSE(is_same_text("at 07:21:09", "at 07:21:10", true));
  EXPECT_TRUE(is_same_text("a  b", "a b", true));
}

TEST(PassingWords, OddTextsAreReadToTheirEnds) {
  for (const std::string& text :
       {std::string(), std::string("\xFF\xC2"), std::string("\xE2\x80"), std::string("ago"),
        std::string("12:"), std::string("1:2:3:4"), std::string("- 1:00 -"),
        std::string("\0 a\0", 4), std::string("=")})
    EXPECT_TRUE(are_same(text, text + " ")) << text;
}

TEST(LastingLink, SessionsAndTokensAreLeftOut) {
  EXPECT_EQ(lasting_link("http://a.test/x;jsessionid=1A?sid=2&q=3#"), "http://a.test/x?q=3#");
  EXPECT_EQ(lasting_link("http://a.test/x;v=2/y;PHPSESSID=7"), "http://a.test/x;v=2/y");
  EXPECT_EQ(lasting_link("http://a.test/?csrf_token=a&id=3f2a9c1bd00dfeed"),
            "http://a.test/?id=3f2a9c1bd00dfeed");
  EXPECT_EQ(lasting_link("http://a.test/?_=1732951269&t=1732951269"), "http://a.test/");
  EXPECT_EQ(lasting_link("http://a.test/?t=5&page=2"), "http://a.test/?t=5&page=2");
  EXPECT_EQ(lasting_link("http://a.test/?sid"), "http://a.test/?sid");
  EXPECT_EQ(lasting_link(""), "");
}

TEST(LastingJson, WhenItWasModifiedPassesAndWhenItTakesPlaceDoesNot) {
  const LinkWord link = [](std::string_view url) { return "<" + std::string(url) + ">"; };
  EXPECT_EQ(lasting_json(R"({"dateModified":"2026","startDate":"2027"})", link),
            R"({"dateModified":"","startDate":"2027"})");
  EXPECT_EQ(lasting_json(R"({"url":"https:\/\/a.test\/","id":"3f2a9c1bd00dfeed"})", link),
            R"({"url":"<https://a.test/>","id":""})");
  EXPECT_EQ(lasting_json(R"({"dateModified":{"x":"1"},"y":["dateModified","2"]})", link),
            R"({"dateModified":{"x":"1"},"y":["dateModified","2"]})");
  EXPECT_EQ(lasting_json(R"(["a\"b","\\"])", link), R"(["a\"b","\\"])");
  // What is no JSON does no harm.
  for (const std::string_view odd : {"\"", "\"\\", "{\"a\":\"", "\"\"\"", ""})
    EXPECT_LE(lasting_json(odd, link).size(), odd.size() + 2) << odd;
}

TEST(TextDifference, CountsTheWordsOfAShortestEdit) {
  const TextDifference one = text_difference("a b c d e", "a x c d e f", false);
  EXPECT_EQ(one.added, 2u);
  EXPECT_EQ(one.removed, 1u);
  EXPECT_FALSE(one.is_rough);
  EXPECT_EQ(in_words(one), "2 words added, 1 removed");
  EXPECT_EQ(one.before, "b c d e");
  EXPECT_EQ(one.after, "x c d e f");
  const TextDifference moved = text_difference("a b c d", "c d a b", false);
  EXPECT_EQ(moved.added, 2u);
  EXPECT_EQ(moved.removed, 2u);
  EXPECT_FALSE(text_difference("a b", "a  b", false).is_any);
  EXPECT_EQ(in_words(text_difference("", "a", false)), "1 word added");
  EXPECT_EQ(in_words(text_difference("a b", "", false)), "2 words removed");
}

TEST(TextDifference, IsThatOfTheSlowestWay) {
  // All texts of up to five words of two sorts, against the table of the longest common part.
  std::vector<std::string> texts;
  for (int length = 0; length <= 5; ++length)
    for (int bits = 0; bits < 1 << length; ++bits) {
      std::string text;
      for (int i = 0; i < length; ++i) text += (bits >> i & 1) != 0 ? "a " : "b ";
      texts.push_back(text);
    }
  const auto common = [](const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> best(a.size() / 2 + 1,
                                               std::vector<std::size_t>(b.size() / 2 + 1));
    for (std::size_t i = 1; i <= a.size() / 2; ++i)
      for (std::size_t j = 1; j <= b.size() / 2; ++j)
        best[i][j] = a[2 * i - 2] == b[2 * j - 2] ? best[i - 1][j - 1] + 1
                                                  : std::max(best[i - 1][j], best[i][j - 1]);
    return best.back().back();
  };
  for (const std::string& a : texts)
    for (const std::string& b : texts) {
      const TextDifference found = text_difference(a, b, false);
      const std::size_t shared = common(a, b);
      ASSERT_EQ(found.removed, a.size() / 2 - shared) << a << "/ " << b;
      ASSERT_EQ(found.added, b.size() / 2 - shared) << a << "/ " << b;
      ASSERT_EQ(found.is_any, a != b);
    }
}

TEST(TextDifference, TextsThatHaveNothingInCommonTakeNoTimeToSpeakOf) {
  std::string before, after;
  for (int i = 0; i < 200'000; ++i) {
    before += "a" + std::to_string(i) + " same ";
    after += "b" + std::to_string(i) + " same same ";
  }
  const TextDifference found = text_difference(before, after, false);
  EXPECT_TRUE(found.is_rough);
  EXPECT_EQ(found.removed, 200'000u);
  EXPECT_EQ(found.added, 400'000u);
  EXPECT_LT(found.before.size(), 400u);
}

TEST(TextDifference, UrlsAreComparedByWhatTheyStandFor) {
  const LinkWord link = [](std::string_view url) {
    return "http://new" + std::string(url.substr(10));
  };
  EXPECT_FALSE(text_difference("see http://old/x", "see http://new/x", false, link).is_any);
  EXPECT_TRUE(text_difference("see http://old/x", "see http://new/y", false, link).is_any);
}

}  // namespace
}  // namespace explore
