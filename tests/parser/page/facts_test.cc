#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/page_facts.h"
#include "parser/encoding/charset.h"
#include "parser/page/head_facts.h"
#include "parser/page/json_rows.h"
#include "parser/page/page.h"

namespace parser {

using ground::Fact;
using ground::kFactCount;
using ground::kFactNames;
using ground::PageFacts;

namespace {

// The facts of a page at http://a.test/dir/page.
class Facts : public testing::Test {
 protected:
  const PageFacts& of(const std::string& html, bool condense = true) {
    html_ = html;
    RawPage raw;
    raw.url = "http://a.test/dir/page";
    raw.status = 200;
    raw.headers = &kHeaders;
    raw.body = html_;
    PageLimits limits;
    limits.condense = condense;
    const ParsedPage& page = parser_.parse(raw, limits);
    return *page.facts;
  }
  uint32_t count(Fact fact, const std::string& html) { return of(html)[fact]; }

  const std::vector<std::pair<std::string, std::string>> kHeaders = {
      {"Content-Type", "text/html; charset=utf-8"}};
  std::string html_;
  PageParser parser_;
};

TEST_F(Facts, EachHasAName) {
  std::vector<std::string_view> names(kFactNames.begin(), kFactNames.end());
  std::sort(names.begin(), names.end());
  EXPECT_FALSE(names.front().empty());
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

TEST_F(Facts, OnlyHtmlHasThem) {
  RawPage raw;
  raw.url = "http://a.test/";
  raw.status = 200;
  const std::vector<std::pair<std::string, std::string>> plain = {{"Content-Type", "text/plain"}};
  raw.headers = &plain;
  raw.body = "<h1>x</h1>";
  EXPECT_EQ(parser_.parse(raw, {}).facts, nullptr);
  raw.headers = &kHeaders;
  EXPECT_NE(parser_.parse(raw, {}).facts, nullptr);
  PageWishes wishes;
  wishes.facts = false;
  EXPECT_EQ(parser_.parse(raw, {}, wishes).facts, nullptr);
}

TEST_F(Facts, OfOnePageAreNoneOfTheNext) {
  of("<title>a</title><h1>one</h1><img src=a.png><form></form><p id=x><p id=x>");
  const PageFacts& next = of("words");
  EXPECT_EQ(next.h1 + next.headings + next.images + next.forms + next.ids, "");
  for (std::size_t i = 0; i < kFactCount; ++i) EXPECT_EQ(next.counts[i], 0u) << kFactNames[i];
}

// ---- The document type (HTML 13.1.1)

TEST_F(Facts, TheDocumentTypeAndWhetherItMeansQuirks) {
  EXPECT_EQ(of("<!DOCTYPE HTML><p>x").doctype, "html");
  EXPECT_FALSE(of("<!DOCTYPE html><p>x").is_quirky);
  EXPECT_EQ(of("<p>x").doctype, "");
  EXPECT_TRUE(of("<p>x").is_quirky);
  EXPECT_EQ(
      of("<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN' 'http://a.test/x.dtd'><p>x").doctype,
      "html PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://a.test/x.dtd\"");
  EXPECT_TRUE(of("<!DOCTYPE html PUBLIC 'HTML'><p>x").is_quirky);
  EXPECT_EQ(of("<!DOCTYPE html SYSTEM 'about:legacy-compat'>").doctype,
            "html SYSTEM \"about:legacy-compat\"");
}

// ---- The encoding's declaration (4.2.5.4: within the first 1,024 bytes)

TEST_F(Facts, WhereTheEncodingIsDeclared) {
  EXPECT_EQ(of("<title>x</title><meta charset=utf-8>").charset_at, 16u);
  EXPECT_EQ(of("<meta http-equiv=Content-Type content='text/html; charset=utf-8'>").charset_at, 0u);
  EXPECT_EQ(of("<!--" + std::string(2'000, 'x') + "--><meta charset=utf-8>").charset_at, 2'007u);
  EXPECT_FALSE(of("<meta name=x content='charset=utf-8'>").charset_at);
  EXPECT_FALSE(of("<!-- <meta charset=utf-8> -->").charset_at);
  EXPECT_FALSE(charset_declared_at("<meta charset=no-such-encoding>"));
}

// ---- The head (4.2)

TEST_F(Facts, WhatStandsInTheHeadMoreThanOnce) {
  const PageFacts& facts =
      of("<title>a</title><title>b</title><meta name=Description content=x>"
         "<meta name=' description ' content=y><meta name=robots content=noindex>"
         "<meta name=keywords content=z><base href=' /b/ '><base href=/c/>");
  EXPECT_EQ(facts[Fact::kTitles], 2u);
  EXPECT_EQ(facts[Fact::kDescriptions], 2u);
  EXPECT_EQ(facts[Fact::kRobots], 1u);
  EXPECT_EQ(facts[Fact::kKeywords], 1u);
  EXPECT_EQ(facts[Fact::kBases], 2u);
  EXPECT_EQ(facts.base_href, "/b/");
  EXPECT_EQ(facts[Fact::kTitlesOutside] + facts[Fact::kDescriptionsOutside], 0u);
  EXPECT_EQ(count(Fact::kTitles, "<svg><title>x</title></svg>"), 0u) << "of a drawing";
}

TEST_F(Facts, WhatStandsOutsideOfTheHead) {
  const PageFacts& facts =
      of("<head><title>a</title></head><body><title>b</title><meta name=description content=x>"
         "<meta name=robots content=noindex><link rel=canonical href=http://a.test/>"
         "<link rel=alternate hreflang=de href=/de>");
  for (const Fact fact : {Fact::kTitlesOutside, Fact::kDescriptionsOutside, Fact::kRobotsOutside,
                          Fact::kCanonicalsOutside, Fact::kHreflangsOutside})
    EXPECT_EQ(facts[fact], 1u) << kFactNames[static_cast<std::size_t>(fact)];
  EXPECT_EQ(facts.head_ended_by, "") << "its end tag did";
}

// 13.2.6.4.4: what does not belong there ends the head and begins the body.
TEST_F(Facts, WhatEndsTheHeadTooEarly) {
  EXPECT_EQ(of("<head><div>x</div><title>a</title></head><body>").head_ended_by, "div");
  EXPECT_EQ(of("<head>words<title>a</title></head><body>").head_ended_by, "#text");
  EXPECT_EQ(of("<head><img src=a.png><link rel=canonical href=/></head>").head_ended_by, "img");
  EXPECT_EQ(of("<title>a</title><p>x").head_ended_by, "") << "nothing of the head follows";
  EXPECT_EQ(of("<head><title>a</title><body><title>b</title>").head_ended_by, "")
      << "the body's start tag did";
}

TEST_F(Facts, CanonicalsThatReadersLeaveAside) {
  const PageFacts& facts =
      of("<link rel=canonical href=/relative><link rel='x CANONICAL' href=HTTP://a.test/#part>"
         "<link rel=canonical href=//a.test/ media=print><link rel=icon href=/x#y type=z>");
  EXPECT_EQ(facts[Fact::kCanonicals], 3u);
  EXPECT_EQ(facts[Fact::kCanonicalsRelative], 2u);
  EXPECT_EQ(facts[Fact::kCanonicalsWithFragment], 1u);
  EXPECT_EQ(facts[Fact::kCanonicalsOdd], 1u);
}

TEST_F(Facts, HreflangsAreAlternatesWithALanguage) {
  EXPECT_EQ(count(Fact::kHreflangs,
                  "<link rel=alternate hreflang=de href=/de><link rel=alternate type=x href=/f>"
                  "<link rel=next hreflang=de href=/n>"),
            1u);
}

TEST_F(Facts, TheViewportAndWhetherItForbidsZoom) {
  const PageFacts& facts =
      of("<meta name=viewport content='width=device-width, user-scalable=no'>"
         "<meta name=viewport content=x>");
  EXPECT_EQ(facts.viewport, "width=device-width, user-scalable=no");
  EXPECT_EQ(facts[Fact::kViewports], 2u);
  EXPECT_EQ(facts[Fact::kZoomForbidden], 1u);
  for (const std::string_view forbids :
       {"user-scalable=no", "User-Scalable = 0", "a=b;maximum-scale=1.0", "maximum-scale=1.9"})
    EXPECT_TRUE(forbids_zoom(forbids)) << forbids;
  for (const std::string_view allows :
       {"", "width=device-width", "user-scalable=yes", "user-scalable=1", "maximum-scale=2",
        "maximum-scale=-1", "maximum-scale=", "user-scalable", "=,;=", "maximum-scale=x"})
    EXPECT_FALSE(forbids_zoom(allows)) << allows;
}

// ---- Headings (4.3.6)

TEST_F(Facts, HeadingsInTheirOrder) {
  const PageFacts& facts =
      of("<h1> The \n <b>first</b> </h1><h2>a \"b\"<br>c</h2><h4>deep</h4><h2></h2>");
  EXPECT_EQ(facts.headings, R"([[1,"The first"],[2,"a \"b\" c"],[4,"deep"],[2,""]])");
  EXPECT_EQ(facts.h1, "The first");
  EXPECT_EQ(facts[Fact::kHeadings], 4u);
  EXPECT_EQ(facts[Fact::kFirstHeading], 1u);
  EXPECT_EQ(facts[Fact::kH1s], 1u);
  EXPECT_EQ(facts[Fact::kH2s], 2u);
  EXPECT_EQ(facts[Fact::kEmptyHeadings], 1u);
  EXPECT_EQ(facts[Fact::kHeadingSkips], 1u);
  EXPECT_EQ(facts[Fact::kH1Chars], 9u);
  EXPECT_EQ(facts[Fact::kH2Chars], 7u);
}

TEST_F(Facts, CharactersAreCountedAndNotBytes) {
  EXPECT_EQ(count(Fact::kH1Chars, "<h1>ä€😀</h1><h1>x</h1>"), 3u);
}

TEST_F(Facts, AHeadingOfAnImageSaysItsAlternativeText) {
  const PageFacts& facts = of("<h1><a href=/><img src=l.png alt='The logo'></a></h1>");
  EXPECT_EQ(facts.h1, "The logo");
  EXPECT_EQ(facts[Fact::kH1sOfImages], 1u);
  EXPECT_EQ(count(Fact::kH1sOfImages, "<h1>Words <img alt=more></h1>"), 0u);
  EXPECT_EQ(count(Fact::kH1sOfImages, "<h1><img></h1>"), 0u) << "it is empty";
}

TEST_F(Facts, AHeadingInsideAnotherEndsIt) {
  EXPECT_EQ(of("<h1>one<div><h2>two</h2>three</div></h1>").headings, R"([[1,"one"],[2,"two"]])");
  EXPECT_EQ(of("<h3>open").headings, R"([[3,"open"]])");
}

// ---- Images (4.8.3)

TEST_F(Facts, ImagesAsTheyAreWritten) {
  const PageFacts& facts =
      of("<img src=' a.png ' alt=' A cat ' width=10 height=20 loading=lazy>"
         "<a href=/x><b><img src=b.webp alt srcset='b1.webp 1x, b2.webp 2x'></b></a><img>");
  EXPECT_EQ(facts.images,
            R"([["a.png"," A cat ","10","20","lazy",0,0],["b.webp","",null,null,null,2,1],)"
            R"([null,null,null,null,null,0,0]])");
  EXPECT_EQ(facts[Fact::kImages], 3u);
  EXPECT_EQ(facts[Fact::kImagesWithoutAlt], 1u);
  EXPECT_EQ(facts[Fact::kImagesWithEmptyAlt], 1u);
  EXPECT_EQ(facts[Fact::kAltChars], 7u);
  EXPECT_EQ(facts[Fact::kImagesWithoutSize], 2u);
  EXPECT_EQ(facts[Fact::kImagesLazy], 1u);
  EXPECT_EQ(facts[Fact::kFirstImageLazy], 1u);
  EXPECT_EQ(facts[Fact::kImagesWithoutSrcset], 2u);
  EXPECT_EQ(facts[Fact::kImagesOfOldFormat], 1u);
}

TEST_F(Facts, ThePicturesOtherFilesCount) {
  const PageFacts& facts =
      of("<picture><source srcset='a.webp 1x, a2.webp 2x' type=image/webp><img src=a.jpg></picture>"
         "<img src=b.JPG?x=1>");
  EXPECT_EQ(facts.images,
            R"([["a.jpg",null,null,null,null,2,0],["b.JPG?x=1",null,null,null,null,0,0]])");
  EXPECT_EQ(facts[Fact::kImagesOfOldFormat], 1u);
  EXPECT_EQ(facts[Fact::kImagesWithoutSrcset], 1u);
}

TEST_F(Facts, AnImageInTheAddressIsCut) {
  const PageFacts& facts = of("<img src='data:image/png;base64," + std::string(500, 'A') + "'>");
  EXPECT_LT(facts.images.size(), 120u);
  EXPECT_EQ(facts[Fact::kImagesWithoutSrcset], 0u);
}

TEST_F(Facts, WhatIsForReadersWithoutScriptsIsNotThere) {
  const PageFacts& facts =
      of("<body><noscript><img src=a.png><h1>x</h1></noscript><h2>y</h2><noscript></noscript><p "
         "id=a>");
  EXPECT_EQ(facts.images, "");
  EXPECT_EQ(facts.headings, R"([[2,"y"]])");
  EXPECT_EQ(facts[Fact::kIds], 1u);
}

// ---- Links and scripts (4.6, 4.12.1)

TEST_F(Facts, LinksThatLeadNowhere) {
  EXPECT_EQ(count(Fact::kLinksToBlank,
                  "<a href=/ target=_BLANK><a href=/ target=_blank rel=noopener>"
                  "<a href=/ target=_blank rel='x NoReferrer'><a href=/ target=_top>"),
            1u);
  EXPECT_EQ(count(Fact::kLinksProtocolRelative, "<a href=//a.test/><a href=/b>"), 1u);
  EXPECT_EQ(count(Fact::kLinksOfScript, "<a href=' JavaScript:go()'><a href=/javascript:>"), 1u);
  EXPECT_EQ(count(Fact::kLinksToFiles, "<a href=file:///etc/x>"), 1u);
  EXPECT_EQ(count(Fact::kLinksWithoutHref, "<a>x</a><a name=p></a><a id=q></a><area>"), 1u);
  EXPECT_EQ(count(Fact::kLinksEmpty, "<a href=''>x</a><a href='  '>y</a><a href=#>z</a>"), 2u);
  EXPECT_EQ(count(Fact::kStrayHrefs, "<span href=/x>x</span><svg><use href=#y /></svg>"), 1u);
}

TEST_F(Facts, ScriptsThatHoldThePageUpOrComeUnsigned) {
  const PageFacts& facts =
      of("<script src=/a.js></script><script src=/b.js defer></script><script>x</script>"
         "<script src=https://cdn.test/c.js async></script>"
         "<script src=//CDN.test:80/d.js integrity=sha384-x type=module></script>"
         "<script src=http://user@A.test:8080/e.js async></script>"
         "<link rel=stylesheet href=https://cdn.test/s.css><body onload=go()>"
         "<script src=f.js></script><iframe></iframe><p ONCLICK=x on=z>");
  EXPECT_EQ(facts[Fact::kScripts], 7u);
  EXPECT_EQ(facts[Fact::kScriptsBlocking], 1u);
  EXPECT_EQ(facts[Fact::kScriptsUnsigned], 1u);
  EXPECT_EQ(facts[Fact::kStylesUnsigned], 1u);
  EXPECT_EQ(facts[Fact::kIframes], 1u);
  EXPECT_EQ(facts[Fact::kEventHandlers], 2u);
}

TEST_F(Facts, AnotherHost) {
  for (const std::string_view there : {"http://b.test", "//b.test/x", "https://a.test@b.test/"})
    EXPECT_TRUE(is_at_another_host(there, "a.test")) << there;
  for (const std::string_view here : {"", "/x", "//", "//a.test", "HTTP://A.TEST:80/", "x//b.test",
                                      "http:/b.test", "//a.test\\@b"})
    EXPECT_FALSE(is_at_another_host(here, "a.test")) << here;
  EXPECT_FALSE(is_at_another_host("http://[::1]:80/", "[::1]"));
}

// ---- Forms (4.10.3)

TEST_F(Facts, Forms) {
  const PageFacts& facts =
      of("<form action=' /login ' method=POST><input><input type=Password><input type=hidden>"
         "<input type=submit><select></select><textarea></textarea></form><input type=password>"
         "<form><input type=file>");
  EXPECT_EQ(facts.forms, R"([["/login","post",4,1,0],[null,"get",1,0,1]])");
  EXPECT_EQ(facts[Fact::kForms], 2u);
  EXPECT_EQ(facts[Fact::kPasswords], 2u);
}

// ---- Ids (3.2.6.1)

TEST_F(Facts, IdsThatStandMoreThanOnce) {
  const PageFacts& facts =
      of("<p id=b><p ID=a><p id=c><p id=a><p id=A><p id=a><p id><p id='b'><svg id=c></svg>");
  EXPECT_EQ(facts.ids, R"([["b",2],["a",3],["c",2]])");
  EXPECT_EQ(facts[Fact::kIds], 8u);
  EXPECT_EQ(facts[Fact::kDoubleIds], 3u);
}

TEST_F(Facts, WhatIsInATemplateIsNoPartOfThePage) {
  EXPECT_EQ(of("<p id=a><template><p id=a><h1>x</h1></template>").ids, "");
}

// ---- Bounds

TEST_F(Facts, ListsEndAndCountsGoOn) {
  std::string html;
  for (int i = 0; i < 1'001; ++i) html += "<h2>x</h2>";
  const PageFacts& facts = of(html);
  EXPECT_EQ(facts[Fact::kHeadings], 1'001u);
  EXPECT_TRUE(facts.is_cut);
  EXPECT_FALSE(of("<h2>x</h2>").is_cut);
}

TEST_F(Facts, LongTextsAreCut) {
  const std::string longer(5'000, 'x');
  const PageFacts& facts = of("<!DOCTYPE " + longer + "><meta name=viewport content=" + longer +
                              "><base href=" + longer + "><h1>" + longer +
                              "</h1><form action=" + longer + "></form><img src=" + longer +
                              " alt=" + longer + "><p id=" + longer + "><p id=" + longer + ">");
  for (const std::string* text : {&facts.doctype, &facts.viewport, &facts.base_href, &facts.h1})
    EXPECT_LE(text->size(), 512u);
  for (const std::string* list : {&facts.headings, &facts.images, &facts.forms, &facts.ids})
    EXPECT_LE(list->size(), 2'200u);
  EXPECT_TRUE(facts.is_cut);
}

TEST(JsonRows, IsJsonWhateverTheTextsSay) {
  JsonRows rows({.max_rows = 2, .max_text_bytes = 8, .max_bytes = 100});
  EXPECT_EQ(rows.take(), "");
  ASSERT_TRUE(rows.begin());
  rows.text(std::string_view("\"\\\n\x1F\0", 5)).null().number(7).end();
  ASSERT_TRUE(rows.begin());
  EXPECT_FALSE(rows.is_cut());
  rows.text("1234567ä").end();
  EXPECT_TRUE(rows.is_cut());
  EXPECT_FALSE(rows.begin());
  EXPECT_EQ(rows.take(), "[[\"\\\"\\\\\\u000a\\u001f\uFFFD\",null,7],[\"1234567\"]]");
  rows.clear();
  EXPECT_EQ(rows.take(), "");
  EXPECT_FALSE(rows.is_cut());
}

}  // namespace
}  // namespace parser
