// Versions as deltas: what they give back, how little they cost, and those of earlier versions of
// the program.
#include "storage/history/version_delta.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "storage/history/short_headers.h"

namespace storage {
namespace {

constexpr std::size_t kMost = 1u << 20;

PageParts page_at(const std::string& time, const std::string& text) {
  PageParts parts;
  parts.status_line = "HTTP/1.1 200 OK";
  parts.headers = R"([["Date","Mon, 30 Nov 2026 )" + time +
                  R"( GMT"],["Last-Modified","Sat, 28 Nov 2026 )" + time + R"( GMT"]])";
  parts.text = "The first of several lines.\n" + text + "\nThe last one.";
  parts.body = "<p>The first of several lines.<p>" + text + "<p>The last one.";
  parts.links = "1\t0\thttp://a.test/\t\tHome\n";
  parts.structured = "0\t{\"name\":\"x\"}\n";
  return parts;
}

TEST(VersionDelta, GivesBackWhatItIsOf) {
  VersionDelta delta;
  const PageParts was = page_at("11:22:33", "Old"), is = page_at("12:00:00", "New");
  EXPECT_EQ(delta.apply(delta.make(was, &is), &is, kMost), was);
  EXPECT_EQ(delta.apply(delta.make(was, nullptr), nullptr, kMost), was);
  const PageParts other = page_at("12:00:00", "Neither the one nor the other");
  EXPECT_FALSE(delta.apply(delta.make(was, &is), &other, kMost));
  EXPECT_FALSE(delta.apply(delta.make(was, &is), nullptr, kMost));
  EXPECT_FALSE(delta.apply(delta.make(was, &is), &is, 100));
}

TEST(VersionDelta, DatesOfHeadersCostAFewBytes) {
  VersionDelta delta;
  const PageParts was = page_at("11:22:33", "Same"), is = page_at("12:00:00", "Same");
  EXPECT_LT(delta.make(was, &is).size(), delta.make(is, &is).size() + 12);
}

// As nginx says it.
PageParts sent_page(unsigned modified, const std::string& text) {
  PageParts parts = page_at("12:00:00", text);
  parts.headers = R"([["Date","Mon, 30 Nov 2026 12:00:00 GMT"],["Content-Length",")" +
                  std::to_string(parts.body.size()) +
                  R"("],["Last-Modified","Sun, 06 Nov 1994 08:49:)" + std::to_string(modified) +
                  R"( GMT"],["ETag","\"2ebc98)";
  char tag[32];
  std::snprintf(tag, sizeof(tag), "%x-%zx", 0x7cu + modified, parts.body.size());
  parts.headers += std::string(tag) + R"(\""]])";
  return parts;
}

TEST(VersionDelta, AChangedParagraphCostsItsWordsAndAFewBytes) {
  VersionDelta delta;
  const std::string before(3000, 'a'), after(9000, 'z');
  const PageParts was = sent_page(37, before + "It was." + after),
                  is = sent_page(38, before + "It was, as is known now, not so." + after);
  ASSERT_NE(was.headers, is.headers);
  const std::string made = delta.make(was, &is);
  EXPECT_EQ(delta.apply(made, &is, kMost), was);
  // What is at the end of everything, a place in headers, text and body, and one byte of a date.
  EXPECT_LE(made.size(), 6 + 4 * 3 + 2u);
}

TEST(VersionDelta, PagesWithLittleInCommonComeBackToo) {
  VersionDelta delta;
  std::string one, other;
  for (int i = 0; i < 3000; ++i) {
    one += std::to_string(i * i) + (i % 3 == 0 ? " and " : ", ");
    other += std::to_string(i * i + i % 7) + (i % 5 == 0 ? " or " : ", ");
  }
  const PageParts was = page_at("11:22:33", one), is = page_at("12:00:00", other);
  const std::string made = delta.make(was, &is);
  EXPECT_EQ(delta.apply(made, &is, kMost), was);
  EXPECT_LT(made.size(), delta.make(was, nullptr).size());
  const PageParts nothing;
  EXPECT_EQ(delta.apply(delta.make(was, &nothing), &nothing, kMost), was);
  EXPECT_EQ(delta.apply(delta.make(nothing, &is), &is, kMost), nothing);
}

TEST(VersionDelta, ADamagedOneIsNothing) {
  VersionDelta delta;
  const PageParts was = page_at("11:22:33", "Old"), is = page_at("12:00:00", "New");
  const std::string made = delta.make(was, &is);
  ASSERT_EQ(delta.apply(made, &is, kMost), was);
  for (std::size_t i = 0; i < made.size(); ++i) {
    EXPECT_FALSE(delta.apply(made.substr(0, i), &is, kMost)) << i;
    std::string damaged = made;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    EXPECT_FALSE(delta.apply(damaged, &is, kMost)) << i;
  }
  EXPECT_FALSE(delta.apply(made + '\0', &is, kMost));
}

TEST(VersionDelta, ThoseOfEarlierVersionsOfTheProgramAreRead) {
  const PageParts was = page_at("11:22:33", "Old"), is = page_at("12:00:00", "New");
  Delta frames;
  const std::string short_frame =
      frames.make(pack(was, Packing::kShort), pack(is, Packing::kShort));
  EXPECT_EQ(VersionDelta().apply(short_frame, &is, kMost), was);
  const std::string frame =
      "\x28\xb5\x2f\xfd" + frames.make(pack(was, Packing::kFixed), pack(is, Packing::kFixed));
  EXPECT_EQ(VersionDelta().apply(frame, &is, kMost), was);
}

TEST(ShortHeaders, ADateIsFiveBytesAndComesBack) {
  const std::string headers = R"([["Date","Sun, 06 Nov 1994 08:49:37 GMT"]])";
  EXPECT_EQ(short_headers(headers), std::string(R"([["Date",")") + "\1\x2e\xbc\x98\xa1" + R"("]])");
  EXPECT_EQ(long_headers(short_headers(headers)), headers);
}

TEST(ShortHeaders, WhatIsNotWrittenAsADateStaysAsItIs) {
  for (const std::string words :
       {"Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT", "Sun, 6 Nov 1994 08:49:37 GMT ",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sat, 06 Nov 1869 08:49:37 GMT",
        "Sun, 06 Nov 1994 0\xff:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov"}) {
    EXPECT_EQ(short_headers(words), words);
    EXPECT_EQ(long_headers(words), words);
  }
}

TEST(ShortHeaders, BytesThatMeanSomethingThereComeBack) {
  for (const std::string bytes : {"\1", "\2", "\1\2\1", "a\1Sun, 06 Nov 1994 08:49:37 GMT\2"})
    EXPECT_EQ(long_headers(short_headers(bytes)), bytes);
}

TEST(ShortHeaders, WhatFollowsFromTheBodyIsAByteAndComesBack) {
  const std::string headers =
      R"([["Content-Length","4660"],["Last-Modified","Sun, 06 Nov 1994 08:49:37 GMT"],)"
      R"(["ETag","W/\"2ebc98a1-1234\""],["X","4660 "]])";
  EXPECT_EQ(short_headers(headers, 4660),
            std::string(R"([["Content-Length",")") + "\3" + R"("],["Last-Modified",")" +
                "\1\x2e\xbc\x98\xa1" + R"("],["ETag","W/\")" + "\4" + R"(\""],["X","4660 "]])");
  EXPECT_EQ(long_headers(short_headers(headers, 4660), 4660), headers);
  EXPECT_EQ(long_headers(short_headers(headers, 4661), 4661), headers);
  for (const std::string bytes : {"\1", "\3", "\4", "\2\3\4", "\"0\"", "\"\3\"", "\"\4\\\""})
    EXPECT_EQ(long_headers(short_headers(bytes, 0), 0), bytes);
  EXPECT_FALSE(long_headers("\"0\"", 0));  // has a shorter form
  EXPECT_FALSE(long_headers("\4", 0));     // of no date
}

TEST(ShortHeaders, ThereIsOneFormOfEachText) {
  EXPECT_FALSE(long_headers("\1\1\1\1"));  // too short
  EXPECT_FALSE(long_headers("\2"));
  EXPECT_FALSE(long_headers("\2a"));                            // needs no mark
  EXPECT_FALSE(long_headers("Sun, 06 Nov 1994 08:49:37 GMT"));  // has a shorter form
}

}  // namespace
}  // namespace storage
