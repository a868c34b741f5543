#include "storage/history/page_comparison.h"

#include <gtest/gtest.h>

#include "storage/history/lasting_hashes.h"
#include "storage/history/passing_parts.h"

namespace storage {
namespace {

ComparedPage page(std::string_view text) {
  ComparedPage page;
  page.status = 200;
  page.text = text;
  page.title = "Title";
  page.content_type = "text/html";
  page.content_hash = std::hash<std::string_view>()(text) | 1;
  page.links = {"http://a.test/1", "http://a.test/2"};
  return page;
}

TEST(ComparedText, WordsCountAndSpaceDoesNot) {
  EXPECT_TRUE(is_same_text("a b  c\n", " a\tb c"));
  EXPECT_FALSE(is_same_text("a b c", "a b"));
  EXPECT_FALSE(is_same_text("a b", "a b c"));
  EXPECT_FALSE(is_same_text("a b c", "a c b"));
  EXPECT_TRUE(is_same_text("", "  "));
}

TEST(ComparedText, ClockTimesNoncesAndDurationsAreNoContent) {
  EXPECT_TRUE(is_same_text("now 12:30:15 here", "now 12:30:16 here"));
  EXPECT_TRUE(is_same_text("at 2026-11-30T08:00:01Z.", "at 2026-11-30T08:00:02Z."));
  EXPECT_TRUE(is_same_text("id 3f2a9c0b1d4e5f60 x", "id 93b1c8d2e7f6a5b4 x"));
  EXPECT_TRUE(is_same_text("id 6b0d294b-1a2b-4c3d-8e9f-001122334455",
                           "id 11112222-aaaa-4bbb-8ccc-999900001111"));
  EXPECT_TRUE(is_same_text("made in 0.123 seconds", "made in 0.987 seconds"));
}

TEST(ComparedText, DatesHoursPricesAndLongWordsAreContent) {
  EXPECT_FALSE(is_same_text("open 12:30", "open 13:30"));
  EXPECT_FALSE(is_same_text("on 2026-11-30", "on 2026-12-01"));
  EXPECT_FALSE(is_same_text("costs 9.99 today", "costs 8.99 today"));
  EXPECT_FALSE(is_same_text("number 1234567890123456", "number 1234567890123457"));
  EXPECT_FALSE(is_same_text("a decade effaced", "a facade effaced"));
  EXPECT_FALSE(is_same_text("word internationalisation", "word institutionalisation"));
}

TEST(ComparedUrl, IsWithoutWhatDiffersFromVisitToVisit) {
  EXPECT_EQ(lasting_link("http://a.test/x?PHPSESSID=12&b=1&utm_source=q"), "http://a.test/x?b=1");
  EXPECT_EQ(lasting_link("http://a.test/x;jsessionid=9F?b=1"), "http://a.test/x?b=1");
  EXPECT_EQ(lasting_link("http://a.test/x?_=1700000000"), "http://a.test/x");
  EXPECT_EQ(lasting_link("http://a.test/x?id=1&sort=up"), "http://a.test/x?id=1&sort=up");
  EXPECT_EQ(lasting_link("http://a.test/x?"), "http://a.test/x");
  EXPECT_EQ(lasting_link(""), "");
}

TEST(ComparedPages, WhatRulesLeaveOfThemCountsWhereBothHaveIt) {
  ComparedPage was = page("a 1"), is = page("a 2");
  EXPECT_EQ(changed_fields(was, is), kFieldText);
  is.lasting = lasting_hashes({"Title", "", "a", {}, {}});
  EXPECT_EQ(changed_fields(was, is), kFieldText);
  was.lasting = is.lasting;
  EXPECT_EQ(changed_fields(was, is), 0u);
  is.canonical = "http://a.test/other";
  EXPECT_EQ(changed_fields(was, is), kFieldCanonical);
}

TEST(ComparedPages, HashesOfWhatIsLeftAreOfItsContent) {
  const LastingHashes hashes = lasting_hashes({"Title",
                                               "about",
                                               "a b at 12:30:15",
                                               {"http://a.test/1", "http://a.test/2?sid=4"},
                                               {{1, R"({"a":1})"}}});
  EXPECT_EQ(hashes, lasting_hashes({" Title",
                                    "about",
                                    "a  b\nat 12:30:16",
                                    {"http://a.test/2?sid=5", "http://a.test/1", "http://a.test/1"},
                                    {{1, R"({"a":1})"}}}));
  EXPECT_NE(hashes.text, lasting_hashes({"", "", "a b", {}, {}}).text);
  EXPECT_NE(hashes.links, lasting_hashes({"", "", "", {"http://a.test/1"}, {}}).links);
  EXPECT_NE(hashes.structured, lasting_hashes({"", "", "", {}, {{2, R"({"a":1})"}}}).structured);
  // They are kept in files.
  EXPECT_EQ(lasting_hashes({"Title", "", "", {}, {}}).title, 687620354692268037u);
}

TEST(ComparedPages, OfEqualContentHaveNoFieldThatChanged) {
  ComparedPage was = page("a b"), is = page("a b");
  EXPECT_EQ(changed_fields(was, is), 0u);
  is.content_hash = 99;  // other bytes
  is.links = {"http://a.test/2", "http://a.test/1", "http://a.test/1"};
  EXPECT_EQ(changed_fields(was, is), 0u);
}

TEST(ComparedPages, EachFieldIsNamedByItself) {
  const ComparedPage was = page("a b");
  const auto fields_of = [&](const auto& change) {
    ComparedPage is = was;
    is.content_hash = 99;
    change(is);
    return changed_fields(was, is);
  };
  EXPECT_EQ(fields_of([](auto& is) { is.title = "x"; }), kFieldTitle);
  EXPECT_EQ(fields_of([](auto& is) { is.description = "x"; }), kFieldDescription);
  EXPECT_EQ(fields_of([](auto& is) { is.canonical = "http://a.test/c"; }), kFieldCanonical);
  EXPECT_EQ(fields_of([](auto& is) { is.robots = "noindex"; }), kFieldRobots);
  EXPECT_EQ(fields_of([](auto& is) { is.text = "a c"; }), kFieldText);
  EXPECT_EQ(fields_of([](auto& is) { is.links.pop_back(); }), kFieldLinks);
  EXPECT_EQ(fields_of([](auto& is) { is.structured = {"{}"}; }), kFieldStructured);
  EXPECT_EQ(fields_of([](auto& is) { is.content_type = "text/plain"; }), kFieldType);
  EXPECT_EQ(fields_of([](auto& is) { is.rows = "{}"; }), kFieldRows);
}

TEST(ComparedPages, AHeaderChangesThePageAlthoughItsBytesAreEqual) {
  ComparedPage was = page("a b"), is = was;
  is.robots = "noindex";
  EXPECT_EQ(changed_fields(was, is), kFieldRobots);
}

TEST(ComparedPages, WhatHasNoWordsIsComparedByItsBytes) {
  ComparedPage was, is;
  was.status = is.status = 200;
  was.content_hash = 1;
  is.content_hash = 2;
  EXPECT_EQ(changed_fields(was, is), kFieldBody);
}

TEST(ComparedPages, OfWhatIsNotThereOnlyStatusAndTargetCount) {
  ComparedPage was = page("a b"), is = page("not found");
  is.status = 404;
  is.title = "404";
  EXPECT_EQ(changed_fields(was, is), kFieldStatus);
  is.status = 301;
  is.redirect_to = "http://a.test/x";
  EXPECT_EQ(changed_fields(was, is), kFieldStatus | kFieldRedirect);
}

TEST(ChangeKinds, FollowFromWhatWasAndWhatIs) {
  using enum ChangeKind;
  EXPECT_EQ(kind_of_change(200, 200, kFieldText, false), kChanged);
  EXPECT_EQ(kind_of_change(200, 403, kFieldStatus, false), kChanged);
  EXPECT_EQ(kind_of_change(200, 301, kFieldStatus | kFieldRedirect, false), kMoved);
  EXPECT_EQ(kind_of_change(301, 301, kFieldRedirect, false), kMoved);
  EXPECT_EQ(kind_of_change(301, 302, kFieldStatus, false), kChanged);
  EXPECT_EQ(kind_of_change(301, 200, kFieldStatus | kFieldRedirect, false), kChanged);
  EXPECT_EQ(kind_of_change(200, 404, kFieldStatus, false), kMissing);
  EXPECT_EQ(kind_of_change(404, 410, kFieldStatus, true), kGone);
  EXPECT_EQ(kind_of_change(404, 200, kFieldStatus, true), kBack);
  EXPECT_EQ(kind_of_change(404, 301, kFieldStatus | kFieldRedirect, true), kBack);
}

}  // namespace
}  // namespace storage
