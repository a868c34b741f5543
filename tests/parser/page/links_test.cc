#include "parser/page/links.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parser/encoding/encoding_labels.h"
#include "parser/page/link_header.h"
#include "parser/page/meta_refresh.h"
#include "parser/page/srcset.h"
#include "tests/support/conformance.h"

namespace {

using parser::LinkKind;
using parser::PageLimits;
using parser::ParsedLink;

TEST(Srcset, CasesOfWebPlatformTests) {
  CONFORMANCE_CASES(cases, "srcset.jsonl");
  std::size_t seen = 0;
  for (const auto& c : cases) {
    const auto srcset = c["srcset"].get<std::string>();
    std::vector<std::string_view> urls;
    parser::parse_srcset(srcset, SIZE_MAX, urls);
    const std::vector<std::string> found(urls.begin(), urls.end());
    EXPECT_EQ(found, c["candidates"].get<std::vector<std::string>>()) << srcset;
    ++seen;
  }
  EXPECT_EQ(seen, 236u);
}

TEST(Srcset, EndsWhenThereAreSoMany) {
  std::vector<std::string_view> urls;
  parser::parse_srcset("a 1x, b 2x, c 3x", 2, urls);
  EXPECT_EQ(urls, (std::vector<std::string_view>{"a", "b"}));
}

TEST(MetaRefresh, CasesOfWebPlatformTests) {
  CONFORMANCE_CASES(cases, "meta-refresh.jsonl");
  std::size_t seen = 0;
  for (const auto& c : cases) {
    const auto content = c["content"].get<std::string>();
    const auto refresh = parser::parse_meta_refresh(content);
    ++seen;
    ASSERT_EQ(refresh.has_value(), c["valid"].get<bool>()) << content;
    if (!refresh) continue;
    EXPECT_EQ(refresh->seconds, c["seconds"].get<uint64_t>()) << content;
    // The case's URL is the one parsed: tabs and line feeds are the URL parser's to take out.
    std::string url(refresh->url);
    std::erase_if(url, [](char ch) { return ch == '\t' || ch == '\n' || ch == '\r'; });
    EXPECT_EQ(url, c["url"].get<std::string>()) << content;
  }
  EXPECT_EQ(seen, 73u);
}

TEST(MetaRefresh, AnEndlessDelayDoesNotOverflow) {
  const std::string content = std::string(1000, '9') + "; url=a";
  const auto refresh = parser::parse_meta_refresh(content);
  ASSERT_TRUE(refresh);
  EXPECT_GT(refresh->seconds, 1'000'000'000u);
  EXPECT_EQ(refresh->url, "a");
}

TEST(LinkHeader, Rfc8288Section3) {
  const auto links = parser::parse_link_header(
      R"(<a>; rel="next prev"; Title="x, \"y;", <b,c> ;rel = canonical;rel=icon, ,<d>;type="t/u";hreflang=de)");
  ASSERT_EQ(links.size(), 3u);
  EXPECT_EQ(links[0].target, "a");
  EXPECT_EQ(links[0].rel, "next prev");
  EXPECT_EQ(links[1].target, "b,c");
  EXPECT_EQ(links[1].rel, "canonical");
  EXPECT_EQ(links[2].target, "d");
  EXPECT_EQ(links[2].type, "t/u");
  EXPECT_TRUE(links[2].has_hreflang);
  EXPECT_EQ(links[2].languages, std::vector<std::string>{"de"});
}

TEST(LinkHeader, ReadingEndsAtWhatIsNotWellFormed) {
  EXPECT_EQ(parser::parse_link_header("a; rel=next").size(), 0u);
  EXPECT_EQ(parser::parse_link_header("<a").size(), 0u);
  EXPECT_EQ(parser::parse_link_header("<a>; rel=\"next, <b>").size(), 1u);
  EXPECT_EQ(parser::parse_link_header("<a>, b, <c>").size(), 1u);
  EXPECT_EQ(parser::parse_link_header("").size(), 0u);
  EXPECT_EQ(parser::parse_link_header("<>;;=;rel").size(), 1u);
}

TEST(LinkRel, DecidesTheKind) {
  const auto kind = [](std::string_view rel, bool hreflang = false, std::string_view type = "") {
    return parser::kind_of_rel(rel, hreflang, type);
  };
  EXPECT_EQ(kind("Canonical"), LinkKind::kCanonical);
  EXPECT_EQ(kind("alternate", true), LinkKind::kHreflang);
  EXPECT_EQ(kind("alternate", false, "application/RSS+xml; charset=x"), LinkKind::kFeed);
  EXPECT_EQ(kind("alternate", true, "application/atom+xml"), LinkKind::kFeed);
  EXPECT_EQ(kind("alternate"), LinkKind::kLink);
  EXPECT_EQ(kind("alternate stylesheet"), LinkKind::kStylesheet);
  EXPECT_EQ(kind("next"), LinkKind::kNext);
  EXPECT_EQ(kind("prev"), LinkKind::kPrev);
  EXPECT_EQ(kind("shortcut icon"), LinkKind::kIcon);
  EXPECT_EQ(kind("nexto"), LinkKind::kLink);
  EXPECT_EQ(kind(""), LinkKind::kLink);
}

// The links of a page at http://a.test/dir/page.
class Page final : public parser::HtmlVisitor {
 public:
  explicit Page(std::string_view html, const PageLimits& limits = {}, bool nofollow = false,
                parser::Encoding document = parser::Encoding::kUtf8) {
    links_.begin(limits);
    parser_.parse(html, {});
    parser_.walk(*this);
    url_.assign("http://a.test/dir/page");
    links_.resolve(url_, document, nofollow, found);
  }
  void open(const parser::Element& element) override { links_.open(element); }
  void text(std::string_view text) override { links_.text(text); }
  void close(parser::Tag) override { links_.close(); }

  const parser::LinkCollector& links() const { return links_; }
  // "kind url" of each, one a line.
  std::string lines() const {
    std::string all;
    for (const ParsedLink& link : found)
      all += std::string(parser::name_of(link.kind)) + " " + std::string(link.url) + "\n";
    return all;
  }

  std::vector<ParsedLink> found;

 private:
  parser::HtmlParser parser_;
  parser::LinkCollector links_;
  parser::Url url_;
};

std::string lines(std::string_view html) { return Page(html).lines(); }

std::string anchor(std::string_view html, std::size_t max_bytes = 512) {
  PageLimits limits;
  limits.max_anchor_bytes = max_bytes;
  const Page page(html, limits);
  return page.found.empty() ? "no link" : std::string(page.found.at(0).anchor);
}

struct KindCase {
  std::string_view html, lines;
};

class EveryKind : public testing::TestWithParam<KindCase> {};

TEST_P(EveryKind, OfLinkIsFound) { EXPECT_EQ(lines(GetParam().html), GetParam().lines); }

INSTANTIATE_TEST_SUITE_P(
    Links, EveryKind,
    testing::Values(
        KindCase{"<a href=x>", "a http://a.test/dir/x\n"},
        KindCase{"<svg><a xlink:href=x></svg>", "a http://a.test/dir/x\n"},
        KindCase{"<map><area href=/x></map>", "area http://a.test/x\n"},
        KindCase{"<link rel=preload href=x>", "link http://a.test/dir/x\n"},
        KindCase{"<link rel=preload imagesrcset='x 1x'>", "link http://a.test/dir/x\n"},
        KindCase{"<link rel=canonical href=x>", "canonical http://a.test/dir/x\n"},
        KindCase{"<link rel=alternate hreflang=de href=x>", "hreflang http://a.test/dir/x\n"},
        KindCase{"<link rel=alternate type=application/rss+xml href=x>",
                 "feed http://a.test/dir/x\n"},
        KindCase{"<link rel=next href=x>", "next http://a.test/dir/x\n"},
        KindCase{"<link rel=prev href=x>", "prev http://a.test/dir/x\n"},
        KindCase{"<link rel=stylesheet href=x>", "stylesheet http://a.test/dir/x\n"},
        KindCase{"<link rel=icon href=x>", "icon http://a.test/dir/x\n"},
        KindCase{"<img src=x srcset='y 1x, z 2x'>",
                 "img http://a.test/dir/x\nimg http://a.test/dir/y\nimg http://a.test/dir/z\n"},
        KindCase{"<svg><image href=x></svg>", "img http://a.test/dir/x\n"},
        KindCase{"<picture><source src=x srcset=y></picture>",
                 "source http://a.test/dir/x\nsource http://a.test/dir/y\n"},
        KindCase{"<iframe src=x></iframe>", "iframe http://a.test/dir/x\n"},
        KindCase{"<frameset><frame src=x></frameset>", "frame http://a.test/dir/x\n"},
        KindCase{"<script src=x></script>", "script http://a.test/dir/x\n"},
        KindCase{"<form action=x>", "form http://a.test/dir/x\n"},
        KindCase{"<button formaction=x>", "form http://a.test/dir/x\n"},
        KindCase{"<video src=x poster=y></video>",
                 "video http://a.test/dir/x\nvideo http://a.test/dir/y\n"},
        KindCase{"<audio src=x><track src=y></audio>",
                 "audio http://a.test/dir/x\ntrack http://a.test/dir/y\n"},
        KindCase{"<embed src=x>", "embed http://a.test/dir/x\n"},
        KindCase{"<object data=x></object>", "object http://a.test/dir/x\n"},
        KindCase{"<input type=Image src=x>", "input http://a.test/dir/x\n"},
        KindCase{"<input type=text src=x>", ""},
        KindCase{"<meta http-equiv=Refresh content='5; url=x'>", "refresh http://a.test/dir/x\n"},
        KindCase{"<meta http-equiv=refresh content=5>", ""}));

TEST(Links, OfNoscriptAreKeptOfTemplatesNot) {
  EXPECT_EQ(lines("<noscript><a href=x>y</a></noscript><template><a href=z></template>"),
            "a http://a.test/dir/x\n");
}

TEST(StyleElement, NamesFilesAsASheetDoes) {
  EXPECT_EQ(lines("<a href=1></a><style>@import 'i.css'; p { background: url(b.png) } /* url(c) */"
                  " q { x: url(\"d e.png\"), url(#g), url(data:,f) }</style><a href=2></a>"),
            "a http://a.test/dir/1\nstylesheet http://a.test/dir/i.css\n"
            "css http://a.test/dir/b.png\ncss http://a.test/dir/d%20e.png\n"
            "a http://a.test/dir/2\n");
  EXPECT_EQ(lines("<base href=/b/><style>p{x:url(y)}</style>"), "css http://a.test/b/y\n");
  EXPECT_EQ(lines("<svg><style>p{x:url(<![CDATA[y]]>)}<g>url(z)</g></style></svg>"),
            "css http://a.test/dir/y\n");
  EXPECT_EQ(lines("<style>p{x:url(&amp;y)}"), "css http://a.test/dir/&amp;y\n");
}

TEST(StyleElement, OnlyCssIsRead) {
  EXPECT_EQ(lines("<style type='text/css'>p{x:url(a)}</style><style type=''>p{x:url(b)}</style>"
                  "<style type=Text/CSS>p{x:url(c)}</style>"),
            "css http://a.test/dir/a\ncss http://a.test/dir/b\ncss http://a.test/dir/c\n");
  EXPECT_EQ(lines("<style type=text/less>p{x:url(a)}</style><style type='text/css;charset=x'>"
                  "p{x:url(b)}</style><script>url(c)</script><template><style>p{x:url(d)}</style>"
                  "</template>"),
            "");
}

TEST(StyleAttribute, WhatItNamesIsLinked) {
  EXPECT_EQ(lines("<p style='x:url(e)'><a style=\"x:URL('f g.png');y:url(&quot;h&amp;&quot;)\" "
                  "href=1>t</a>"),
            "css http://a.test/dir/e\ncss http://a.test/dir/f%20g.png\n"
            "css http://a.test/dir/h&\na http://a.test/dir/1\n");
  EXPECT_EQ(
      lines("<base href=/b/><body style='background:url(y)'><svg><g style='fill:url(#a)'/></svg>"),
      "css http://a.test/b/y\n");
}

TEST(StyleAttribute, NothingElseOfItIs) {
  EXPECT_EQ(
      lines("<p style='x:rgb(1,2,3)'><p style=\"@import 'a.css'; @import url(b.css)\"><p style="
            "'/* url(c) */x:\"url(d)\"'><p style><p style=''><p style='x:url('>"),
      "");
  PageLimits few;
  few.max_links = 10;
  std::string value;
  for (int i = 0; i < 1000; ++i) value += "x:url(a" + std::to_string(i) + ");";
  const Page one("<p style='" + value + "'><p style='" + value + "'>", few);
  EXPECT_EQ(one.found.size(), 10u);
  EXPECT_TRUE(one.links().hit_limit());
}

TEST(StyleElement, HostileOnesAreBounded) {
  PageLimits few;
  few.max_links = 10;
  std::string sheet;
  for (int i = 0; i < 1000; ++i) sheet += "p{x:url(a" + std::to_string(i) + ")}";
  const Page one("<style>" + sheet + "</style>", few);
  EXPECT_EQ(one.found.size(), 10u);
  EXPECT_TRUE(one.links().hit_limit());
  few.max_links = 1000;
  few.max_url_bytes = 20;
  const Page longer("<style>p{x:url(" + std::string(21, 'a') + ")} q{x:url(b)}</style>", few);
  EXPECT_EQ(longer.found.size(), 1u);
  for (const char* odd :
       {"<style>p{x:url(", "<style>@import", "<style>@import '", "<style>p{x:url('a", "<style>/*",
        "<style>p{x:url(a\\", "<style>url()url('')url( )", "<style>(((((((url", "<style>@@@@"})
    EXPECT_LE(Page(odd).found.size(), 1u) << odd;
}

TEST(StyleElement, ItsQueriesAreInUtf8WhateverThePageIsIn) {
  const Page page("<a href='?\u00E4'></a><style>p{x:url(y?\u00E4)}</style>", {}, false,
                  parser::Encoding::kWindows1252);
  EXPECT_EQ(page.lines(), "a http://a.test/dir/page?%E4\ncss http://a.test/dir/y?%C3%A4\n");
}

TEST(Links, OtherSchemesAreNoLinks) {
  EXPECT_EQ(lines("<a href='javascript:x()'><a href=mailto:a@b><a href='tel:1'>"
                  "<img src='data:image/png,x'><a href='http://[bad/'>"),
            "");
}

TEST(Links, APlaceOnThePageItselfIsNoLinkButThePageIs) {
  EXPECT_EQ(lines("<a href=#x><a href=' #x '><a href=#>"), "");
  EXPECT_EQ(lines("<a href=''><a href=page><a href=page#x>"),
            "a http://a.test/dir/page\na http://a.test/dir/page\na http://a.test/dir/page\n");
  EXPECT_EQ(lines("<base href=/other><a href=#x>"), "a http://a.test/other\n");
}

TEST(Links, AnEmptyAddressFetchesNothing) {
  EXPECT_EQ(lines("<img src=''><script src=''></script><link rel=icon href=''>"), "");
}

TEST(Base, TheFirstOneWithAnHrefHoldsForTheWholeDocument) {
  EXPECT_EQ(lines("<a href=x><base target=_top><base href=/b/><base href=/c/><a href=y>"),
            "a http://a.test/b/x\na http://a.test/b/y\n");
  EXPECT_EQ(lines("<base href=//b.test><a href=x>"), "a http://b.test/x\n");
}

TEST(Base, OneThatIsNoBaseIsIgnored) {
  for (const char* base : {"javascript:x", "data:text/html,x", "http://[", ""})
    EXPECT_EQ(lines("<base href='" + std::string(base) + "'><a href=x>"), "a http://a.test/dir/x\n")
        << base;
}

TEST(Links, RepeatedOnesAreKeptWithOneAddress) {
  const Page page("<a href=x>1</a><a href=y>2</a><a href=x>3</a>");
  ASSERT_EQ(page.found.size(), 3u);
  EXPECT_EQ(page.found[0].url, page.found[2].url);
  EXPECT_EQ(page.found[0].key, page.found[2].key);
  EXPECT_EQ(page.found[2].anchor, "3");
  EXPECT_EQ(page.found[2].position, 2u);
  EXPECT_EQ(page.found[2].target().host(), "a.test");
}

TEST(Anchor, IsTheVisibleTextInsideWithTheAltOfImages) {
  EXPECT_EQ(anchor("<a href=x> a \n b<b>c</b> d</a>e"), "a bc d");
  EXPECT_EQ(anchor("<a href=x>a<img src=y alt=' b  c '>d</a>"), "a b c d");
  EXPECT_EQ(anchor("<a href=x><div>a</div><div>b</div></a>"), "a b");
  EXPECT_EQ(anchor("<a href=x>a<script>b</script><span hidden>c</span>d</a>"), "ad");
  EXPECT_EQ(anchor("<a href=x>Gro\u00DF&shy;v\u00E4<b>&shy;ter</b> <img src=y "
                   "alt='&#x200B;im&shy;mer'></a>"),
            "Gro\u00DFv\u00E4ter immer");
  EXPECT_EQ(anchor("<a href=x><svg><title>a</title></svg></a>"), "");
  EXPECT_EQ(anchor("<area href=x alt=' a  b '>"), "a b");
}

TEST(Anchor, OfALinkThatAnotherOneInterruptsEndsThere) {
  const Page page("<a href=x>a<table><tr><td><a href=y>b</a></table>c");
  ASSERT_EQ(page.found.size(), 2u);
  EXPECT_EQ(page.found[1].anchor, "b");
}

TEST(Anchor, IsCutAsItIsShownHoweverMuchWhiteSpaceThereWas) {
  const std::string space(100, ' ');
  EXPECT_EQ(anchor("<a href=x>" + space + "ab" + space + "cd" + space + "efgh ij</a>", 10),
            "ab cd efgh");
  EXPECT_EQ(anchor("<a href=x>a\u00E4\u00E4</a>", 4), "a\u00E4");
}

TEST(Anchor, OneThatNeverClosesEndsWithThePage) { EXPECT_EQ(anchor("<a href=x>a b"), "a b"); }

TEST(Anchor, IsCutAtACharacter) {
  EXPECT_EQ(anchor("<a href=x>abc</a>", 3), "abc");
  EXPECT_EQ(anchor("<a href=x>ab\xC3\xA4</a>", 3), "ab");
  EXPECT_EQ(anchor("<a href=x>ab cd</a>", 3), "ab");
  EXPECT_EQ(anchor("<a href=x>" + std::string(100'000, 'x') + "</a>").size(), 512u);
}

TEST(Links, RelIsFoldedAndNofollowIsOneOfItsWords) {
  const Page page("<a rel=' NoFollow \n ugc ' href=x><a rel=nofollows href=y>");
  ASSERT_EQ(page.found.size(), 2u);
  EXPECT_EQ(page.found[0].rel, "NoFollow ugc");
  EXPECT_TRUE(page.found[0].nofollow);
  EXPECT_FALSE(page.found[1].nofollow);
  EXPECT_TRUE(Page("<a href=x>", {}, true).found.at(0).nofollow);
}

TEST(Links, CanonicalIsTheFirstInTheTree) {
  EXPECT_EQ(Page("<link rel=canonical href=x><link rel=canonical href=y>").links().canonical(),
            "http://a.test/dir/x");
  EXPECT_EQ(
      Page("<link rel=canonical href='http://['><link rel=canonical href=y>").links().canonical(),
      "");
  EXPECT_EQ(Page("<a href=x>").links().canonical(), "");
}

TEST(Limits, OfLinksIsAFlagAndKeepsTheFirst) {
  PageLimits limits;
  limits.max_links = 2;
  const Page page("<a href=x><a href=y><a href=z>", limits);
  EXPECT_EQ(page.lines(), "a http://a.test/dir/x\na http://a.test/dir/y\n");
  EXPECT_TRUE(page.links().hit_limit());
  EXPECT_FALSE(Page("<a href=x><a href=y>", limits).links().hit_limit() &&
               Page("<a href=x>", limits).links().hit_limit());
}

TEST(Limits, AnAddressThatIsTooLongIsNoLink) {
  PageLimits limits;
  limits.max_url_bytes = 10;
  EXPECT_EQ(Page("<a href=01234567890><a href=0123456789>", limits).lines(),
            "a http://a.test/dir/0123456789\n");
}

}  // namespace
