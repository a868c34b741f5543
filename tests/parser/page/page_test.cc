#include "parser/page/page.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "parser/sitemap/sitemap.h"

namespace {

using parser::LinkKind;
using parser::PageLimits;
using parser::PageParser;
using parser::ParsedLink;
using parser::ParsedPage;
using parser::RawPage;

using Headers = std::vector<std::pair<std::string, std::string>>;

// A response of http://a.test/dir/page and what the parser makes of it.
struct Response {
  std::string body;
  Headers headers = {{"Content-Type", "text/html"}};
  int status = 200;
  bool is_sitemap = false;
  bool body_cut = false;
  PageLimits limits = {};
};

class Parsed {
 public:
  explicit Parsed(Response response) : response_(std::move(response)) {
    RawPage raw;
    raw.url = "http://a.test/dir/page";
    raw.status = response_.status;
    raw.headers = &response_.headers;
    raw.body = response_.body;
    raw.is_sitemap = response_.is_sitemap;
    raw.body_cut = response_.body_cut;
    page_ = &parser_.parse(raw, response_.limits);
  }
  const ParsedPage* operator->() const { return page_; }
  std::string lines() const {
    std::string all;
    for (const ParsedLink& link : page_->links) {
      EXPECT_EQ(link.position, static_cast<uint32_t>(&link - page_->links.data()));
      all += std::string(parser::name_of(link.kind)) + " " + std::string(link.url) + "\n";
    }
    return all;
  }
  std::string hit() const { return parser::names_of(page_->limits_hit); }

 private:
  Response response_;
  PageParser parser_;
  const ParsedPage* page_;
};

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Names, OfKindsAndLimits) {
  EXPECT_EQ(parser::name_of(LinkKind::kA), "a");
  EXPECT_EQ(parser::name_of(LinkKind::kHreflang), "hreflang");
  EXPECT_EQ(parser::name_of(LinkKind::kSitemap), "sitemap");
  EXPECT_EQ(parser::names_of(0), "");
  EXPECT_EQ(parser::names_of(parser::kHitBody | parser::kHitLinks), "body,links");
  EXPECT_EQ(parser::names_of(511), "body,links,text,arena,parse-time,coding,sitemap,fault,depth");
}

TEST(Page, IsDescribed) {
  const Parsed page(
      {.body = "<!doctype html><html lang=de><head><title> A \n b </title>"
               "<meta name=description content=' c  d'><link rel=canonical href=/e>"
               "<meta name=robots content='noindex'></head><body><h1>One</h1><p>two three",
       .headers = {{"content-type", "Text/HTML; charset=UTF-8"},
                   {"X-Robots-Tag", "nofollow"},
                   {"X-Robots-Tag", "otherbot: noarchive"}}});
  EXPECT_EQ(page->content_type, "text/html");
  EXPECT_EQ(page->charset, "UTF-8");
  EXPECT_EQ(page->lang, "de");
  EXPECT_EQ(page->title, "A b");
  EXPECT_EQ(page->description, "c d");
  EXPECT_EQ(page->canonical, "http://a.test/e");
  EXPECT_EQ(page->meta_robots, "noindex");
  EXPECT_EQ(page->header_robots, "nofollow, otherbot: noarchive");
  EXPECT_TRUE(page->noindex);
  EXPECT_TRUE(page->nofollow);
  EXPECT_EQ(page->text, "One\ntwo three");
  EXPECT_EQ(page->word_count, 3u);
  EXPECT_NE(page->content_hash, 0u);
  EXPECT_NE(page->simhash, 0u);
  EXPECT_EQ(page.hit(), "");
}

TEST(Page, NumbersBeyondUnicodeAreNoLetters) {
  const std::string beyond =
      "&#x" + std::string(60, 'd') + ";&#x100000041;&#4294967361&#99999999999;";
  const std::string body =
      "<title>" + beyond + "</title><p>&#65;" + beyond + "&#x10FFFF;<img src='" + beyond + "'>";
  for (const bool condense : {true, false}) {
    PageLimits limits;
    limits.condense = condense;
    const Parsed page({.body = body, .limits = limits});
    EXPECT_EQ(page->title, "\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(page->text.substr(0, 13), "A\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(page.lines(), "img http://a.test/dir/%EF%BF%BD%EF%BF%BD%EF%BF%BD%EF%BF%BD\n");
  }
}

TEST(Page, LettersBehindANumberBeyondUnicodeStay) {
  const Parsed page({.body = "<title>&#1114112ddddddddd&#x110000g&#99999999;</title>"});
  EXPECT_EQ(page->title, "\uFFFDddddddddd\uFFFDg\uFFFD");
}

TEST(Page, ControlsStayWhatTheyAre) {
  const Parsed page(
      {"<meta charset=utf-8><title>t\x1Fu</title><a href='/x\x7Fy'>a\x1D"
       "b</a><p>a\xC2\x8F"
       "b&#x1;&#x8D;\xEF\xBF\xBE<p>&#x80;"});
  EXPECT_EQ(page->title, "t\x1Fu");
  EXPECT_EQ(page->text,
            "a\x1D"
            "b\na\xC2\x8F"
            "b\x01\xC2\x8D\xEF\xBF\xBE\n\u20AC");
  EXPECT_EQ(page.lines(), "a http://a.test/x%7Fy\n");
}

TEST(Page, WithoutABodyIsEmpty) {
  const Parsed page({.body = "", .headers = {}, .status = 204});
  EXPECT_EQ(page->content_type, "");
  EXPECT_EQ(page->charset, "");
  EXPECT_EQ(page->content_hash, 0u);
  EXPECT_EQ(page->simhash, 0u);
  EXPECT_TRUE(page->links.empty());
}

TEST(Page, IsForgottenByTheNext) {
  PageParser parser;
  const std::string body = "<html lang=de><title>a</title><a href=x>b</a>";
  const Headers headers = {{"Content-Type", "text/html"}, {"X-Robots-Tag", "none"}};
  RawPage raw;
  raw.url = "http://a.test/";
  raw.headers = &headers;
  raw.body = body;
  EXPECT_EQ(parser.parse(raw, {}).links.size(), 1u);
  raw.headers = nullptr;
  raw.body = {};
  const ParsedPage& page = parser.parse(raw, {});
  EXPECT_EQ(page.title, "");
  EXPECT_EQ(page.lang, "");
  EXPECT_EQ(page.header_robots, "");
  EXPECT_FALSE(page.nofollow);
  EXPECT_TRUE(page.links.empty());
}

TEST(Robots, WordsOfTheHeaderCountIfTheyAreForUs) {
  struct Case {
    std::string_view value;
    bool noindex, nofollow;
  };
  for (const Case& c :
       {Case{"noindex", true, false}, Case{"NONE", true, true}, Case{"all", false, false},
        Case{"otherbot: noindex, nofollow", false, false}, Case{"crawl: nofollow", false, true},
        Case{"nofollow, otherbot: noindex", false, true},
        Case{"unavailable_after: 25 Jun 2010 15:00:00 PST, noindex", true, false},
        Case{"max-snippet: 10, nofollow", false, true}}) {
    const Parsed page({.body = "", .headers = {{"X-Robots-Tag", std::string(c.value)}}});
    EXPECT_EQ(page->noindex, c.noindex) << c.value;
    EXPECT_EQ(page->nofollow, c.nofollow) << c.value;
  }
}

TEST(Robots, NofollowOfThePageIsThatOfEachLink) {
  const Parsed page({.body = "<meta name=robots content=nofollow><a href=x>"});
  EXPECT_TRUE(page->links.at(0).nofollow);
}

TEST(Language, IsThatOfTheElementThenOfMetaThenOfTheHeader) {
  const Headers headers = {{"Content-Type", "text/html"}, {"Content-Language", "fr"}};
  const std::string meta = "<meta http-equiv=content-language content=de>";
  EXPECT_EQ(Parsed({.body = "<html lang=en>" + meta, .headers = headers})->lang, "en");
  EXPECT_EQ(Parsed({.body = meta, .headers = headers})->lang, "de");
  EXPECT_EQ(Parsed({.body = "x", .headers = headers})->lang, "fr");
  EXPECT_EQ(Parsed({.body = "x",
                    .headers = {{"Content-Type", "text/html"}, {"Content-Language", "fr, de"}}})
                ->lang,
            "");
}

TEST(Headers, OfLinkAndRefreshComeFirstAndIgnoreTheBase) {
  const Parsed page({.body = "<base href=/b/><a href=x><link rel=canonical href=y>",
                     .headers = {{"Content-Type", "text/html"},
                                 {"LINK", "<l>; rel=next, <c>; rel=\"canonical\""},
                                 {"Refresh", "3; url=r"},
                                 {"Link", "</s.css>;rel=stylesheet"}}});
  EXPECT_EQ(page.lines(),
            "next http://a.test/dir/l\ncanonical http://a.test/dir/c\n"
            "refresh http://a.test/dir/r\nstylesheet http://a.test/s.css\n"
            "a http://a.test/b/x\ncanonical http://a.test/b/y\n");
  EXPECT_EQ(page->canonical, "http://a.test/b/y");
}

TEST(Headers, CanonicalCountsIfTheTreeHasNone) {
  const Parsed page({.body = "x",
                     .headers = {{"Link", "<o>; rel=canonical; anchor=\"/other\""},
                                 {"Link", "<c>; rel=canonical"}}});
  EXPECT_EQ(page->canonical, "http://a.test/dir/c");
}

TEST(Redirect, IsALinkAndATarget) {
  for (const int status : {301, 302, 303, 307, 308}) {
    const Parsed page({.body = "<a href=x>",
                       .headers = {{"Location", "../y?q#f"}, {"Content-Type", "text/html"}},
                       .status = status});
    EXPECT_EQ(page->redirect_to, "http://a.test/y?q");
    EXPECT_EQ(page.lines(), "redirect http://a.test/y?q\na http://a.test/dir/x\n");
  }
}

TEST(Redirect, NeedsAStatusAndAUsableLocation) {
  EXPECT_EQ(Parsed({.body = "", .headers = {{"Location", "/y"}}, .status = 200})->redirect_to, "");
  EXPECT_EQ(Parsed({.body = "", .headers = {{"Location", "/y"}}, .status = 304})->redirect_to, "");
  EXPECT_EQ(Parsed({.body = "", .headers = {{"Location", "ftp://b"}}, .status = 302})->redirect_to,
            "");
  EXPECT_EQ(Parsed({.body = "", .headers = {{"Location", ""}}, .status = 302})->redirect_to, "");
  EXPECT_EQ(Parsed({.body = "", .headers = {}, .status = 302})->redirect_to, "");
}

TEST(Redirect, BytesBeyondAsciiAreEscapedAsTheyAre) {
  const auto target = [](std::string location) {
    return std::string(
        Parsed({.body = "", .headers = {{"Location", std::move(location)}}, .status = 302})
            ->redirect_to);
  };
  EXPECT_EQ(target("/\xC3\xA4"), "http://a.test/%C3%A4");
  EXPECT_EQ(target("/caf\xE9-menu?\xE9=\xFF"), "http://a.test/caf%E9-menu?%E9=%FF");
  EXPECT_EQ(target("http://b\xC3\xBC.test/\xE9"), "http://xn--b-eha.test/%E9");
  EXPECT_EQ(target("http://b\xFC.test/"), "");
}

TEST(ContentCoding, IsTakenOff) {
  const Parsed page({.body = gzip("<a href=x>"),
                     .headers = {{"Content-Type", "text/html"}, {"Content-Encoding", "gzip"}}});
  EXPECT_EQ(page->body, "<a href=x>");
  EXPECT_EQ(page.lines(), "a http://a.test/dir/x\n");
  EXPECT_EQ(page.hit(), "");
}

TEST(ContentCoding, FaultsAreFlagsAndWhatCameOutIsKept) {
  const Headers headers = {{"Content-Type", "text/html"}, {"Content-Encoding", "gzip"}};
  std::string text = "<a href=x>";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * i % 7919);
  const std::string whole = gzip(text);
  const std::string cut = whole.substr(0, whole.size() / 2);
  EXPECT_EQ(Parsed({.body = cut, .headers = headers}).hit(), "coding");
  const Parsed page({.body = cut, .headers = headers, .body_cut = true});
  EXPECT_EQ(page.hit(), "body");
  EXPECT_EQ(page->links.size(), 1u);
  EXPECT_EQ(Parsed({.body = "x", .headers = {{"Content-Encoding", "compress"}}}).hit(), "coding");
}

TEST(ContentCoding, TheLimitIsOnWhatComesOut) {
  PageLimits limits;
  limits.max_body_bytes = 1000;
  const Parsed page({.body = gzip("<a href=x>" + std::string(1'000'000, 'x')),
                     .headers = {{"Content-Type", "text/html"}, {"Content-Encoding", "gzip"}},
                     .limits = limits});
  EXPECT_EQ(page->body.size(), 1000u);
  EXPECT_EQ(page.hit(), "body");
  EXPECT_EQ(page->links.size(), 1u);
  EXPECT_EQ(Parsed({.body = std::string(1001, 'x'), .limits = limits})->body.size(), 1000u);
}

TEST(Charset, OfThePageDecidesHowItIsRead) {
  const Parsed latin({.body = "<title>\xE4</title>",
                      .headers = {{"Content-Type", "text/html; charset=iso-8859-1"}}});
  EXPECT_EQ(latin->charset, "windows-1252");
  EXPECT_EQ(latin->title, "\xC3\xA4");
  const std::string ascii = "<title>t</title><a href=x>";
  std::string utf16 = "\xFF\xFE";
  for (const char c : ascii) utf16 += {c, '\0'};
  const Parsed wide({.body = utf16});
  EXPECT_EQ(wide->charset, "UTF-16LE");
  EXPECT_EQ(wide->title, "t");
  EXPECT_EQ(wide.lines(), "a http://a.test/dir/x\n");
}

TEST(Charset, IsThatOfTheQueriesOfLinks) {
  const std::string cyrillic = "\xF2\xE5\xF1\xF2";
  Response response{
      "<base href='/\xF2/?\xF2'><meta http-equiv=refresh content='0;url=?\xF2=\xF1'>"
      "<link rel=canonical href='/c?\xF2'><a href='/s?q=" +
      cyrillic + "&x=&#1234;&#9731;#" + cyrillic + "'>a</a><form action='f\xF2?\xF2'>"};
  response.headers = {{"Content-Type", "text/html; charset=windows-1251"},
                      {"Link", "</h?\xD1\x82>; rel=next"},
                      {"Refresh", "1; url=/r?\xD1\x82"}};
  const Parsed page(response);
  EXPECT_EQ(page.lines(),
            "next http://a.test/h?%D1%82\n"
            "refresh http://a.test/r?%F2\n"
            "refresh http://a.test/%D1%82/?%F2=%F1\n"
            "canonical http://a.test/c?%F2\n"
            "a http://a.test/s?q=%F2%E5%F1%F2&x=%26%231234%3B%26%239731%3B\n"
            "form http://a.test/%D1%82/f%D1%82?%F2\n");
  EXPECT_EQ(page->canonical, "http://a.test/c?%F2");
}

TEST(Charset, OfOtherEncodingsForQueries) {
  Response japanese{"<a href='/find?w=\x8A\x43&n=1'>",
                    {{"Content-Type", "text/html; charset=sjis"}}};
  EXPECT_EQ(Parsed(japanese).lines(), "a http://a.test/find?w=%8AC&n=1\n");
  Response wide{std::string("\xFF\xFE<\0a\0 \0h\0r\0e\0f\0=\0?\0\x42\x04>\0", 24)};
  EXPECT_EQ(Parsed(wide).lines(), "a http://a.test/dir/page?%D1%82\n");
  Response redirect{"x", {{"Content-Type", "text/html; charset=koi8-r"}, {"Location", "/?т"}}, 301};
  EXPECT_EQ(Parsed(redirect).lines(), "redirect http://a.test/?%D1%82\n");
}

TEST(ContentType, DecidesWhatIsRead) {
  const auto links = [](std::string type) {
    Headers headers;
    if (!type.empty()) headers.emplace_back("Content-Type", type);
    return Parsed({.body = "<html><a href=x>y</a>", .headers = headers})->links.size();
  };
  EXPECT_EQ(links("text/html"), 1u);
  EXPECT_EQ(links("application/xhtml+xml;x"), 1u);
  EXPECT_EQ(links("application/xml"), 1u);  // its root is html
  EXPECT_EQ(links(""), 1u);                 // by its first bytes
  EXPECT_EQ(links("no-type"), 1u);
  EXPECT_EQ(links("text/plain"), 0u);
  EXPECT_EQ(links("image/svg+xml"), 0u);
  EXPECT_EQ(links("application/octet-stream"), 0u);
}

constexpr std::string_view kXhtml =
    "<?xml version='1.0'?><!DOCTYPE html><html "
    "xmlns='http://www.w3.org/1999/xhtml' "
    "xml:lang='en'><head><title/><script src='/s.js'/></head><body><a id='top'/>"
    "<a href='/one'>one</a><iframe src='/inner'/><textarea/><div/>"
    "<p><a href='/two?a=1&amp;b=2'>t<![CDATA[w<o & ]]></a></p></body></html>";

TEST(ContentType, XhtmlIsReadByTheSyntaxOfXml) {
  for (const char* const type : {"application/xhtml+xml", "application/xml", "text/xml"}) {
    const Parsed page({std::string(kXhtml), {{"Content-Type", type}}});
    EXPECT_EQ(page.lines(),
              "script http://a.test/s.js\na http://a.test/one\niframe http://a.test/inner\n"
              "a http://a.test/two?a=1&b=2\n")
        << type;
    EXPECT_EQ(page->text, "one\ntw<o &") << type;
    EXPECT_EQ(page->title, "") << type;
    EXPECT_EQ(page->lang, "en") << type;
  }
}

TEST(ContentType, PlainTextIsItsText) {
  const Parsed page({.body = "<b> a\n  b \xE4", .headers = {{"Content-Type", "text/plain"}}});
  EXPECT_EQ(page->text, "<b> a\n  b \xC3\xA4");
  EXPECT_EQ(page->word_count, 4u);
}

TEST(ContentType, BinaryBytesWithoutATypeAreNoText) {
  EXPECT_EQ(Parsed({.body = {"\x7F"
                             "ELF\0\0",
                             6},
                    .headers = {}})
                ->text,
            "");
  EXPECT_EQ(Parsed({.body = "just words", .headers = {}})->text, "just words");
}

// Nine headers of real servers, each of which browsers show as the page that it is.
TEST(ContentType, OfAPageIsWhatBrowsersTakeItFor) {
  const std::string body = "<!DOCTYPE html><title>T</title><a href=/x>y</a>";
  for (const char* value :
       {"text/html charset=utf-8", "text", "html", "text/html,",
        "text/html,text/html;charset=utf-8", "*/*", "unknown/unknown", "application/unknown", ""}) {
    const Parsed page({.body = body, .headers = {{"Content-Type", value}}});
    EXPECT_EQ(page->content_type, "text/html") << value;
    EXPECT_EQ(page->title, "T") << value;
    EXPECT_EQ(page->links.size(), 1u) << value;
  }
  EXPECT_EQ(Parsed({.body = body, .headers = {}})->content_type, "text/html");
  const Parsed plain(
      {.body = body, .headers = {{"Content-Type", "text"}, {"X-Content-Type-Options", "nosniff"}}});
  EXPECT_EQ(plain->content_type, "text/plain");
  EXPECT_TRUE(plain->links.empty());
}

TEST(ContentType, BinaryBytesThatAreCalledPlainTextAreNoText) {
  const Parsed page(
      {.body = {"words\0\1", 7}, .headers = {{"Content-Type", "text/plain; charset=UTF-8"}}});
  EXPECT_EQ(page->content_type, "application/octet-stream");
  EXPECT_EQ(page->text, "");
}

TEST(Charset, OfSeveralContentTypesIsThatOfTheSameType) {
  const std::string body = "<p>\xE0\xE1\xE2</p>";
  for (const Headers& headers :
       {Headers{{"Content-Type", "text/html; charset=windows-1251"}, {"Content-Type", "text/html"}},
        Headers{{"Content-Type", "text/html; charset=windows-1251, text/html"}}}) {
    const Parsed page({.body = body, .headers = headers});
    EXPECT_EQ(page->charset, "windows-1251");
    EXPECT_EQ(page->text, "абв");
  }
}

constexpr std::string_view kUrlset =
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    "<url><loc>http://a.test/x</loc><priority>0.9</priority></url>"
    "<url><loc>http://b.test/y</loc></url></urlset>";

TEST(Sitemap, EntriesAreLinks) {
  const Parsed page({.body = std::string(kUrlset),
                     .headers = {{"Content-Type", "application/octet-stream"}},
                     .is_sitemap = true});
  EXPECT_EQ(page.lines(), "sitemap http://a.test/x\nsitemap http://b.test/y\n");
  EXPECT_DOUBLE_EQ(page->links[0].priority, 0.9);
  EXPECT_DOUBLE_EQ(page->links[1].priority, 0.5);
  EXPECT_FALSE(page->is_sitemap_index);
  EXPECT_EQ(page.hit(), "");
}

TEST(Sitemap, AnEntryWithoutASchemeIsOfTheHostThatItNames) {
  const Parsed page({.body =
                         "<urlset><url><loc>www.b.test/x</loc></url>"
                         "<url><loc>WWW.b.test:8080?q</loc></url><url><loc>shop.a.test</loc></url>"
                         "<url><loc>a.test/y</loc></url><url><loc>index.html</loc></url>"
                         "<url><loc>x.test/z</loc></url><url><loc>/www.b.test</loc></url></urlset>",
                     .headers = {{"Content-Type", "text/xml"}}});
  EXPECT_EQ(page.lines(),
            "sitemap http://www.b.test/x\nsitemap http://www.b.test:8080/?q\n"
            "sitemap http://shop.a.test/\nsitemap http://a.test/y\n"
            "sitemap http://a.test/dir/index.html\nsitemap http://a.test/dir/x.test/z\n"
            "sitemap http://a.test/www.b.test\n");
}

TEST(Sitemap, EntriesAreFoundByTheirLinks) {
  const Parsed page(
      {.body = "<urlset><url><loc>http://</loc></url><url><loc>/x</loc>"
               "<x:link hreflang='de' href='de/../de#f'/><x:link hreflang='fr' href='mailto:no'/>"
               "<i:image><i:loc>www.b.test/i.png</i:loc></i:image></url></urlset>",
       .headers = {{"Content-Type", "text/xml"}, {"Link", "</h>; rel=next"}}});
  EXPECT_EQ(page.lines(), "next http://a.test/h\nsitemap http://a.test/x\n");
  ASSERT_NE(page->sitemap, nullptr);
  EXPECT_EQ(page->links[0].entry, parser::kNoEntry);
  ASSERT_EQ(page->links[1].entry, 1u);
  const auto& details = page->sitemap->entries[1].details;
  ASSERT_EQ(details.size(), 2u);
  EXPECT_EQ(details[0].value, "http://a.test/dir/de");
  EXPECT_EQ(details[1].value, "http://www.b.test/i.png");
  EXPECT_EQ(Parsed({.body = "<p>"})->sitemap, nullptr);
}

// A base of any length must not be copied into each of many short links.
TEST(Sitemap, WhatDetailsBecomeIsLimited) {
  std::string body = "<urlset><url><loc>/x</loc>";
  for (int i = 0; i < 1000; ++i) body += "<x:link hreflang='de' href='y'/>";
  PageLimits limits;
  limits.max_link_bytes = 1000;
  const Parsed page({.body = body + "</url></urlset>",
                     .headers = {{"Content-Type", "text/xml"}},
                     .limits = limits});
  EXPECT_LT(page->sitemap->entries[0].details.size(), 60u);
  EXPECT_EQ(page.hit(), "sitemap");
}

TEST(Sitemap, XmlWhoseRootIsOneIsReadAsOne) {
  const Parsed page(
      {.body = std::string(kUrlset), .headers = {{"Content-Type", "application/xml"}}});
  EXPECT_EQ(page->links.size(), 2u);
  const Parsed index({.body = "<!-- c --><sitemapindex><sitemap><loc>http://a.test/s.xml</loc>"
                              "</sitemap></sitemapindex>",
                      .headers = {{"Content-Type", "text/xml"}}});
  EXPECT_EQ(index.lines(), "sitemap http://a.test/s.xml\n");
  EXPECT_TRUE(index->is_sitemap_index);
  const Parsed other({.body = "<note/>", .headers = {{"Content-Type", "text/xml"}}});
  EXPECT_EQ(other->links.size(), 0u);
  EXPECT_EQ(other.hit(), "");
}

TEST(Sitemap, OneThatIsNotWellFormedSaysSo) {
  const Parsed page({.body = "<urlset><url><loc>http://a.test/x</loc></url><",
                     .headers = {{"Content-Type", "text/xml"}},
                     .is_sitemap = true});
  EXPECT_EQ(page->links.size(), 1u);
  EXPECT_EQ(page.hit(), "sitemap");
  EXPECT_TRUE(page->problem.starts_with("sitemap: ")) << page->problem;
}

TEST(Limits, OfAMillionLinks) {
  std::string body;
  for (int i = 0; i < 1'000'000; ++i) body += "<img src=x>";
  PageLimits limits;
  limits.max_body_bytes = 20u << 20;
  limits.max_links = 1000;
  limits.max_parse_time = std::chrono::seconds(60);
  const Parsed page({.body = body, .limits = limits});
  EXPECT_EQ(page->links.size(), 1000u);
  EXPECT_NE(page->limits_hit & parser::kHitLinks, 0u);
}

TEST(Limits, OfLinksCountThoseThatAreKept) {
  PageLimits limits;
  limits.max_links = 4;
  std::string places;
  for (int i = 0; i < 30; ++i) places += "<a href='#p'>x</a>";
  const std::string links =
      "<a href=/a>a</a><a href=/b>b</a><a href=mailto:x><a href=javascript:y>"
      "<a href=/c>c</a><a href=/d>d</a>";
  const Parsed page({.body = places + links, .limits = limits});
  EXPECT_EQ(page->links.size(), 4u);
  EXPECT_EQ(page.hit(), "");
  const Parsed more({.body = places + links + "<a href=/e>e</a>", .limits = limits});
  EXPECT_EQ(more->links.size(), 4u);
  EXPECT_EQ(more.hit(), "links");
  // To another page they are links.
  const Parsed elsewhere({.body = "<base href=/other>" + places, .limits = limits});
  EXPECT_EQ(elsewhere->links.size(), 4u);
  EXPECT_EQ(elsewhere.hit(), "links");
}

TEST(Limits, OfNestingKeepWhatCameBefore) {
  std::string body = "<a href=x>y</a>";
  for (int i = 0; i < 100'000; ++i) body += "<div>";
  PageLimits limits;
  limits.max_parse_time = std::chrono::milliseconds(200);
  const Parsed page({.body = body, .limits = limits});
  EXPECT_TRUE(page.hit() == "parse-time" || page.hit() == "depth") << page.hit();
  EXPECT_EQ(page.lines(), "a http://a.test/dir/x\n");
  EXPECT_EQ(page->text, "y");
}

TEST(Limits, OfTheArenaKeepWhatCameBefore) {
  std::string body = "<a href=x>y</a>";
  for (int i = 0; i < 100'000; ++i) body += "<p>z";
  PageLimits limits;
  limits.max_arena_bytes = 1u << 20;
  const Parsed page({.body = body, .limits = limits});
  EXPECT_EQ(page.hit(), "arena");
  EXPECT_EQ(page->links.at(0).anchor, "y");
}

TEST(Limits, OfText) {
  PageLimits limits;
  limits.max_text_bytes = 10;
  const Parsed page({.body = "<p>0123456789<p>x<a href=y>", .limits = limits});
  EXPECT_EQ(page->text, "0123456789");
  EXPECT_EQ(page.hit(), "text");
  EXPECT_EQ(page->links.size(), 1u);
}

TEST(Hostile, AnyBytesAreAPage) {
  uint32_t state = 1;
  const auto random = [&state] { return (state = state * 1664525 + 1013904223) >> 16; };
  constexpr std::string_view kPieces[] = {"<a href=",    "<table>",
                                          "</a>",        "<b>",
                                          "</p>",        "<svg>",
                                          "<template>",  "<select>",
                                          "<option>",    "\"",
                                          "'",           ">",
                                          "&#x0;",       "&amp",
                                          "<!--",        "-->",
                                          "<script>",    "</",
                                          "<math>",      "<form>",
                                          "<tr>",        "<frameset>",
                                          "</body>",     "<i>",
                                          "<noscript>",  "<title>",
                                          "<base href=", "<img srcset='a 1x, ",
                                          "<li>",        "<html lang=x>",
                                          "</html>",     "<colgroup>",
                                          "<caption>",   "<nobr>",
                                          "<button>",    "<pre>\n",
                                          "<textarea>",  "<isindex>",
                                          "<dialog>"};
  for (int round = 0; round < 2000; ++round) {
    std::string body;
    for (unsigned i = random() % 60; i > 0; --i) {
      if (random() % 4 == 0)
        body += static_cast<char>(random());
      else
        body += kPieces[random() % std::size(kPieces)];
    }
    const Parsed page({.body = body});
    EXPECT_LE(page->links.size(), 200u);
  }
}

}  // namespace
