#include "parser/page/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "parser/page/page.h"

namespace parser {
namespace {

using Kind = NamedPlace::Kind;

class Places : public testing::Test {
 protected:
  const ParsedPage& parse(std::string_view html, bool wanted = true) {
    headers_ = {{"Content-Type", "text/html; charset=utf-8"}};
    PageWishes wishes;
    wishes.places = wanted;
    return parser_.parse(
        {.url = "http://a.test/p?q", .status = 200, .headers = &headers_, .body = html}, {},
        wishes);
  }
  static bool has(const ParsedPage& page, std::string_view id) {
    return std::binary_search(page.places.begin(), page.places.end(), place_hash(id));
  }
  static std::vector<std::string> fragments(const ParsedPage& page) {
    std::vector<std::string> all;
    for (const ParsedLink& link : page.links)
      all.push_back(std::string(link.url) + " " + std::string(link.fragment.value_or("")));
    for (const OwnFragment& own : page.own_fragments)
      all.push_back("own " + std::string(own.fragment) + " " + std::string(own.anchor));
    return all;
  }

  PageParser parser_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

TEST_F(Places, IdsOfAllElementsAndNamesOfAnchors) {
  const ParsedPage& page = parse(
      "<p id=one><a name='two &amp; more'></a><svg><g id=three /></svg><input name=four>"
      "<p id=''><template><p id=five></template>");
  EXPECT_TRUE(page.has_places);
  EXPECT_EQ(page.places.size(), 3u);
  for (const char* id : {"one", "two & more", "three"}) EXPECT_TRUE(has(page, id)) << id;
}

TEST_F(Places, FragmentsOfLinksAndOnesOwn) {
  const ParsedPage& page = parse(
      "<a href='/x#y'>X</a><a href='#z'>Z</a><a href='#z'>again</a><a href='?q#w'></a>"
      "<img src='/i#no'><a href='/x'></a><map><area href='/m#n'></map>");
  EXPECT_EQ(fragments(page), (std::vector<std::string>{"http://a.test/x y", "http://a.test/p?q w",
                                                       "http://a.test/i ", "http://a.test/x ",
                                                       "http://a.test/m n", "own z Z"}));
}

TEST_F(Places, WithAnotherBaseAPlaceIsOnThatPageOrOnThisOne) {
  EXPECT_EQ(fragments(parse("<base href=/b><a href='#z'></a>")),
            (std::vector<std::string>{"http://a.test/b z"}));
  EXPECT_EQ(fragments(parse("<base href='/p?q'><a href='#z'>Z</a>")),
            (std::vector<std::string>{"own z Z"}));
}

TEST_F(Places, NobodyAsksForThemNothingIsKept) {
  const ParsedPage& page = parse("<p id=one><a href='/x#y'>X</a><a href='#z'>Z</a>", false);
  EXPECT_FALSE(page.has_places);
  EXPECT_TRUE(page.places.empty());
  EXPECT_EQ(fragments(page), (std::vector<std::string>{"http://a.test/x "}));
}

TEST_F(Places, ARedirectToTheTopOfAPageSaysSo) {
  headers_ = {{"Content-Type", "text/html"}, {"Location", "/y#"}};
  PageWishes wishes;
  wishes.places = true;
  const RawPage raw{.url = "http://a.test/x", .status = 301, .headers = &headers_, .body = ""};
  const ParsedPage& page = parser_.parse(raw, {}, wishes);
  ASSERT_EQ(page.links.size(), 1u);
  EXPECT_EQ(page.links[0].fragment, std::optional<std::string_view>(""));
  headers_[1].second = "/y";
  EXPECT_EQ(parser_.parse(raw, {}, wishes).links[0].fragment, std::nullopt);
}

TEST_F(Places, APageThatWasCutDoesNotSayThatTheseAreAll) {
  headers_ = {{"Content-Type", "text/html"}};
  const RawPage raw{.url = "http://a.test/",
                    .status = 200,
                    .headers = &headers_,
                    .body = "<p id=a>",
                    .body_cut = true};
  PageWishes wishes;
  wishes.places = true;
  EXPECT_FALSE(parser_.parse(raw, {}, wishes).has_places);
}

TEST(NamedPlace, AsBrowsersLookForIt) {
  EXPECT_EQ(named_place("a%20b").decoded, place_hash("a b"));
  EXPECT_EQ(named_place("a%20b").written, place_hash("a%20b"));
  EXPECT_EQ(named_place("%C3%A9").decoded, place_hash("\u00E9"));
  EXPECT_EQ(named_place("50%").decoded, place_hash("50%"));
  EXPECT_EQ(named_place("%4").decoded, place_hash("%4"));
  EXPECT_EQ(named_place("a").kind, Kind::kId);
}

TEST(NamedPlace, TabsAndLineEndsAreNotOfIt) {
  EXPECT_EQ(fragment_text("a\tb\r\nc d"), "abc d");
  EXPECT_EQ(fragment_text("\n"), "");
}

TEST(NamedPlace, TheTopAndTextAreNone) {
  for (const char* none : {"", "top", "TOP", "%74op", ":~:text=word"})
    EXPECT_EQ(named_place(none).kind, Kind::kNone) << none;
  EXPECT_EQ(named_place("id:~:text=word").fragment, "id");
  EXPECT_EQ(named_place("id:~:text=word").decoded, place_hash("id"));
}

TEST(NamedPlace, WhatScriptsReadIsToldApart) {
  for (const char* state : {"/route", "!/x", "!", "%2Froute"})
    EXPECT_EQ(named_place(state).kind, Kind::kScript) << state;
}

}  // namespace
}  // namespace parser
