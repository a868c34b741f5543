// Pages that attack: each ends within a bound of CPU time, keeps what came before the limit, and
// says which limit it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "ground/utf8.h"
#include "parser/page/page.h"

namespace {

using parser::PageLimits;
using parser::PageParser;
using parser::ParsedLink;
using parser::ParsedPage;
using parser::RawPage;

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// `before` and `after` each number below `count`.
std::string numbered(std::string_view before, std::size_t count, std::string_view after) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i)
    all.append(before).append(std::to_string(i)).append(after);
  return all;
}

// Of this thread: the machine's other work does not count.
double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

// Far above what any of the attacks costs with the limits below, sanitizers included, and far below
// what they cost without them.
constexpr double kMaxSeconds = 8;

PageLimits tight() {
  PageLimits limits;
  limits.max_parse_time = std::chrono::milliseconds(200);
  limits.max_arena_bytes = 64u << 20;
  return limits;
}

const ParsedPage& parse(PageParser& parser, std::string_view body, const Headers& headers,
                        PageLimits limits) {
  RawPage raw;
  raw.url = "http://a.test/dir/page";
  raw.status = 200;
  raw.headers = &headers;
  raw.body = body;
  const double begin = cpu_seconds();
  const ParsedPage& page = parser.parse(raw, limits);
  EXPECT_LT(cpu_seconds() - begin, kMaxSeconds);
  return page;
}

const Headers kHtml = {{"Content-Type", "text/html; charset=utf-8"}};

constexpr const char* kParseTime = "parse-time";
// Which of kParseTime and "depth" comes first is the machine's.
constexpr const char* kNested = "nested";
constexpr const char* kAny = "*";

struct Attack {
  const char* name;
  std::function<std::string()> body;  // made when it is needed: some are large
  const char* hit;                    // "": none
};

void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }

class HostilePage : public testing::TestWithParam<Attack> {};

TEST_P(HostilePage, EndsInTimeAndKeepsWhatCameBefore) {
  const std::string body = "<a href=first>kept</a>" + GetParam().body();
  const std::string_view expected = GetParam().hit;
  const bool time_may_end = expected == kParseTime || expected == kNested || expected == kAny;
  PageLimits limits = tight();
  // What must end by another limit, or by none, has all the time of a slow machine.
  if (!time_may_end) limits.max_parse_time = std::chrono::seconds(60);
  PageParser parser;
  const ParsedPage& page = parse(parser, body, kHtml, limits);
  const std::string hit = parser::names_of(page.limits_hit);
  if (expected == kNested) {
    EXPECT_TRUE(hit == kParseTime || hit == "depth") << hit;
  } else if (expected != kAny) {
    EXPECT_EQ(hit, expected);
  }
  ASSERT_FALSE(page.links.empty());
  EXPECT_EQ(page.links[0].url, "http://a.test/dir/first");
  EXPECT_EQ(page.links[0].anchor, "kept");
}

const Attack kAttacks[] = {
    {"Divs", [] { return repeated("<div>", 100'000); }, kNested},
    {"Formatting", [] { return repeated("<b><i>", 50'000); }, kNested},
    {"FormattingRebuilt",
     [] { return numbered("<font a=", 3'000, ">") + repeated("</p>", 300'000); }, kParseTime},
    {"Adoption", [] { return repeated("<b><div>", 50'000) + repeated("</b>", 50'000); }, kNested},
    {"UnclosedLinks", [] { return repeated("<a><div>", 50'000); }, kNested},
    {"UnclosedParagraphs", [] { return repeated("<p>", 300'000); }, kAny},
    {"Tables", [] { return repeated("<table><tr><td>", 100'000); }, kAny},
    {"FosterParents", [] { return "<table>" + repeated("x<tr>", 300'000); }, kAny},
    {"Svg", [] { return repeated("<svg>", 100'000); }, kAny},
    {"SvgAndWords", [] { return repeated("<svg><g>words</g></svg>", 50'000); }, kAny},
    {"Math", [] { return repeated("<math><mi><svg><desc>", 30'000); }, kAny},
    {"Templates", [] { return repeated("<template>", 100'000); }, kAny},
    {"EndTagsOfNothing", [] { return repeated("<q>", 5'000) + repeated("</z>", 1'000'000); },
     kParseTime},
    {"Attributes", [] { return "<div" + numbered(" a", 1'000'000, "") + ">"; }, kParseTime},
    {"AttributesOfFormatting", [] { return "<b" + numbered(" a", 1'000'000, "") + ">"; },
     kParseTime},
    {"AttributesOfHtml", [] { return numbered("<html a", 300'000, ">"); }, ""},
    {"Entities", [] { return repeated("&amp;&#x41;&notit;", 50'000); }, ""},
    {"LongAttribute", [] { return "<a href='" + std::string(1'500'000, 'x') + "'>"; }, ""},
    {"LongTag", [] { return "<" + std::string(1'500'000, 'x') + ">"; }, ""},
    {"LongComment", [] { return "<!--" + std::string(1'500'000, '-'); }, ""},
    {"LongLinks", [] { return repeated("<a href='/" + std::string(1u << 20, 'x') + "'>", 9); },
     kAny},
    {"Links", [] { return repeated("<a href=x>y</a>", 100'000); }, kAny},
    {"Refreshes", [] { return repeated("<meta http-equiv=refresh content='0;url='>", 20'000); },
     ""},
    // A name and a list of images: one is read once for each of the others.
    {"RelOfSrcset",
     [] {
       return "<img rel='" + std::string(900'000, 'a') + "' srcset='" + repeated("a 1x,", 160'000) +
              "'>";
     },
     "links"},
    {"AttributesOfSrcset",
     [] {
       return "<img" + numbered(" r", 1'000, "") + " srcset='" + repeated("a 1x,", 160'000) + "'>";
     },
     "links"},
};

INSTANTIATE_TEST_SUITE_P(Attacks, HostilePage, testing::ValuesIn(kAttacks),
                         [](const auto& attack) { return std::string(attack.param.name); });

// The end of the file closes each template with a look at all that is open, and allocates nothing.
TEST(HostileDepth, OfTemplatesDoesNotHoldUpTheEndOfTheFile) {
  PageLimits limits;
  limits.max_parse_time = std::chrono::seconds(60);
  PageParser parser;
  const std::string body =
      "<a href=first>kept</a>" + repeated("<template><table>", 30'000) + "<a href=no>";
  const ParsedPage& page = parse(parser, body, kHtml, limits);
  EXPECT_EQ(parser::names_of(page.limits_hit), "depth");
  ASSERT_EQ(page.links.size(), 1u);
}

// Text without end has no markup at which the clock would be read. (The character, which
// might be a mark, makes gumbo read it all.)
TEST(HostileText, IsReadNoLongerThanTheParseTimeAllows) {
  PageLimits limits = tight();
  limits.max_parse_time = std::chrono::milliseconds(20);
  PageParser parser;
  const std::string body =
      "<a href=first>kept</a>\U000F0000" + repeated("x", 5'000'000) + "<a href=no>";
  const ParsedPage& page = parse(parser, body, kHtml, limits);
  EXPECT_EQ(page.limits_hit & parser::kHitParseTime, unsigned{parser::kHitParseTime});
  ASSERT_EQ(page.links.size(), 1u);
  EXPECT_EQ(page.links[0].url, "http://a.test/dir/first");
}

// A long base makes every short link long.
TEST(HostileBase, ThatIsTooLongToBeALinkIsNoBase) {
  PageParser parser;
  const std::string body = "<base href='http://b.test/" + std::string(100'000, 'x') +
                           "/'><a href=y>" + "<base href='http://c.test/'>";
  const ParsedPage& page = parse(parser, body, kHtml, {});
  ASSERT_EQ(page.links.size(), 1u);
  EXPECT_EQ(page.links[0].url, "http://a.test/dir/y");
}

TEST(HostileBase, LinksTakeSoMuchMemoryAndNoMore) {
  PageParser parser;
  PageLimits limits;
  limits.max_link_bytes = 1u << 20;
  const std::string body = "<base href='http://b.test/" + std::string(60'000, 'x') + "/'>" +
                           numbered("<a href=", 20'000, ">");
  const ParsedPage& page = parse(parser, body, kHtml, limits);
  EXPECT_EQ(parser::names_of(page.limits_hit), "links");
  EXPECT_EQ(page.links.size(), (1u << 20) / 60'032u);
}

// Whoever keeps links keeps each: that they lead to one place makes none of them shorter.
TEST(HostileBase, LinksToOnePlaceCountAsOftenAsThereAreSuch) {
  PageParser parser;
  PageLimits limits;
  limits.max_link_bytes = 1u << 20;
  const std::string base = "<base href='http://b.test/" + std::string(60'000, 'x') + "/'>";
  for (const std::string_view links : {"<a href=y>", "<img srcset='y, y'>"}) {
    const ParsedPage& page = parse(parser, base + repeated(links, 20'000), kHtml, limits);
    EXPECT_EQ(parser::names_of(page.limits_hit), "links") << links;
    EXPECT_EQ(page.links.size(), (1u << 20) / 60'022u) << links;
  }
}

TEST(HostileBase, AnchorsAndRelsCountAsOftenAsThereAreLinks) {
  PageParser parser;
  PageLimits limits;
  limits.max_link_bytes = 100'000;
  const std::string body = "<link rel='preload " + repeated("x", 490) + "' imagesrcset='" +
                           repeated("y, ", 1'000) + "'>";
  const ParsedPage& page = parse(parser, body, kHtml, limits);
  EXPECT_EQ(parser::names_of(page.limits_hit), "links");
  EXPECT_EQ(page.links.size(), 100'000u / (498 + 19 + 6));
}

TEST(HostileBase, TheLinksOfALargePageAreAllKept) {
  PageParser parser;
  const std::string body =
      numbered("<a href='/" + std::string(100, 'x'), 5'000, "'>some words of a link</a>") +
      repeated("<a href='/" + std::string(100, 'y') + "'>some words of a link</a>", 45'000);
  const ParsedPage& page = parse(parser, body, kHtml, {});
  EXPECT_EQ(page.links.size(), 50'000u);
  EXPECT_EQ(parser::names_of(page.limits_hit), "");
}

TEST(HostileBase, OfAScriptIsNoBase) {
  PageParser parser;
  const ParsedPage& page =
      parse(parser, "<base href='javascript:alert(1)//'><a href=x>", kHtml, {});
  ASSERT_EQ(page.links.size(), 1u);
  EXPECT_EQ(page.links[0].url, "http://a.test/dir/x");
}

TEST(HostileRefresh, ToThePageItselfIsOneLink) {
  PageParser parser;
  const ParsedPage& page =
      parse(parser, "<meta http-equiv=refresh content='0;url=page'>", kHtml, {});
  ASSERT_EQ(page.links.size(), 1u);
  EXPECT_EQ(page.links[0].url, "http://a.test/dir/page");
}

TEST(HostileFields, AreCutAtACharacterAndSaySo) {
  PageParser parser;
  PageLimits limits;
  limits.max_field_bytes = 5;
  const ParsedPage& page =
      parse(parser,
            "<html lang='abcdefgh'><title>abcd\u00e4\u00e4</title><meta name=description "
            "content='a  bcdefgh'><meta name=robots content=nofollow><meta name=robots content=x>",
            kHtml, limits);
  EXPECT_EQ(page.title, "abcd");
  EXPECT_EQ(page.description, "a bcd");
  EXPECT_EQ(page.lang, "abcde");
  EXPECT_EQ(page.meta_robots, "nofol");
  EXPECT_TRUE(page.nofollow);  // what is shown is cut, what it means is not
  EXPECT_EQ(parser::names_of(page.limits_hit), "text");
}

TEST(HostileFields, RelIsCutLikeAnAnchor) {
  PageParser parser;
  PageLimits limits;
  limits.max_anchor_bytes = 4;
  const ParsedPage& page =
      parse(parser, "<a href=x rel='\u00e4\u00e4\u00e4 nofollow'>", kHtml, limits);
  ASSERT_EQ(page.links.size(), 1u);
  EXPECT_EQ(page.links[0].rel, "\u00e4\u00e4");
  EXPECT_TRUE(page.links[0].nofollow);
}

// SQLite's tools end a text at its first NUL (sqlite.org/nulinstr.html).
void expect_clean(std::string_view text, const std::string& where) {
  EXPECT_TRUE(ground::is_valid_utf8(text)) << where;
  EXPECT_EQ(text.find('\0'), text.npos) << where;
}

void expect_clean(const ParsedPage& page, const std::string& where) {
  for (const std::string_view text :
       {page.content_type, page.charset, page.title, page.description, page.lang, page.canonical,
        page.meta_robots, page.header_robots, page.text, page.redirect_to, page.problem})
    expect_clean(text, where);
  for (const ParsedLink& link : page.links)
    for (const std::string_view text : {link.url, link.target().host(), link.rel, link.anchor})
      expect_clean(text, where);
}

// Every encoding of the standard (https://encoding.spec.whatwg.org/#names-and-labels).
constexpr const char* kEncodings[] = {
    "utf-8",        "ibm866",       "iso-8859-2",   "iso-8859-3",     "iso-8859-4",
    "iso-8859-5",   "iso-8859-6",   "iso-8859-7",   "iso-8859-8",     "iso-8859-8-i",
    "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",    "iso-8859-16",
    "koi8-r",       "koi8-u",       "macintosh",    "windows-874",    "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254",   "windows-1255",
    "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic", "gbk",
    "gb18030",      "big5",         "euc-jp",       "iso-2022-jp",    "shift_jis",
    "euc-kr",       "replacement",  "utf-16be",     "utf-16le",       "x-user-defined"};

TEST(HostileBytes, AreTextOfEveryEncodingOnceTheyAreRead) {
  std::string bytes;
  for (int high = 0; high < 256; ++high)
    for (int low = 0; low < 256; low += 15) {
      bytes += static_cast<char>(high);
      bytes += static_cast<char>(low);
    }
  const std::string html = "<title>" + bytes + "</title><a rel='" + bytes + "' href=x>" + bytes +
                           "</a><p>&#xD800;&#0;&#x80;&#x110000;\xED\xA0\x80";
  std::string field = bytes;  // libcurl lets no NUL of a header through
  std::replace(field.begin(), field.end(), '\0', 'x');
  const std::string link = "<" + field + ">; rel='" + field + "'";
  PageParser parser;
  for (const char* const encoding : kEncodings)
    for (const char* const type : {"text/html", "text/plain", "application/xml"}) {
      const std::string where = std::string(type) + " in " + encoding;
      const Headers headers = {
          {"Content-Type", std::string(type).append("; charset=").append(encoding)},
          {"X-Robots-Tag", field},
          {"Link", link},
          {"Content-Language", field}};
      expect_clean(parse(parser, html, headers, {}), where);
      expect_clean(parse(parser, bytes, headers, {}), where);
    }
}

TEST(HostileBytes, LoneSurrogatesAreReplaced) {
  PageParser parser;
  const std::string replaced = "a\uFFFDb";
  EXPECT_EQ(parse(parser, "a&#xD800;b", kHtml, {}).text, replaced);
  EXPECT_EQ(parse(parser,
                  "a\xED\xA0\x80"
                  "b",
                  kHtml, {})
                .text,
            "a\uFFFD\uFFFD\uFFFDb");
  const std::string utf16(
      "a\0\x00\xD8"
      "b\0",
      6);
  EXPECT_EQ(parse(parser, utf16, {{"Content-Type", "text/html; charset=utf-16le"}}, {}).text,
            replaced);
}

TEST(HostileBytes, Utf16WithoutAMarkIsNoText) {
  // Neither header nor mark says so: it is read as ASCII between NULs, and no NUL is kept.
  PageParser parser;
  std::string utf16;
  for (const char c : std::string("<title>t</title><a href=x>y</a>")) utf16 += {c, '\0'};
  for (const char* const type : {"text/html", "text/plain"})
    expect_clean(parse(parser, utf16, {{"Content-Type", type}}, {}), type);
}

TEST(HostileBytes, NulInPlainTextIsReplaced) {
  PageParser parser;
  const Headers plain = {{"Content-Type", "text/plain; charset=utf-8"}};
  EXPECT_EQ(parse(parser, std::string("a\0b", 3), plain, {}).text, "a\uFFFDb");
  PageLimits limits;
  limits.max_text_bytes = 3;
  EXPECT_EQ(parse(parser, std::string("a\0b", 3), plain, limits).text, "a");
}

TEST(HostileBytes, FaultsOfASitemapAreTold) {
  PageParser parser;
  const Headers xml = {{"Content-Type", "application/xml"}};
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string name(shift, 'a');
    name.append(1, '\0').append(repeated("\u00e4", 60));
    expect_clean(parse(parser, "<urlset></x" + name + "></urlset>", xml, {}), name);
    expect_clean(parse(parser, "<urlset><x" + name + ">", xml, {}), name);
  }
}

}  // namespace
