// What the overview and the map are made of: the timeline, the folders, the sums; filters; pages
// made fit to be looked at.
#include <gtest/gtest.h>

#include "explore/serve/column_filter.h"
#include "explore/serve/disarm.h"
#include "explore/serve/folder_tree.h"
#include "explore/serve/summary.h"
#include "explore/serve/timeline.h"

namespace explore {
namespace {

uint64_t all_pages(const Timeline& timeline) {
  uint64_t sum = 0;
  for (const Timeline::Span& span : timeline.spans()) sum += span.pages;
  return sum;
}

TEST(Timeline, CountsBySecond) {
  Timeline timeline(1000);
  timeline.add(1000, false, 10);
  timeline.add(1999, true, 5);
  timeline.add(3500, false, 1);
  ASSERT_EQ(timeline.spans().size(), 3u);
  EXPECT_EQ(timeline.span_seconds(), 1);
  EXPECT_EQ(timeline.spans()[0].pages, 2u);
  EXPECT_EQ(timeline.spans()[0].failures, 1u);
  EXPECT_EQ(timeline.spans()[0].bytes, 15u);
  EXPECT_EQ(timeline.spans()[1].pages, 0u);
  EXPECT_EQ(timeline.spans()[2].pages, 1u);
}

TEST(Timeline, SpansGrowAndNothingIsLost) {
  Timeline timeline;
  for (int64_t second = 0; second < 10'000; ++second) timeline.add(second * 1000, second % 2, 1);
  EXPECT_LE(timeline.spans().size(), Timeline::kMostSpans);
  EXPECT_EQ(timeline.span_seconds(), 64);
  EXPECT_EQ(all_pages(timeline), 10'000u);
  for (std::size_t i = 0; i + 1 < timeline.spans().size(); ++i) {
    EXPECT_EQ(timeline.spans()[i].pages, 64u);
    EXPECT_EQ(timeline.spans()[i].failures, 32u);
  }
}

TEST(Timeline, TimesOfNoClockAreLeftOut) {
  Timeline timeline(1000);
  for (const int64_t at : {int64_t{999}, int64_t{-1}, INT64_MIN, INT64_MAX})
    timeline.add(at, false, 1);
  EXPECT_EQ(all_pages(timeline), 0u);
  EXPECT_EQ(all_pages([] {
              Timeline hostile(INT64_MIN);
              hostile.add(INT64_MAX, false, 1);
              return hostile;
            }()),
            0u);
}

TEST(FolderTree, CountsEachFolderWithWhatIsBelow) {
  FolderTree tree;
  tree.add("http://a.test/", 1, false, 10);
  tree.add("http://a.test/docs/", 2, false, 10);
  tree.add("http://a.test/docs/x/y.html?q=/no/folder/", 4, true, 10);
  tree.add("http://a.test/docs", 8, false, 10);
  tree.add("https://b.test:81/docs/", 16, false, 10);
  const auto pages = [&tree](std::string_view place) {
    const FolderTree::Folder* folder = tree.find(place);
    return folder == nullptr ? -1 : static_cast<int>(folder->pages);
  };
  EXPECT_EQ(pages(""), 5);
  EXPECT_EQ(pages("http://a.test/"), 4);
  EXPECT_EQ(pages("http://a.test"), 4);
  EXPECT_EQ(pages("http://a.test/docs/"), 2);
  EXPECT_EQ(pages("http://a.test/docs/x/"), 1);
  EXPECT_EQ(pages("http://a.test/docs/x/y.html/"), -1);
  EXPECT_EQ(pages("https://b.test:81/docs/"), 1);
  EXPECT_EQ(pages("http://none.test/"), -1);
  EXPECT_EQ(tree.find("http://a.test/docs/")->bytes, 6u);
  EXPECT_EQ(tree.find("http://a.test/docs/")->failures, 1u);
}

TEST(FolderTree, IsBounded) {
  FolderTree tree;
  std::string deep = "http://a.test/";
  for (int i = 0; i < 10'000; ++i) deep += "a/";
  tree.add(deep, 1, false, 1);
  std::size_t most = 0;
  const FolderTree::Folder* folder = tree.find("http://a.test/");
  for (; !folder->inner.empty(); ++most) folder = &tree.folder(folder->inner.begin()->second);
  EXPECT_EQ(most, FolderTree::kDeepest);
  for (std::size_t i = 0; i < FolderTree::kMostFolders + 1000; ++i)
    tree.add("http://b.test/" + std::to_string(i) + "/", 1, false, 1);
  EXPECT_EQ(tree.find("http://b.test/")->pages, FolderTree::kMostFolders + 1000);
  EXPECT_LE(tree.find("http://b.test/")->inner.size(), FolderTree::kMostFolders);
}

TEST(FolderTree, TextsThatAreNoUrls) {
  FolderTree tree;
  for (const char* text : {"", "/", "//", "://", "http://", "\xff\xfe/a/", "?", "#/x/"})
    tree.add(text, 1, false, 1);
  EXPECT_EQ(tree.find("")->pages, 8u);
}

Summary::Page page(int64_t status, uint64_t ms) {
  return {status, "text/html", 1000, 500, ms, 5000, 1, "http://a.test/"};
}

TEST(Summary, Percentiles) {
  Summary summary;
  EXPECT_EQ(summary.time_at(0.5), 0u);
  for (uint64_t ms = 1; ms <= 100; ++ms) summary.add(page(200, ms));
  EXPECT_EQ(summary.time_at(0.5), 50u);
  EXPECT_EQ(summary.time_at(0.95), 95u);
  EXPECT_EQ(summary.time_at(1), 100u);
  summary.add(page(200, UINT64_MAX));
  EXPECT_EQ(summary.time_at(1), 60'000u);
}

TEST(Summary, HostileNumbersStayBounded) {
  Summary summary;
  for (int64_t i = 0; i < 5000; ++i) {
    const std::string type = "x/" + std::to_string(i) + std::string(1000, 'y');
    summary.add({i, type, UINT64_MAX, 0, 0, i, i % 2 ? INT64_MIN : INT64_MAX, "http://a.test/"});
  }
  EXPECT_EQ(summary.pages(), 5000u);
  EXPECT_LE(summary.statuses().size(), 1000u);
  EXPECT_LE(summary.depths().size(), 101u);
  EXPECT_LE(summary.types().size(), 101u);
  EXPECT_EQ(summary.sizes()[64], 5000u);
  for (const auto& [type, count] : summary.types()) EXPECT_LE(type.size(), 100u);
}

TEST(ColumnFilter, Numbers) {
  const auto condition = [](std::string_view written) {
    const ColumnFilter filter = parse_filter("x", ColumnKind::kNumber, written);
    return filter.problem.empty() ? filter.condition : "problem";
  };
  EXPECT_EQ(condition("200"), "x = ?");
  EXPECT_EQ(condition(" =200 "), "x = ?");
  EXPECT_EQ(condition(">=400"), "x >= ?");
  EXPECT_EQ(condition("< 5.5"), "x < ?");
  EXPECT_EQ(condition("400..499"), "x BETWEEN ? AND ?");
  EXPECT_EQ(condition("-"), "x IS NULL");
  EXPECT_EQ(condition("*"), "x IS NOT NULL");
  EXPECT_EQ(condition("-5"), "x = ?");
  EXPECT_EQ(condition(""), "1");
  for (const char* wrong : {"abc", ">=", "1..", "..", "1..2..3", "1; DROP TABLE url", "0x10", "=="})
    EXPECT_EQ(condition(wrong), "problem") << wrong;
  EXPECT_EQ(condition(std::string(5000, '1')), "problem");
}

TEST(ColumnFilter, Texts) {
  const auto parsed = [](std::string_view written) {
    const ColumnFilter filter = parse_filter("x", ColumnKind::kText, written);
    return std::pair(filter.condition,
                     filter.values.empty() ? "" : std::get<std::string>(filter.values[0]));
  };
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(parsed("50%_\\"), Pair("x LIKE ? ESCAPE '\\'", "%50\\%\\_\\\\%"));
  EXPECT_EQ(parsed("^http"), Pair("x LIKE ? ESCAPE '\\'", "http%"));
  EXPECT_EQ(parsed("=a"), Pair("x = ?", "a"));
  EXPECT_EQ(parsed("!a"), Pair("coalesce(NOT (x LIKE ? ESCAPE '\\'), 1)", "%a%"));
  EXPECT_EQ(parsed("-"), Pair("x IS NULL", ""));
  EXPECT_EQ(parsed("' OR 1 --"), Pair("x LIKE ? ESCAPE '\\'", "%' OR 1 --%"));
}

TEST(Disarm, WhatFetchesOrRunsDoesNeither) {
  EXPECT_EQ(disarmed("<A HREF=x>y</A>"), "<a href=#  HREF=x>y</A>");
  EXPECT_EQ(disarmed("<a\nhref=x><a/href=x><a>"),
            "<a href=# \nhref=x><a href=# /href=x><a href=# >");
  EXPECT_EQ(disarmed("<SCRIPT src=x></SCRIPT>"), "<script type=x  src=x></SCRIPT>");
  EXPECT_EQ(disarmed("<Link rel=preconnect href=x>"), "<meta rel=preconnect href=x>");
  EXPECT_EQ(disarmed("<iframe src=x><frame src=x>"), "<x-iframe src=x><x-frame src=x>");
  EXPECT_EQ(disarmed("<base href=x>"), "<meta href=x>");
}

TEST(Disarm, AllElseStays) {
  for (const char* html : {"", "<", "<<", "a < b", "<p>text</p>", "<abbr title=a>", "<article>",
                           "<!-- a -->", "<script-x>", "</a>", "\xff<\xfe"})
    EXPECT_EQ(disarmed(html), html);
  EXPECT_EQ(disarmed(std::string_view("<p>\0</p>", 8)), std::string_view("<p>\0</p>", 8));
}

}  // namespace
}  // namespace explore
