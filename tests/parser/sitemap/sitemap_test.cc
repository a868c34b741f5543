#include "parser/sitemap/sitemap.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "ground/utf8.h"
#include "parser/sitemap/sitemap_field.h"
#include "tests/support/conformance.h"

namespace {

using parser::Sitemap;
using parser::SitemapType;

Sitemap parse_sitemap(std::string_view body, std::string_view content_type,
                      const parser::SitemapLimits& limits = {}) {
  return parser::parse_sitemap(body, parser::parse_mime_type(content_type), limits);
}

std::vector<std::string> urls_of(const Sitemap& sitemap) {
  std::vector<std::string> urls;
  for (const auto& entry : sitemap.entries) urls.push_back(entry.url);
  return urls;
}

using Urls = std::vector<std::string>;

Urls urls_in(std::string_view body, std::string_view content_type = "application/xml") {
  return urls_of(parse_sitemap(body, content_type));
}

std::string urlset(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n" +
         inside + "\n</urlset>";
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
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

// The cases of crawler-commons expect what its policies leave of a sitemap. Those that are not
// parsing are applied here, to our result, before it is compared:
// - URL filters: two of its tests install a normaliser that adds a missing scheme and drops
//   fragments, as our crawl does when it resolves an entry;
// - strict: only URLs below the sitemap's own directory count, our question of scope;
// - allow_partial false: a faulty file counts for nothing, where we keep what could be read;
// - namespaces: one that it does not know is an error to it. We read such a file on purpose (see
//   ReadsFilesOfAnyNamespace), so for this case alone the expectation is replaced by ours.
class CrawlerCommons {
 public:
  static std::string filtered(std::string url) {
    url.resize(std::min(url.find('#'), url.size()));
    return url.starts_with("www.") ? "http://" + url : url;
  }

  static Urls expected(const nlohmann::json& c) {
    if (c.at("type").get<std::string>().starts_with("EXC Namespace"))
      return {"http://www.example.com/1", "http://www.example.com/2"};
    if (c.at("type") == "INDEX") return c.at("sitemaps").get<Urls>();
    Urls urls;
    for (const auto& url : c.at("urls")) urls.push_back(url.at("loc"));
    return urls;
  }

  static Urls left_of(const Sitemap& sitemap, const nlohmann::json& c) {
    if (!sitemap.problem.empty() && !c.at("allow_partial").get<bool>()) return {};
    const std::string where = c.at("url");
    const std::string directory =
        where.substr(0, std::max(where.rfind('/', where.find('?')), where.find('/', 8)) + 1);
    Urls urls;
    for (const auto& entry : sitemap.entries) {
      const std::string url = filtered(entry.url);
      const bool below = sitemap.type == SitemapType::kIndex || url.starts_with(directory);
      if (below || !c.at("strict").get<bool>()) urls.push_back(url);
    }
    return urls;
  }

  // Notes where what we read is not what that program leaves of it.
  static void note_difference(const Sitemap& sitemap, const nlohmann::json& c) {
    const auto differs = [](const char* why) { tests::differ_by_choice("sitemap.jsonl", why); };
    if (c.at("type").get<std::string>().starts_with("EXC Namespace"))
      return differs("a file of an unknown namespace is read");
    if (urls_of(sitemap) == expected(c)) return;
    if (!sitemap.problem.empty() && !c.at("allow_partial").get<bool>())
      return differs("of a faulty file is kept what could be read");
    if (c.at("strict").get<bool>())
      return differs("URLs outside of the sitemap's folder are left to the scope of the crawl");
    differs("URLs are given as written and made whole when they are resolved");
  }

  static bool same_type(const Sitemap& sitemap, const std::string& type) {
    switch (sitemap.type) {
      case SitemapType::kUnknown:
        return type.starts_with("EXC Can't parse");
      case SitemapType::kUrlset:
        return type == "XML" || type.starts_with("EXC Failed") || type.starts_with("EXC Namespace");
      case SitemapType::kIndex:
        return type == "INDEX";
      case SitemapType::kRss:
        return type == "RSS";
      case SitemapType::kAtom:
        return type == "ATOM";
      case SitemapType::kText:
        return type == "TEXT";
    }
    return false;
  }
};

TEST(Sitemap, AnswersAllCasesOfOthers) {
  CONFORMANCE_CASES(cases, "sitemap.jsonl");
  for (const auto& c : cases) {
    const std::string body = tests::from_base64(c.at("body_b64").get<std::string>());
    const std::string content_type = c.at("content_type"), type = c.at("type");
    SCOPED_TRACE(c.at("id").get<std::string>() + " " + c.at("url").get<std::string>());
    const Sitemap sitemap = parse_sitemap(body, content_type);
    EXPECT_EQ(CrawlerCommons::left_of(sitemap, c), CrawlerCommons::expected(c)) << sitemap.problem;
    CrawlerCommons::note_difference(sitemap, c);
    EXPECT_TRUE(CrawlerCommons::same_type(sitemap, type)) << type;
    if (type.starts_with("EXC") || type == "INDEX") continue;
    // Its lastmod is in another notation, and empty if it can't read ours.
    for (const auto& url : c.at("urls")) {
      if (url.at("lastmod").get<std::string>().empty()) continue;
      const auto entry =
          std::find_if(sitemap.entries.begin(), sitemap.entries.end(), [&](const auto& e) {
            return CrawlerCommons::filtered(e.url) == url.at("loc").get<std::string>();
          });
      if (entry == sitemap.entries.end()) continue;
      EXPECT_NE(entry->lastmod, "") << entry->url;
    }
  }
  EXPECT_EQ(cases.size(), 54u);
}

// sitemaps.org protocol

TEST(Sitemap, UrlsetGivesLocLastmodAndPriority) {
  const Sitemap sitemap = parse_sitemap(
      urlset("<url><loc> http://e.example/?a=1&amp;b=2\n</loc><lastmod>2004-12-23</lastmod>"
             "<changefreq>weekly</changefreq><priority>0.8</priority></url>"
             "<url><lastmod>2005-01-01</lastmod><loc>http://e.example/2</loc></url>"
             "<url><loc>http://e.example/3</loc><priority>high</priority></url>"
             "<url><loc>http://e.example/4</loc><priority>1e9</priority></url>"),
      "text/xml");
  EXPECT_EQ(sitemap.type, SitemapType::kUrlset);
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/?a=1&b=2", "http://e.example/2",
                                    "http://e.example/3", "http://e.example/4"}));
  EXPECT_EQ(sitemap.entries[0].lastmod, "2004-12-23");
  EXPECT_EQ(sitemap.entries[0].priority, 0.8);
  EXPECT_EQ(sitemap.entries[1].lastmod, "2005-01-01");
  EXPECT_EQ(sitemap.entries[2].lastmod, "");
  EXPECT_EQ(sitemap.entries[2].priority, 0.5);
  EXPECT_EQ(sitemap.entries[3].priority, 0.5);
  EXPECT_EQ(sitemap.problem, "");
  EXPECT_FALSE(sitemap.truncated);
}

TEST(Sitemap, IndexGivesSitemaps) {
  const Sitemap sitemap = parse_sitemap(
      "<sitemapindex><sitemap><loc>http://e.example/1.xml.gz</"
      "loc><lastmod>2004-10-01T18:23:17+00:00"
      "</lastmod></sitemap><sitemap><loc>http://e.example/index.xml</loc></sitemap></sitemapindex>",
      "");
  EXPECT_EQ(sitemap.type, SitemapType::kIndex);
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/1.xml.gz", "http://e.example/index.xml"}));
  EXPECT_EQ(sitemap.entries[0].lastmod, "2004-10-01T18:23:17+00:00");
}

TEST(Sitemap, LocsOfExtensionsAreNoEntries) {
  EXPECT_EQ(urls_in(urlset(
                "<url><loc>http://e.example/</loc><image:image><image:loc>http://e.example/i.png"
                "</image:loc></image:image><xhtml:link rel='alternate' href='http://e.example/de'/>"
                "</url>")),
            (Urls{"http://e.example/"}));
}

std::string details_of(const parser::SitemapEntry& entry) {
  std::string lines;
  for (const parser::SitemapDetail& detail : entry.details)
    lines.append(name_of(detail.kind)) += " " + detail.name + ": " + detail.value + "\n";
  return lines;
}

TEST(Sitemap, WhatAnEntrySaysBeyondTheProtocolIsKept) {
  const Sitemap sitemap = parse_sitemap(
      urlset("<url><xhtml:link rel='alternate' hreflang='de' href='http://e.example/de?a&amp;b'/>"
             "<loc>http://e.example/</loc><link hreflang='x-default' href='/x'></link>"
             "<image:image><image:loc> http://e.example/i.png </image:loc>"
             "<image:caption>In the sun</image:caption></image:image>"
             "<image:image><image:title>T</image:title><image:caption>no</image:caption>"
             "<image:loc>/j.png</image:loc></image:image><image:image/>"
             "<video:video><video:title>no</video:title></video:video></url>"
             "<url><loc>http://e.example/news</loc><lastmod>2024-05-01</lastmod><n:news>"
             "<n:publication><n:name>The &lt;Paper&gt;</n:name><n:language>en</n:language>"
             "</n:publication><n:publication_date>2024-05-01T10:00:00+02:00</n:publication_date>"
             "<n:title><![CDATA[Rain & sun]]></n:title></n:news></url>"
             "<url><loc>http://e.example/plain</loc></url>"),
      "text/xml");
  ASSERT_EQ(sitemap.entries.size(), 3u);
  EXPECT_EQ(details_of(sitemap.entries[0]),
            "hreflang de: http://e.example/de?a&b\nhreflang x-default: /x\n"
            "image In the sun: http://e.example/i.png\nimage T: /j.png\n");
  EXPECT_EQ(details_of(sitemap.entries[1]),
            "news name: The <Paper>\nnews language: en\n"
            "news publication_date: 2024-05-01T10:00:00+02:00\nnews title: Rain & sun\n");
  EXPECT_EQ(sitemap.entries[1].lastmod, "2024-05-01");
  EXPECT_EQ(details_of(sitemap.entries[2]), "");
  EXPECT_EQ(sitemap.problem, "");
}

TEST(Sitemap, DetailsBelongToTheEntryThatTheyStandIn) {
  const Sitemap sitemap = parse_sitemap(
      urlset("<url><image:image><image:loc>/lost</image:loc></image:image></url>"
             "<url><loc>/1</loc><image:image><image:loc>/i1<image:title>t</url>"
             "<url><loc>/2</loc><loc>/3</loc><x:link hreflang='de' href='/d3'/></url>"),
      "text/xml");
  ASSERT_EQ(sitemap.entries.size(), 3u);
  EXPECT_EQ(details_of(sitemap.entries[0]), "image t: /i1\n");
  EXPECT_EQ(details_of(sitemap.entries[1]), "");
  EXPECT_EQ(details_of(sitemap.entries[2]), "hreflang de: /d3\n");
}

TEST(Sitemap, DetailsAreLimitedAndTheEntriesStay) {
  std::string inside;
  for (int i = 0; i < 10; ++i)
    inside +=
        "<url><loc>/x</loc><x:link hreflang='de' href='/a'/><x:link hreflang='fr' href='/b'/>"
        "</url>";
  const Sitemap sitemap = parse_sitemap(urlset(inside), "text/xml", {.max_details = 7});
  EXPECT_EQ(sitemap.entries.size(), 10u);
  EXPECT_TRUE(sitemap.truncated);
  std::size_t details = 0;
  for (const auto& entry : sitemap.entries) details += entry.details.size();
  EXPECT_EQ(details, 7u);
  EXPECT_FALSE(parse_sitemap(urlset(inside), "text/xml", {.max_details = 20}).truncated);
}

TEST(Sitemap, TextGivesOneUrlALine) {
  const Sitemap sitemap = parse_sitemap(
      "\xEF\xBB\xBFhttp://e.example/1\r\n\r\n  https://e.example/2\t\rnot a "
      "URL\nhttp://e.example/3",
      "text/plain; charset=utf-8");
  EXPECT_EQ(sitemap.type, SitemapType::kText);
  EXPECT_EQ(urls_of(sitemap),
            (Urls{"http://e.example/1", "https://e.example/2", "http://e.example/3"}));
}

TEST(Sitemap, TheCharsetOfTheHeaderWinsOverTheDeclaration) {
  const std::string latin = "<urlset><url><loc>http://a/\xE9</loc></url></urlset>";
  EXPECT_EQ(urls_in(latin, "text/xml; charset=iso-8859-1"), Urls{"http://a/é"});
  EXPECT_EQ(urls_in("<?xml version='1.0' encoding='UTF-8'?>" + latin, "text/xml;charset=latin1"),
            Urls{"http://a/é"});
  EXPECT_EQ(urls_in("<?xml version='1.0' encoding='ISO-8859-1'?>" + latin, "text/xml"),
            Urls{"http://a/é"});
  const std::string utf8 = "<urlset><url><loc>http://a/é</loc></url></urlset>";
  EXPECT_EQ(urls_in("\xEF\xBB\xBF" + utf8, "text/xml; charset=iso-8859-1"), Urls{"http://a/é"});
  for (const char* charset : {"utf-16", "utf-16be", "klingon", "iso-2022-kr"})
    EXPECT_EQ(urls_in(utf8, "text/xml; charset=" + std::string(charset)), Urls{"http://a/é"});
}

TEST(Sitemap, WarningsBeforeTheXmlArePassedOver) {
  const std::string xml = urlset("<url><loc>http://e.example/1</loc></url>");
  for (const std::string before :
       {"<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/a.php</b> on line "
        "<b>3</b><br />\n",
        "Warning: fopen(): failed in /var/www/a.php on line 3\n", "\nDeprecated: a < b\n"}) {
    for (const char* type : {"text/xml", "text/html", "text/plain", ""}) {
      const Sitemap sitemap = parse_sitemap(before + xml, type);
      EXPECT_EQ(urls_of(sitemap), Urls{"http://e.example/1"}) << before << type;
      EXPECT_EQ(sitemap.type, SitemapType::kUrlset);
      EXPECT_EQ(sitemap.problem, "text before the XML");
    }
    EXPECT_EQ(urls_in(before + "<rss><channel><item><link>http://e.example/2</link></item>"),
              Urls{"http://e.example/2"});
    EXPECT_EQ(urls_in(before + "<?xml version='1.0' encoding='iso-8859-1'?><urlset><url><loc>"
                               "http://e.example/\xE9</loc></url></urlset>"),
              Urls{"http://e.example/é"});
  }
  EXPECT_EQ(urls_in(std::string(20'000, 'x') + xml), Urls{});
  EXPECT_EQ(parse_sitemap("<p>no<svg><?xml?><b>", "").problem, "XML: <p> is no sitemap at line 1");
}

TEST(Sitemap, OtherFilesGiveNothingAndSayWhy) {
  for (const char* body :
       {"", "hello", "<html><a href='http://e.example/'>x</a></html>", "<", "<>", "<!-- "}) {
    const Sitemap sitemap = parse_sitemap(body, "application/xml");
    EXPECT_TRUE(sitemap.entries.empty()) << body;
    EXPECT_EQ(sitemap.type, SitemapType::kUnknown) << body;
    EXPECT_NE(sitemap.problem, "") << body;
  }
  EXPECT_EQ(parse_sitemap("<html></html>", "").problem, "XML: <html> is no sitemap at line 1");
}

// Feeds

TEST(Sitemap, RssGivesLinksOfItems) {
  const Sitemap sitemap = parse_sitemap(
      "<rss "
      "version='2.0'><channel><link>http://e.example/</link><image><link>http://e.example/i</"
      "link></image>"
      "<item><link>http://e.example/1</link><atom:link href='http://e.example/x'/>"
      "<guid isPermaLink='true'>http://e.example/g</guid><pubDate>Sun, 06 Sep 2009 16:20:00 "
      "+0000</pubDate></item>"
      "<item><guid>http://e.example/2</guid></item><item><guid>tag:3</guid></item>"
      "<item><link><![CDATA[http://e.example/4?a&b]]></link></item></channel></rss>",
      "application/rss+xml");
  EXPECT_EQ(sitemap.type, SitemapType::kRss);
  EXPECT_EQ(urls_of(sitemap),
            (Urls{"http://e.example/1", "http://e.example/2", "http://e.example/4?a&b"}));
  EXPECT_EQ(sitemap.entries[0].lastmod, "Sun, 06 Sep 2009 16:20:00 +0000");
}

TEST(Sitemap, AtomGivesTheFirstAlternateOfEachEntry) {
  const Sitemap sitemap = parse_sitemap(
      "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:link href='http://e.example/'/>"
      "<a:entry><a:link rel='self' href='http://e.example/self'/><a:link rel=\"alternate\" "
      "href=\"http://e.example/?a=1&amp;b=2\"/><a:link href='http://e.example/no'/>"
      "<a:published>2003-12-13</a:published></a:entry>"
      "<a:entry><a:link href='http://e.example/2'></a:link><a:published>2003-12-13</a:published>"
      "<a:updated>2004-01-01</a:updated></a:entry></a:feed>",
      "application/atom+xml");
  EXPECT_EQ(sitemap.type, SitemapType::kAtom);
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/?a=1&b=2", "http://e.example/2"}));
  EXPECT_EQ(sitemap.entries[0].lastmod, "2003-12-13");
  EXPECT_EQ(sitemap.entries[1].lastmod, "2004-01-01");
}

// What real files do

TEST(Sitemap, ReadsFilesOfAnyNamespace) {
  EXPECT_EQ(
      urls_in(
          "<urlset xmlns='http://www.google.com/schemas/sitemap/0.84'><url><loc>http://e.example/"
          "</loc></url></urlset>"),
      (Urls{"http://e.example/"}));
  EXPECT_EQ(urls_in("<s:urlset><s:url><s:loc>http://e.example/</s:loc></s:url></s:urlset>"),
            (Urls{"http://e.example/"}));
}

TEST(Sitemap, ReadsUpperCaseTagsAndSpaceBeforeTheDeclaration) {
  EXPECT_EQ(urls_in("\n\n \xEF\xBB\xBF<?xml "
                    "version='1.0'?><URLSET><Url><LOC>http://e.example/</Loc></URL></urlset >"),
            (Urls{"http://e.example/"}));
}

TEST(Sitemap, ReadsUnescapedAmpersands) {
  EXPECT_EQ(
      urls_in(urlset("<url><loc>http://e.example/?a=1&b=2&lt=3&amp;c=&#x34;&#53;&</loc></url>")),
      (Urls{"http://e.example/?a=1&b=2&lt=3&c=45&"}));
}

TEST(Sitemap, ReadsCommentsAndCdataInTheMiddle) {
  EXPECT_EQ(
      urls_in(urlset("<url><loc>\n <![CDATA[http://e.example/?a&amp;b]]><!-- > --> </loc></url>")),
      (Urls{"http://e.example/?a&amp;b"}));
}

TEST(Sitemap, ReadsElementsWithoutEndTags) {
  const Sitemap sitemap = parse_sitemap(urlset("<url><loc>http://e.example/1<lastmod>2005-01-01</"
                                               "url>\n<url><loc>http://e.example/2</loc>"
                                               "<url><loc>http://e.example/3</loc></url>"),
                                        "");
  EXPECT_EQ(urls_of(sitemap),
            (Urls{"http://e.example/1", "http://e.example/2", "http://e.example/3"}));
  EXPECT_EQ(sitemap.entries[0].lastmod, "2005-01-01");
  EXPECT_EQ(sitemap.problem, "XML: </url> does not match at line 3");
}

TEST(Sitemap, ReadsTagsThatAreBroken) {
  EXPECT_EQ(urls_in("<urlset a=\"b><url x='><loc>http://e.example/1</loc></url><url "
                    "<loc>http://e.example/2</loc>"
                    "< 3 </url></urlset>"),
            (Urls{"http://e.example/1", "http://e.example/2"}));
}

TEST(Sitemap, HalfAUrlIsNoEntry) {
  const Sitemap sitemap = parse_sitemap(
      "<urlset><url><loc>http://e.example/1</loc></url>\n<url><loc>http://e.example/2half", "");
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/1"}));
  EXPECT_EQ(sitemap.problem, "XML: ends inside <loc> at line 2");
  EXPECT_EQ(urls_in("<urlset><url><loc>http://e.example/1</lo"), (Urls{"http://e.example/1"}));
  EXPECT_EQ(urls_in("<urlset><url><loc><![CDATA[http://e.example/2half"), (Urls{}));
}

// Found by fuzzing.
TEST(Sitemap, ALongNameInAProblemIsCutBetweenCharacters) {
  std::string name = "u";
  while (name.size() < 100) name += "\u00E9";  // so the 64th byte is half a character
  for (const std::string& body :
       {"<" + name + ">", "<urlset></" + name + ">", "<urlset><" + name + ">"})
    EXPECT_TRUE(ground::is_valid_utf8(parse_sitemap(body, "").problem)) << body;
}

TEST(Sitemap, ReadsOtherEncodings) {
  const std::string latin =
      "<?xml version='1.0' encoding='ISO-8859-1'?><urlset><url><loc>http://e.example/\xE4"
      "</loc></url></urlset>";
  EXPECT_EQ(urls_in(latin), (Urls{"http://e.example/\xC3\xA4"}));

  for (const bool big : {false, true}) {
    for (const bool mark : {false, true}) {
      std::string wide;
      const auto put = [&](char high, char low) {
        wide += big ? high : low;
        wide += big ? low : high;
      };
      if (mark) put('\xFE', '\xFF');
      for (const char c : urlset("<url><loc>http://e.example/</loc></url>")) put('\0', c);
      EXPECT_EQ(urls_in(wide), (Urls{"http://e.example/"})) << big << mark;
    }
  }
}

TEST(Sitemap, UrlsAreTrimmedOfAnyWhiteSpace) {
  EXPECT_EQ(parser::trim_unicode("\u00A0 \u2003\uFEFFa b\u3000\r\n"), "a b");
  EXPECT_EQ(parser::trim_unicode(" \u2028 "), "");
}

// gzip

TEST(Sitemap, GzipIsInflatedWhateverTheTypeSays) {
  const std::string first = gzip("<urlset><url><loc>http://e.example/1</loc></url>");
  const std::string second = gzip("<url><loc>http://e.example/2</loc></url></urlset>");
  EXPECT_EQ(urls_in(first + second, "text/html"),
            (Urls{"http://e.example/1", "http://e.example/2"}));
  EXPECT_EQ(urls_in(gzip("http://e.example/1\n")), (Urls{"http://e.example/1"}));
}

TEST(Sitemap, DamagedGzipGivesWhatCameOutOfIt) {
  std::string inside;
  for (int i = 0; i < 5000; ++i)
    inside += "<url><loc>http://e.example/" + std::to_string(i * 7919) + "</loc></url>";
  const std::string body = gzip(urlset(inside));
  const Sitemap sitemap = parse_sitemap(body.substr(0, body.size() / 2), "");
  EXPECT_GT(sitemap.entries.size(), 100u);
  EXPECT_EQ(sitemap.problem, "gzip: damaged");
}

// Limits

TEST(Sitemap, EntriesAndBytesAreLimited) {
  std::string inside, lines;
  for (int i = 0; i < 100; ++i) {
    inside += "<url><loc>http://e.example/</loc></url>";
    lines += "http://e.example/\n";
  }
  for (const std::string& body : {urlset(inside), lines}) {
    const Sitemap few = parse_sitemap(body, "", {.max_bytes = 1 << 20, .max_entries = 10});
    EXPECT_EQ(few.entries.size(), 10u);
    EXPECT_TRUE(few.truncated);
    EXPECT_FALSE(parse_sitemap(body, "", {.max_bytes = body.size(), .max_entries = 100}).truncated);
    for (const std::string& sent : {body, gzip(body)}) {
      const Sitemap cut =
          parse_sitemap(sent, "", {.max_bytes = body.size() / 2 + 7, .max_entries = 100});
      EXPECT_TRUE(cut.truncated);
      EXPECT_LT(cut.entries.size(), 60u);
      for (const auto& entry : cut.entries) EXPECT_EQ(entry.url, "http://e.example/");
    }
  }
}

TEST(Sitemap, BombsAreCut) {
  const std::string bomb =
      gzip("<urlset><url><loc>http://e.example/1</loc></url>" + std::string(4 << 20, ' '));
  const Sitemap sitemap = parse_sitemap(bomb, "", {.max_bytes = 1 << 20, .max_entries = 10});
  EXPECT_TRUE(sitemap.truncated);
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/1"}));
}

TEST(Sitemap, EntitiesAreNeitherLoadedNorExpanded) {
  std::string laughs = "<!DOCTYPE urlset [ <!-- ]> -->\n<!ENTITY a0 'http://e.example/>]'>";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "&a" + std::to_string(i - 1) + ";";
    laughs.append("<!ENTITY a").append(std::to_string(i)).append(" \"");
    laughs.append(last).append(last).append("\">");
  }
  laughs += "<!ENTITY file SYSTEM 'file:///etc/passwd'>]>";
  const Sitemap sitemap =
      parse_sitemap(laughs + urlset("<url><loc>&a29;</loc></url><url><loc>&file;</loc></"
                                    "url><url><loc>http://e.example/2</loc></url>"),
                    "");
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/2"}));
  EXPECT_EQ(sitemap.problem, "");
}

TEST(Sitemap, NestingAndFieldsAreLimited) {
  std::string deep = "<urlset><url><loc>http://e.example/1</loc></url>";
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  const Sitemap sitemap = parse_sitemap(deep, "");
  EXPECT_TRUE(sitemap.truncated);
  EXPECT_EQ(sitemap.problem, "XML: nested too deep at line 1");
  EXPECT_EQ(urls_of(sitemap), (Urls{"http://e.example/1"}));

  EXPECT_EQ(
      urls_in(urlset("<url><loc>http://e.example/" + std::string(parser::kMaxSitemapField, 'a') +
                     "</loc></url><url><loc>http://e.example/2</loc></url>")),
      (Urls{"http://e.example/2"}));
}

TEST(Sitemap, HostileFilesAreReadInLinearTime) {
  const auto repeated = [](std::string_view head, std::string_view piece,
                           std::size_t times = 300'000) {
    std::string text(head);
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  const std::string loc = "<urlset><url><loc>";
  for (const auto& body : {
           repeated("<urlset>", "<a b=\""),
           repeated("<urlset>", "<a b='\""),
           repeated("<urlset>", "</a>"),
           repeated("<urlset>", "<!-- -"),
           repeated("<urlset>", "<![CDATA["),
           repeated("<urlset>", "<"),
           repeated("<!DOCTYPE a [", "<!ENTITY a 'b'"),
           repeated("<!DOCTYPE a [", "["),
           repeated("<urlset>", "&a"),
           repeated(loc + std::string(16'000, ' '), "<a/>"),
           repeated(loc, "&#9;"),
           repeated(loc, "<a>"),
           repeated("<urlset><url>", "<loc>"),
           repeated("<feed><entry><link ", "a=b "),
           repeated("<feed><entry><link ", "a "),
       })
    parse_sitemap(body, "");
}

TEST(Sitemap, AnyBytesAreAccepted) {
  constexpr const char* kPieces[] = {"<urlset>",    "<url>",
                                     "</url>",      "<loc>",
                                     "</loc>",      "http://e.example/",
                                     "<![CDATA[",   "]]>",
                                     "<!--",        "-->",
                                     "<!",          "<?xml ",
                                     "?>",          "&",
                                     ";",           "&#x",
                                     "\"",          "'",
                                     "<",           ">",
                                     "/",           "=",
                                     " ",           "\n",
                                     "\xFF",        "\xEF\xBB\xBF",
                                     "<rss>",       "<feed>",
                                     "<item>",      "<entry>",
                                     "<link href=", "[",
                                     "]",           "<sitemapindex>",
                                     "</",          "encoding='utf-16'"};
  unsigned seed = 7;
  for (int round = 0; round < 5000; ++round) {
    std::string body = "<";
    for (int i = 0; i < 60; ++i) {
      seed = seed * 1664525u + 1013904223u;
      body += kPieces[(seed >> 16) % std::size(kPieces)];
    }
    parse_sitemap(body, "");
    parse_sitemap("<urlset><url><loc>" + body, "");
  }
}

}  // namespace
