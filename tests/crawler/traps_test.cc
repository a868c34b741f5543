#include "crawler/traps.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

using storage::Reason;

parser::Url url(const std::string& text) {
  parser::Url parsed;
  EXPECT_EQ(parsed.assign(text), parser::UrlStatus::kOk) << text;
  parsed.normalise();
  return parsed;
}

TEST(UrlShape, ALongUrlIsRefusedOneAtTheLimitIsNot) {
  const std::string base = "http://a.example/";
  EXPECT_EQ(url_shape(url(base + std::string(2000 - base.size(), 'x')), {}), Reason::kNone);
  EXPECT_EQ(url_shape(url(base + std::string(2001 - base.size(), 'x')), {}), Reason::kUrlLength);
}

TEST(UrlShape, ADeepPathIsRefused) {
  std::string path;
  for (int i = 0; i < 32; ++i) path += "/" + std::to_string(i);
  EXPECT_EQ(url_shape(url("http://a.example" + path), {}), Reason::kNone);
  EXPECT_EQ(url_shape(url("http://a.example" + path + "/x"), {}), Reason::kPathDepth);
}

TEST(UrlShape, TheSameSegmentMoreThanThreeTimesIsRefused) {
  EXPECT_EQ(url_shape(url("http://a.example/a/b/a/c/a/"), {}), Reason::kNone);
  EXPECT_EQ(url_shape(url("http://a.example/a/b/a/c/a/d/a"), {}), Reason::kRepeatedSegment);
  EXPECT_EQ(url_shape(url("http://a.example/a/a/a/a/"), {}), Reason::kRepeatedSegment);
  EXPECT_EQ(url_shape(url("http://a.example//////x"), {}),
            Reason::kNone);  // empty segments are none
}

TEST(TrapGuard, QueriesOfOnePathHaveABudget) {
  TrapGuard guard(3, 0);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(guard.before_fetch(url("http://a.example/s?q=" + std::to_string(i))), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/s?q=9")), Reason::kQueryBudget);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/other?q=9")), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://b.example/s?q=9")), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/s")), Reason::kNone);
}

TEST(TrapGuard, EqualContentClosesThePatternAndNotItsNeighbours) {
  TrapGuard guard(0, 5);
  for (int day = 1; day <= 6; ++day)
    guard.after_page(url("http://a.example/cal/2024/" + std::to_string(day)), 42);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/cal/2031/7")), Reason::kEqualContent);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/cal/about")), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/")), Reason::kNone);
}

TEST(TrapGuard, DifferentContentIsNoTrap) {
  TrapGuard guard(0, 5);
  for (uint64_t day = 1; day <= 60; ++day)
    guard.after_page(url("http://a.example/news/" + std::to_string(day)), day);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/news/61")), Reason::kNone);
}

}  // namespace
}  // namespace crawler
