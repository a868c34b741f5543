#include "crawler/policy/traps.h"

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
  TrapGuard guard({.max_queries_per_path = 3, .max_equal_content = 0});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(guard.before_fetch(url("http://a.example/s?q=" + std::to_string(i))), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/s?q=9")), Reason::kQueryBudget);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/other?q=9")), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://b.example/s?q=9")), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/s")), Reason::kNone);
}

TEST(TrapGuard, EqualContentClosesThePatternAndNotItsNeighbours) {
  TrapGuard guard({.max_queries_per_path = 0, .max_equal_content = 5});
  for (int day = 1; day <= 6; ++day)
    guard.after_page(url("http://a.example/cal/2024/" + std::to_string(day)), {.content_hash = 42});
  EXPECT_EQ(guard.before_fetch(url("http://a.example/cal/2031/7")), Reason::kEqualContent);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/cal/about")), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/")), Reason::kNone);
}

TEST(TrapGuard, DifferentContentIsNoTrap) {
  TrapGuard guard({.max_queries_per_path = 0, .max_equal_content = 5});
  for (uint64_t day = 1; day <= 60; ++day)
    guard.after_page(url("http://a.example/news/" + std::to_string(day)), {.content_hash = day});
  EXPECT_EQ(guard.before_fetch(url("http://a.example/news/61")), Reason::kNone);
}

constexpr PageSigns kNothing{.newness = Newness::kNothingNew, .doubtful = true};
constexpr PageSigns kFoundNew{.newness = Newness::kNew, .doubtful = true};

std::string month(int number) { return "http://a.example/page/" + std::to_string(number); }

TEST(TrapGuard, DoubtfulPagesThatSayNothingNewHaveABudget) {
  TrapGuard guard({.max_nothing_new = 5});
  for (int i = 0; i < 5; ++i) guard.after_page(url(month(i)), kNothing);
  EXPECT_EQ(guard.before_fetch(url(month(7)), {.doubtful = true}), Reason::kNone);
  guard.after_page(url(month(6)), kNothing);
  EXPECT_EQ(guard.before_fetch(url(month(7)), {.doubtful = true}), Reason::kNothingNew);
  EXPECT_EQ(guard.before_fetch(url(month(7)), {.doubtful = false}), Reason::kNone)
      << "a page that is new led here";
  EXPECT_EQ(guard.before_fetch(url("http://a.example/page/7/x"), {.doubtful = true}), Reason::kNone)
      << "shape";
  EXPECT_EQ(guard.before_fetch(url("http://b.example/page/7"), {.doubtful = true}), Reason::kNone)
      << "site";
  EXPECT_EQ(guard.before_fetch(url("http://www.a.example/page/7"), {.doubtful = true}),
            Reason::kNothingNew);
}

TEST(TrapGuard, PagesThatNewOnesLedToCostNothing) {
  TrapGuard guard({.max_nothing_new = 5});
  for (int i = 0; i < 50; ++i)
    guard.after_page(url(month(i)), {.newness = Newness::kNothingNew, .doubtful = false});
  EXPECT_EQ(guard.before_fetch(url(month(7)), {.doubtful = true}), Reason::kNone);
}

TEST(TrapGuard, AFindBehindDoubtRaisesTheBudget) {
  TrapGuard guard({.max_nothing_new = 5});
  for (int i = 0; i < 50; ++i) {
    guard.after_page(url("http://a.example/news/some/" + std::to_string(i)), kFoundNew);
    guard.after_page(url(month(i)), kNothing);
  }
  EXPECT_EQ(guard.before_fetch(url(month(7)), {.doubtful = true}), Reason::kNone);
  for (int i = 0; i < 6; ++i) guard.after_page(url(month(i)), kNothing);
  EXPECT_EQ(guard.before_fetch(url(month(7)), {.doubtful = true}), Reason::kNothingNew);
}

TEST(TrapGuard, EachShapeThatClosesHalvesTheBudgetOfItsSite) {
  TrapGuard guard({.max_nothing_new = 64});
  std::string path = "http://a.example";
  int total = 0;
  for (int depth = 0; depth < 32; ++depth) {
    path += "/x";
    for (; guard.before_fetch(url(path), {.doubtful = true}) == Reason::kNone; ++total)
      guard.after_page(url(path), kNothing);
  }
  EXPECT_LT(total, 64 * 2 + 32 * 3);
}

TEST(TrapGuard, WhatLiesDeeperThanAllThatIsNewSharesAQuarterOfTheBudget) {
  TrapGuard guard({.max_nothing_new = 64});
  guard.after_page(url("http://a.example/docs/intro"), {.newness = Newness::kNew});
  std::string path = "http://a.example/docs/x";
  int total = 0;
  for (; total < 1'000; ++total) {
    path = total % 20 == 0 ? "http://a.example/docs/x" : path + "/" + std::to_string(total);
    if (guard.before_fetch(url(path), {.doubtful = true}) != Reason::kNone) break;
    guard.after_page(url(path), kNothing);
  }
  EXPECT_EQ(total, 18) << "16, one more, and the one that is as near as what is new";
  EXPECT_EQ(guard.before_fetch(url("http://a.example/docs/x"), {.doubtful = true}), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url(path)), Reason::kNone) << "a page that is new led here";
  guard.after_page(url(path), {.newness = Newness::kNew});
  EXPECT_EQ(guard.before_fetch(url(path), {.doubtful = true}), Reason::kNone)
      << "there is something as deep";
}

TEST(TrapGuard, HostsOfADomainHaveABudget) {
  TrapGuard guard({.max_hosts_per_domain = 3});
  for (const char* host : {"http://a.example", "http://b.a.example", "https://b.a.example"})
    EXPECT_TRUE(guard.admits_host(url(host), false)) << host;
  EXPECT_FALSE(guard.admits_host(url("http://c.a.example"), false));
  EXPECT_TRUE(guard.admits_host(url("http://b.a.example"), false)) << "counted already";
  EXPECT_TRUE(guard.admits_host(url("http://d.a.example"), true)) << "opened by an earlier run";
  EXPECT_TRUE(guard.admits_host(url("http://c.b.example"), false)) << "another domain";
}

TEST(TrapGuard, SitemapsOfADomainHaveABudget) {
  TrapGuard guard({.max_sitemaps_per_domain = 2});
  const UrlSigns sitemap{.is_sitemap = true};
  EXPECT_EQ(guard.before_fetch(url("http://a.example/1.xml"), sitemap), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://b.a.example/1.xml"), sitemap), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/2.xml"), sitemap), Reason::kSitemapBudget);
  EXPECT_EQ(guard.before_fetch(url("http://b.example/2.xml"), sitemap), Reason::kNone);
  EXPECT_EQ(guard.before_fetch(url("http://a.example/2.xml")), Reason::kNone) << "as a page";
}

class Dates : public testing::Test {
 protected:
  // Pages of months, one after the other, until one is refused.
  int pages_of(const std::string& folder, Newness newness) {
    for (int i = 0; i < 1'000; ++i, ++month_) {
      const auto page = url("http://a.example" + folder + std::to_string(2000 + month_ / 12) + "-" +
                            std::to_string(month_ % 12 + 1));
      if (guard_.before_fetch(page, {.doubtful = true}) != Reason::kNone) return i;
      guard_.after_page(page, {.newness = newness, .doubtful = true});
    }
    return 1'000;
  }
  int month_ = 0;
  TrapGuard guard_{TrapLimits{}};
};

TEST_F(Dates, ACalendarEndsAfterSomeDozenPagesItsOtherViewsSooner) {
  EXPECT_EQ(pages_of("/cal/", Newness::kNothingNew), 37);
  EXPECT_EQ(pages_of("/week/", Newness::kNothingNew), 19);
  EXPECT_EQ(pages_of("/list?m=", Newness::kNothingNew), 10);
  const UrlSigns doubtful{.doubtful = true};
  EXPECT_EQ(guard_.before_fetch(url("http://a.example/cal/2024-05"), doubtful),
            Reason::kNothingNew);
  EXPECT_EQ(guard_.before_fetch(url("http://a.example/cal/2024-05")), Reason::kNone)
      << "a page that is new led here";
  EXPECT_EQ(guard_.before_fetch(url("http://a.example/cal/2024-05-12"), doubtful), Reason::kNone);
  EXPECT_EQ(guard_.before_fetch(url("http://a.example/cal/about"), doubtful), Reason::kNone);
  EXPECT_EQ(guard_.before_fetch(url("http://b.example/cal/2024-05"), doubtful), Reason::kNone);
}

TEST_F(Dates, AnArchiveWithSilentYearsGoesOn) {
  const auto month = url("http://a.example/2031/05");
  for (int times = 0; times < 5; ++times) {
    for (int i = 0; i < 36; ++i) guard_.after_page(month, kNothing);
    guard_.after_page(month, {.newness = Newness::kNew, .doubtful = times % 2 == 0});
  }
  EXPECT_EQ(guard_.before_fetch(month, {.doubtful = true}), Reason::kNone);
}

TEST_F(Dates, WhatAnIndexListsEndsNever) {
  for (int i = 0; i < 1'000; ++i)
    guard_.after_page(url("http://a.example/2031/05"), {.newness = Newness::kNothingNew});
  EXPECT_EQ(guard_.before_fetch(url("http://a.example/2031/06"), {.doubtful = true}),
            Reason::kNone);
}

TEST_F(Dates, WithoutALimitNoCalendarEnds) {
  guard_ = TrapGuard({.max_nothing_new = 0});
  EXPECT_EQ(pages_of("/cal/", Newness::kNothingNew), 1'000);
}

}  // namespace
}  // namespace crawler
