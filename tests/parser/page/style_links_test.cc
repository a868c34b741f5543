#include "parser/page/style_links.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parser/page/style_places.h"

namespace parser {
namespace {

// "url", imports with "@" before.
std::vector<std::string> links_of(std::string_view css, std::size_t most = 100) {
  std::vector<StyleLink> links;
  parse_style_links(css, most, links);
  std::vector<std::string> urls;
  for (const StyleLink& link : links) urls.push_back((link.is_import ? "@" : "") + link.url);
  return urls;
}
using Urls = std::vector<std::string>;

TEST(StyleLinks, UrlsOfRulesQuotedAndBare) {
  EXPECT_EQ(links_of("a{background:url(a.png)} b{x: URL( \"b c.png\" ) url('d.png')}"),
            (Urls{"a.png", "b c.png", "d.png"}));
}

TEST(StyleLinks, ImportsAsStringsAndAsUrls) {
  EXPECT_EQ(
      links_of("@import 'a.css'; @IMPORT url(b.css) layer(x) screen; @import \"c.css\" print;"),
      (Urls{"@a.css", "@b.css", "@c.css"}));
}

TEST(StyleLinks, OnlyTheFirstTextOfAnImportIsItsSheet) {
  EXPECT_EQ(links_of("@import 'a.css' supports(x: url(b.png)); p{content:'c'}"),
            (Urls{"@a.css", "b.png"}));
}

TEST(StyleLinks, NothingInCommentsStringsAndOtherFunctions) {
  EXPECT_EQ(
      links_of("/* url(a) */ p{content:'url(b)' \"url(c)\"; x: myurl(d) url-x(e) format('f')}"),
      Urls{});
}

TEST(StyleLinks, WhatNamesNoFileIsLeftOut) {
  EXPECT_EQ(links_of("p{fill:url(#g); a:url(data:image/png;base64,AA); b:url('DATA:x'); c:url()}"),
            Urls{});
  EXPECT_EQ(links_of("@namespace svg url(http://www.w3.org/2000/svg); p{x:url(a)}"), Urls{"a"});
  EXPECT_EQ(links_of("@document url(http://a.test/) { p { x: url(b) } }"), Urls{"b"});
}

TEST(StyleLinks, EscapesAreTakenOff) {
  EXPECT_EQ(links_of(R"(p{a:url(a\ b.png) url("\63 .png") url('\"x') url(\00006de.png)})"),
            (Urls{"a b.png", "c.png", "\"x", "me.png"}));
  EXPECT_EQ(links_of(R"(p{a:url("\0 x\d800 \110000 y")})"), (Urls{"\uFFFDx\uFFFD\uFFFDy"}));
  EXPECT_EQ(links_of("p{a:url('b\\\nc.png')}"), Urls{"bc.png"});
}

TEST(StyleLinks, WhatIsNotWellFormedIsPassedOver) {
  EXPECT_EQ(links_of("p{a:url(b c); d:url(e\"f); g:url(h)}"), Urls{"h"});
  EXPECT_EQ(links_of("p{a:url('b\n); c:url(d)}"), Urls{"d"});
  for (const char* css :
       {"url(", "url('", "url(\\", "@", "@import", "@import '", "/*", "\\", "url(a\\"})
    links_of(css);
  EXPECT_EQ(links_of("p{a:url(end"), Urls{"end"});
}

TEST(StyleLinks, NoMoreThanWanted) {
  EXPECT_EQ(links_of("url(a)url(b)url(c)", 2), (Urls{"a", "b"}));
}

// The sheet with each place between angle brackets.
std::string places_in(std::string_view css) {
  std::vector<StylePlace> places;
  parse_style_places(css, places);
  std::string out;
  std::size_t done = 0;
  for (const StylePlace& place : places) {
    out.append(css.substr(done, place.begin - done)).append("<");
    out.append(css.substr(place.begin, place.end - place.begin)).append(">");
    done = place.end;
  }
  return out.append(css.substr(done));
}

TEST(StylePlaces, AreWhatAnotherNameReplaces) {
  EXPECT_EQ(places_in("@import 'a' screen; p{b:url(c)} q{d:url( \"e\" )}"),
            "@import <'a'> screen; p{b:url(<c>)} q{d:url( <\"e\"> )}");
  EXPECT_EQ(places_in("p{a:url(data:,x) url(#y) url(\\7A z)}/* url(c) */"),
            "p{a:url(data:,x) url(#y) url(<\\7A z>)}/* url(c) */");
  EXPECT_EQ(places_in("p{a:url(b c); d:url(end"), "p{a:url(b c); d:url(<end>");
}

}  // namespace
}  // namespace parser
