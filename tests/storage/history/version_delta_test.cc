// Versions as deltas: what they give back, how little they cost, and those of earlier versions of
// the program.
#include "storage/history/version_delta.h"

#include <gtest/gtest.h>

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

TEST(VersionDelta, ThoseOfEarlierVersionsOfTheProgramAreRead) {
  const PageParts was = page_at("11:22:33", "Old"), is = page_at("12:00:00", "New");
  Delta frames;
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

TEST(ShortHeaders, ThereIsOneFormOfEachText) {
  EXPECT_FALSE(long_headers("\1\1\1\1"));  // too short
  EXPECT_FALSE(long_headers("\2"));
  EXPECT_FALSE(long_headers("\2a"));                            // needs no mark
  EXPECT_FALSE(long_headers("Sun, 06 Nov 1994 08:49:37 GMT"));  // has a shorter form
}

}  // namespace
}  // namespace storage
