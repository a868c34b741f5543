// What passes and what is content: words, links, structured data.
#include "storage/history/passing_parts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace storage {
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

}  // namespace
}  // namespace storage
