#include "parser/url/url.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "parser/url/url_view.h"
#include "tests/support/conformance.h"

namespace parser {
namespace {

// The serialisation, or "" for a failure.
std::string href(std::string_view input, std::string_view base = "") {
  Url base_url, url;
  if (!base.empty()) {
    EXPECT_EQ(base_url.assign(base), UrlStatus::kOk);
  }
  url.assign(input, base.empty() ? nullptr : &base_url);
  return std::string(url.href());
}

std::string normal(std::string_view input) {
  Url url;
  url.assign(input);
  url.normalise();
  return std::string(url.href());
}

UrlStatus status(std::string_view input, const Url* base = nullptr) {
  Url url;
  return url.assign(input, base);
}

void expect_empty(const Url& url, std::string_view why) {
  EXPECT_TRUE(url.empty()) << why;
  EXPECT_EQ(url.scheme(), "") << why;
  EXPECT_EQ(url.username(), "") << why;
  EXPECT_EQ(url.password(), "") << why;
  EXPECT_EQ(url.host(), "") << why;
  EXPECT_EQ(url.port(), 0) << why;
  EXPECT_EQ(url.origin(), "") << why;
  EXPECT_EQ(url.path(), "") << why;
  EXPECT_FALSE(url.has_query()) << why;
  EXPECT_EQ(url.query(), "") << why;
  EXPECT_EQ(url.fragment(), "") << why;
  EXPECT_EQ(url.path_and_query(), "") << why;
}

TEST(UrlConformance, WhatwgUrlTestData) {
  CONFORMANCE_CASES(cases, "url.jsonl");
  EXPECT_EQ(cases.size(), 455U);
  for (const auto& c : cases) {
    const auto id = c["id"].get<std::string>();
    const auto input = c["input"].get<std::string>();
    Url base, url;
    // A base of another scheme (about:blank) serves absolute URLs only; one that fails, none.
    UrlStatus answer = UrlStatus::kOk;
    if (!c["base"].is_null()) answer = base.assign(c["base"].get<std::string>());
    if (answer != UrlStatus::kInvalid) answer = url.assign(input, &base);
    if (c.value("failure", false))
      EXPECT_NE(answer, UrlStatus::kOk) << id << ": " << c["input"] << " gave " << url.href();
    else
      EXPECT_EQ(url.href(), c["href"].get<std::string>()) << id << ": " << c["input"];
  }
}

TEST(UrlParts, AreViewsOfTheSerialisation) {
  Url url;
  ASSERT_EQ(url.assign("HTTPS://user:pa:ss@Example.COM:8443/a/b?x=1?2#frag#2"), UrlStatus::kOk);
  EXPECT_EQ(url.scheme(), "https");
  EXPECT_EQ(url.username(), "user");
  EXPECT_EQ(url.password(), "pa%3Ass");
  EXPECT_EQ(url.host(), "example.com");
  EXPECT_EQ(url.port(), 8443);
  EXPECT_EQ(url.path(), "/a/b");
  EXPECT_EQ(url.query(), "x=1?2");
  EXPECT_EQ(url.fragment(), "frag#2");
  EXPECT_EQ(url.path_and_query(), "/a/b?x=1?2");
  url.normalise();
  EXPECT_EQ(url.href(), "https://example.com:8443/a/b?x=1?2");
  EXPECT_EQ(url.username(), "");
  EXPECT_EQ(url.password(), "");
  EXPECT_EQ(url.host(), "example.com");
  EXPECT_EQ(url.origin(), "https://example.com:8443");
  EXPECT_EQ(url.path(), "/a/b");
  EXPECT_EQ(url.query(), "x=1?2");
  EXPECT_EQ(url.fragment(), "");
}

TEST(UrlParts, CredentialsMayBeHalf) {
  Url url;
  ASSERT_EQ(url.assign("http://user@a.example/"), UrlStatus::kOk);
  EXPECT_EQ(url.username(), "user");
  EXPECT_EQ(url.password(), "");
  ASSERT_EQ(url.assign("http://:pass@a.example/"), UrlStatus::kOk);
  EXPECT_EQ(url.username(), "");
  EXPECT_EQ(url.password(), "pass");
  ASSERT_EQ(url.assign("http://a@b@a.example/"), UrlStatus::kOk);
  EXPECT_EQ(url.username(), "a%40b");
  EXPECT_EQ(url.host(), "a.example");
}

TEST(UrlParts, TheOriginOfAnyUrlWithoutCredentials) {
  Url url;
  ASSERT_EQ(url.assign("http://a.example:8080?q#f"), UrlStatus::kOk);
  EXPECT_EQ(url.origin(), "http://a.example:8080");
  ASSERT_EQ(url.assign("//[::1]/x", &url), UrlStatus::kOk);
  EXPECT_EQ(url.origin(), "http://[::1]");
}

TEST(UrlParts, TheDefaultPortIsNotWritten) {
  Url url;
  ASSERT_EQ(url.assign("http://a.example:80/"), UrlStatus::kOk);
  EXPECT_EQ(url.port(), 80);
  EXPECT_EQ(url.href(), "http://a.example/");
  ASSERT_EQ(url.assign("https://a.example:00443/"), UrlStatus::kOk);
  EXPECT_EQ(url.port(), 443);
  EXPECT_EQ(url.href(), "https://a.example/");
  EXPECT_EQ(href("https://a.example:80/"), "https://a.example:80/");
  EXPECT_EQ(href("http://a.example:/"), "http://a.example/");
}

TEST(UrlParts, OfNoUrlAreEmpty) {
  Url url;
  expect_empty(url, "as made");
  url.normalise();
  expect_empty(url, "normalised");
  for (const char* wrong : {"http://u:p@a.example:99999/x?y#z", "mailto:x", "http://[::1", ""}) {
    ASSERT_EQ(url.assign("http://u:p@a.example:81/x?y#z"), UrlStatus::kOk);
    EXPECT_NE(url.assign(wrong), UrlStatus::kOk);
    expect_empty(url, wrong);
  }
}

TEST(UrlView, HasThePartsOfTheNormalFormWithoutParsingIt) {
  for (const char* text : {"https://u:p@a.example:8443/a/b?x=1#f", "http://a.example",
                           "http://[::1]:81/?", "https://a.b/%7e?"}) {
    Url url;
    ASSERT_EQ(url.assign(text), UrlStatus::kOk);
    url.normalise();
    const std::string copy(url.href());
    const UrlView view(copy, UrlView::parts_of(url));
    EXPECT_EQ(view.href(), url.href());
    EXPECT_EQ(view.scheme(), url.scheme());
    EXPECT_EQ(view.host(), url.host());
    EXPECT_EQ(view.port(), url.port());
    EXPECT_EQ(view.origin(), url.origin());
    EXPECT_EQ(view.path(), url.path());
    EXPECT_EQ(view.path().data(), copy.data() + url.origin().size());
  }
}

TEST(UrlView, OfNoUrlIsEmpty) {
  const Url none;
  const UrlView view(none);
  EXPECT_EQ(view.href(), "");
  EXPECT_EQ(view.scheme(), "");
  EXPECT_EQ(view.host(), "");
  EXPECT_EQ(view.origin(), "");
  EXPECT_EQ(view.path(), "");
}

TEST(UrlStorage, IsReusedOnceWarm) {
  Url base, url;
  ASSERT_EQ(base.assign("http://a.example/some/folder/page.html?query#fragment"), UrlStatus::kOk);
  ASSERT_EQ(url.assign("http://a.example/" + std::string(500, 'x')), UrlStatus::kOk);
  const char* const storage = url.href().data();
  for (const char* link : {"../x/y.html", "?a=b", "#frag", "/root", "http://b.example/%7ex",
                           "mailto:x", "caf\xC3\xA9"}) {
    url.assign(link, &base);
    url.normalise();
    EXPECT_EQ(url.href().data(), storage) << link;
  }
}

TEST(UrlScheme, OtherSchemesAreToldFromNonsense) {
  Url base;
  ASSERT_EQ(base.assign("http://a.example/"), UrlStatus::kOk);
  for (const char* other :
       {"mailto:x@y", "javascript:void(0)", "data:text/html,x", "tel:1", "ftp://a/", "x+y-z.1:q",
        "java\nscript:x", "about:blank", "httpss://a/"}) {
    EXPECT_EQ(status(other, &base), UrlStatus::kScheme) << other;
    EXPECT_EQ(status(other), UrlStatus::kScheme) << other;
  }
  for (const char* wrong :
       {"http://", "http://a b/", "http://[::1/", "http://a:99999/", "http://1.2.3.256/", "//",
        "http://a:8a/", "https://user@/", "http://%00/", "http://a%2Fb/"})
    EXPECT_EQ(status(wrong, &base), UrlStatus::kInvalid) << wrong;
}

TEST(UrlScheme, WithoutSchemeOrBaseThereIsNoUrl) {
  const Url nothing;
  for (const char* input :
       {"", "no/base", "/x", "//a/", "?q", "#f", "1http://a/", ":80", "a b:c"}) {
    EXPECT_EQ(status(input), UrlStatus::kInvalid) << input;
    EXPECT_EQ(status(input, &nothing), UrlStatus::kInvalid) << input;
  }
}

// RFC 3986, 5.4, where the URL Standard agrees with it: all but "http:g".
TEST(UrlResolution, Rfc3986Examples) {
  const std::pair<const char*, const char*> kExamples[] = {{"g", "b/c/g"},
                                                           {"./g", "b/c/g"},
                                                           {"g/", "b/c/g/"},
                                                           {"/g", "g"},
                                                           {"?y", "b/c/d;p?y"},
                                                           {"g?y", "b/c/g?y"},
                                                           {"#s", "b/c/d;p?q#s"},
                                                           {"g#s", "b/c/g#s"},
                                                           {"g?y#s", "b/c/g?y#s"},
                                                           {";x", "b/c/;x"},
                                                           {"g;x", "b/c/g;x"},
                                                           {"", "b/c/d;p?q"},
                                                           {".", "b/c/"},
                                                           {"./", "b/c/"},
                                                           {"..", "b/"},
                                                           {"../", "b/"},
                                                           {"../g", "b/g"},
                                                           {"../..", ""},
                                                           {"../../", ""},
                                                           {"../../g", "g"},
                                                           {"../../../g", "g"},
                                                           {"../../../../g", "g"},
                                                           {"/./g", "g"},
                                                           {"/../g", "g"},
                                                           {"g.", "b/c/g."},
                                                           {".g", "b/c/.g"},
                                                           {"g..", "b/c/g.."},
                                                           {"..g", "b/c/..g"},
                                                           {"./../g", "b/g"},
                                                           {"./g/.", "b/c/g/"},
                                                           {"g/./h", "b/c/g/h"},
                                                           {"g/../h", "b/c/h"},
                                                           {"g;x=1/./y", "b/c/g;x=1/y"},
                                                           {"g?y/./x", "b/c/g?y/./x"},
                                                           {"g#s/../x", "b/c/g#s/../x"},
                                                           {"http:g", "b/c/g"}};
  for (const auto& [link, expected] : kExamples)
    EXPECT_EQ(href(link, "http://a/b/c/d;p?q"), std::string("http://a/") + expected) << link;
  EXPECT_EQ(href("//g", "http://a/b/c/d;p?q"), "http://g/");
}

TEST(UrlResolution, AgainstItself) {
  Url url;
  ASSERT_EQ(url.assign("http://a.example/x/y?q"), UrlStatus::kOk);
  ASSERT_EQ(url.assign("../z", &url), UrlStatus::kOk);
  EXPECT_EQ(url.href(), "http://a.example/z");
}

TEST(UrlResolution, AnInputThatLiesInTheUrlItself) {
  Url url;
  ASSERT_EQ(url.assign("http://a.example/x?http://b.example/"), UrlStatus::kOk);
  const std::string query(url.query());
  ASSERT_EQ(url.assign(query), UrlStatus::kOk);
  EXPECT_EQ(url.href(), "http://b.example/");
}

TEST(UrlResolution, ABackslashIsASlash) {
  EXPECT_EQ(href("\\\\b.example\\x\\..\\y", "https://a.example/"), "https://b.example/y");
  EXPECT_EQ(href("\\x", "https://a.example/b/c"), "https://a.example/x");
  EXPECT_EQ(href("x?a\\b#c\\d", "https://a.example/"), "https://a.example/x?a\\b#c\\d");
}

TEST(UrlInput, TabsAndNewlinesAreStripped) {
  EXPECT_EQ(href(" \x01 ht\ttp://a.\nexample/\r\nx y\t \x1F"), "http://a.example/x%20y");
}

TEST(UrlInput, IsDecodedAsUtf8) {
  EXPECT_EQ(href("http://a.example/\xC3\xA9?\xC3\xA9#\xC3\xA9"),
            "http://a.example/%C3%A9?%C3%A9#%C3%A9");
  // One U+FFFD for each maximal subpart of an ill-formed sequence.
  EXPECT_EQ(href("http://a.example/\xE2\x98"), "http://a.example/%EF%BF%BD");
  EXPECT_EQ(href("http://a.example/\xFF\xFE"), "http://a.example/%EF%BF%BD%EF%BF%BD");
  EXPECT_EQ(href("http://a.example/\xC3\t\xA9"), "http://a.example/%EF%BF%BD%EF%BF%BD");
}

TEST(UrlEncoding, EachPartHasItsPercentEncodeSet) {
  EXPECT_EQ(href("http://a.example/ \"<>`{}^'|[]~"),
            "http://a.example/%20%22%3C%3E%60%7B%7D%5E'|[]~");
  EXPECT_EQ(href("http://a.example/? \"<>`{}^'|[]~"), "http://a.example/?%20%22%3C%3E`{}^%27|[]~");
  EXPECT_EQ(href("http://a.example/# \"<>`{}^'|[]~"), "http://a.example/#%20%22%3C%3E%60{}^'|[]~");
  EXPECT_EQ(href("http:// \"<>`{}^'|[]~;=:@a.example/"),
            "http://%20%22%3C%3E%60%7B%7D%5E'%7C%5B%5D~%3B%3D@a.example/");
}

TEST(UrlNormalForm, UnreservedIsDecodedAndHexIsUpperCase) {
  EXPECT_EQ(normal("http://a.example/%30.html"), "http://a.example/0.html");
  EXPECT_EQ(normal("http://a.example/%7euser/%c3%a9?%41=%2f"),
            "http://a.example/~user/%C3%A9?A=%2F");
  EXPECT_EQ(normal("http://a.example/a%2fb%3f%23%25%26%2b"),
            "http://a.example/a%2Fb%3F%23%25%26%2B");
  EXPECT_EQ(normal("http://a.example/%61?%62#%63"), "http://a.example/a?b");
}

TEST(UrlNormalForm, APercentSignThatIsNoEscapeStays) {
  for (const char* same : {"100%", "%zz%4", "%", "%%", "%4?%", "%G1", "a?100%"})
    EXPECT_EQ(normal(std::string("http://a.example/") + same),
              std::string("http://a.example/") + same);
}

TEST(UrlNormalForm, DecodingMakesNoNewEscape) {
  EXPECT_EQ(normal("http://a.example/%%34%31"), "http://a.example/%%341");
  EXPECT_EQ(normal("http://a.example/%4%31"), "http://a.example/%4%31");
  EXPECT_EQ(normal("http://a.example/%%341"), "http://a.example/%%341");
  EXPECT_EQ(normal("http://a.example/%%32%65/x"), "http://a.example/%%32e/x");
  EXPECT_EQ(normal("http://a.example/%%67%41%4z%31"), "http://a.example/%gA%4z1");
}

TEST(UrlNormalForm, EscapedDotsAreDots) {
  EXPECT_EQ(normal("http://a.example/x/%2E%2e/y"), "http://a.example/y");
  EXPECT_EQ(normal("http://a.example/x/.%2e/y/%2E"), "http://a.example/y/");
  EXPECT_EQ(normal("http://a.example/x/%2E%2Eb"), "http://a.example/x/..b");
  EXPECT_EQ(normal("http://a.example/x/%2E%2E%2E/y"), "http://a.example/x/.../y");
}

TEST(UrlNormalForm, NothingElseIsFolded) {
  for (const char* same :
       {"http://a.example/A?b=2&a=1", "http://a.example/x?", "http://a.example/x",
        "http://a.example/x/", "http://www.a.example/index.html", "http://a.example//x//",
        "http://a.example./", "http://a.example/?"})
    EXPECT_EQ(normal(same), same);
}

// A generator of URLs out of the pieces that have meaning somewhere; the same on every run.
class UrlMaker {
 public:
  std::string url() {
    constexpr std::string_view kHosts[] = {"h.example", "u:p@H.example:81", "127.1", "[1::0:0:2]",
                                           "b\xC3\xBC\x63her.example"};
    return std::string(random_() % 2 ? "http://" : "https://") +
           std::string(kHosts[random_() % std::size(kHosts)]) + "/" + rest();
  }

  std::string rest() {
    constexpr std::string_view kPieces[] = {
        "%",   "2",   "e",      "E",        ".",    "/",  "\\",  "?",   "#", "a",
        "%41", "%2e", "%c3%a9", "\xC3\xA9", "\xFF", " ",  "'",   "\"",  "|", "@",
        ":",   "%25", "..",     "3",        "\t",   "%3", "%34", "%2F", "^"};
    std::string text;
    for (unsigned i = random_() % 14; i > 0; --i) text += kPieces[random_() % std::size(kPieces)];
    return text;
  }

 private:
  std::mt19937 random_{7};
};

TEST(UrlNormalForm, IsIdempotentAndSurvivesReparsing) {
  UrlMaker maker;
  Url base, url, again;
  ASSERT_EQ(base.assign("http://h.example/x/y?z"), UrlStatus::kOk);
  for (int round = 0; round < 50'000; ++round) {
    const std::string input = round % 2 ? maker.url() : maker.rest();
    if (url.assign(input, &base) != UrlStatus::kOk) continue;  // "//%" has no good host
    ASSERT_EQ(again.assign(url.href()), UrlStatus::kOk) << input;
    ASSERT_EQ(again.href(), url.href()) << input;

    url.normalise();
    const std::string once(url.href());
    ASSERT_EQ(again.assign(once), UrlStatus::kOk) << input;
    ASSERT_EQ(again.href(), once) << input;
    ASSERT_EQ(again.query(), url.query()) << input;
    ASSERT_EQ(again.has_query(), url.has_query()) << input;
    again.normalise();
    ASSERT_EQ(again.href(), once) << input;
    url.normalise();
    ASSERT_EQ(url.href(), once) << input;
  }
}

// What a server reads out of a path or query: every escape decoded, once.
std::string decoded_once(std::string_view text) {
  const auto digit = [](char c) { return std::string_view("0123456789abcdef").find(c | 0x20); };
  constexpr auto kNone = std::string_view::npos;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool two_more = text[i] == '%' && i + 2 < text.size();
    if (two_more && digit(text[i + 1]) != kNone && digit(text[i + 2]) != kNone) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

TEST(UrlNormalForm, MeansToAServerWhatTheUrlMeans) {
  UrlMaker maker;
  Url url;
  for (int round = 0; round < 20'000; ++round) {
    ASSERT_EQ(url.assign(maker.url()), UrlStatus::kOk);
    const std::string path = decoded_once(url.path()), query = decoded_once(url.query());
    url.normalise();
    ASSERT_EQ(decoded_once(url.path()), path);
    ASSERT_EQ(decoded_once(url.query()), query);
  }
}

TEST(UrlHost, Uts46) {
  EXPECT_EQ(href("http://B\xC3\xBC"
                 "cher.example/"),
            "http://xn--bcher-kva.example/");
  EXPECT_EQ(href("http://fa\xC3\x9F.example/"), "http://xn--fa-hia.example/");  // nontransitional
  EXPECT_EQ(href("http://a\xE3\x80\x82"
                 "b/"),
            "http://a.b/");                                         // ideographic full stop
  EXPECT_EQ(href("http://-\xC3\xA9-/"), "http://xn-----bja/");      // CheckHyphens is false
  EXPECT_EQ(href("http://\xC3\xA9..x/"), "http://xn--9ca..x/");     // VerifyDnsLength is false
  EXPECT_EQ(href("http://a_b!\xC3\xA9/"), "http://xn--a_b!-epa/");  // UseSTD3ASCIIRules is false
  EXPECT_EQ(href("http://a\xE2\x80\x8D"
                 "b/"),
            "");  // CheckJoiners: a lone ZWJ
  EXPECT_EQ(href("http://\xD7\x90"
                 "a/"),
            "");                            // CheckBidi: Hebrew, then Latin
  EXPECT_EQ(href("http://\xC2\xAD/"), "");  // maps to nothing
  EXPECT_EQ(href("http://\xEF\xBC\x85"
                 "41/"),
            "");  // maps to a forbidden '%'
}

TEST(UrlHost, AnAsciiDomainIsItsLowerCase) {
  EXPECT_EQ(href("http://ex%41mple.COM/"), "http://example.com/");
  EXPECT_EQ(href("http://xn--/"), "http://xn--/");
  EXPECT_EQ(href("http://XN--pokxncvks.example/"), "http://xn--pokxncvks.example/");
  EXPECT_EQ(href("http://%61.xn--pokxncvks/"), "http://a.xn--pokxncvks/");
  EXPECT_EQ(href("http://\xC3\xA9.xn--pokxncvks/"), "");  // not ASCII: judged as a whole
}

TEST(UrlHost, ForbiddenDomainCodePoints) {
  for (const char c : std::string_view("\0\x01 \"%<>[]^`|{}\x7F", 15)) {
    const bool allowed = c == '"' || c == '`' || c == '{' || c == '}';
    const std::string host = std::string("a") + c + "b";
    EXPECT_EQ(href("http://" + host + "/"), allowed ? "http://" + host + "/" : "") << int{c};
  }
  for (const char* escape : {"%00", "%20", "%23", "%25", "%2F", "%3A", "%3F", "%40", "%5C", "%7F"})
    EXPECT_EQ(href(std::string("http://a") + escape + "b/"), "") << escape;
}

TEST(UrlHost, Ipv4InAllItsSpellings) {
  for (const char* text :
       {"127.0.0.1", "0x7f.1", "0177.0.0.1", "2130706433", "127.1", "127.0.1", "127.0.0.1.",
        "0X7F.0x0.0.00000001", "%31%32%37.1", "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.1"})
    EXPECT_EQ(href(std::string("http://") + text + "/"), "http://127.0.0.1/") << text;
  EXPECT_EQ(href("http://0x/"), "http://0.0.0.0/");
  EXPECT_EQ(href("http://4294967295/"), "http://255.255.255.255/");
  for (const char* text : {"256.1.1.1", "1.2.3.256", "1.2.3.4.5", "4294967296", "1.256.1", "08.1",
                           "a.1", "a.0x", "1..2", "99999999999999999999999", "1.2.3.0x100"})
    EXPECT_EQ(href(std::string("http://") + text + "/"), "") << text;
  for (const char* text : {"1.2.3.x", "1..", "0xg", "1e3"})
    EXPECT_EQ(href(std::string("http://") + text + "/"), std::string("http://") + text + "/");
}

TEST(UrlHost, Ipv6IsWrittenInItsShortestForm) {
  const std::pair<const char*, const char*> kAddresses[] = {
      {"0:0:0:0:0:0:0:0", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
      {"1:0:0:2:3:0:0:4", "1::2:3:0:0:4"},
      {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"2001:DB8::00aB", "2001:db8::ab"},
      {"::ffff:192.168.0.1", "::ffff:c0a8:1"},
      {"1:2:3:4:5:6:255.0.0.1", "1:2:3:4:5:6:ff00:1"}};
  for (const auto& [text, expected] : kAddresses)
    EXPECT_EQ(href("http://[" + std::string(text) + "]/"),
              "http://[" + std::string(expected) + "]/");
}

TEST(UrlHost, WhatIsNoIpv6AddressIsRefused) {
  for (const char* text : {"",
                           ":",
                           ":::",
                           "1",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "::1:2:3:4:5:6:7:8",
                           "1:2:3:4:5:6:7::8",
                           "1:2:3:4:5:6:7:8::",
                           "1::2::3",
                           ":1::",
                           "1:2:3:4:5:6:7:",
                           "::12345",
                           "::g",
                           "::1%eth0",
                           "1.2.3.4",
                           "::1.2.3",
                           "::1.2.3.256",
                           "::01.2.3.4",
                           "::1.2.3.4.5",
                           "::1.2.3.4:5",
                           "::a.2.3.4",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "::.1.2.3",
                           "[::1]"})
    EXPECT_EQ(href("http://[" + std::string(text) + "]/"), "") << text;
  for (const char* url : {"http://[::1", "http://::1]/", "http://[::1]x/", "http://x[::1]/"})
    EXPECT_EQ(href(url), "") << url;
}

TEST(UrlHost, RegistrableDomain) {
  EXPECT_EQ(registrable_domain("www.shop.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable_domain("example.com"), "example.com");
  EXPECT_EQ(registrable_domain("www.xn--bcher-kva.de"), "xn--bcher-kva.de");
  EXPECT_EQ(registrable_domain("www.example.co.uk."), "example.co.uk.");
  EXPECT_EQ(registrable_domain("a.b.no-such-suffix"), "b.no-such-suffix");
  const std::string too_long = std::string(252, 'a') + ".com";
  for (const std::string_view itself :
       {"co.uk", "localhost", "10.1.2.3", "[::1]", "com", "com.", "", ".", "..", ".com"})
    EXPECT_EQ(registrable_domain(itself), itself);
  EXPECT_EQ(registrable_domain(too_long), too_long);
}

TEST(UrlHost, IsAddress) {
  for (const char* address : {"10.1.2.3", "[::1]", "0.0.0.0"}) EXPECT_TRUE(is_address(address));
  for (const char* name : {"a.example", "1.a", "localhost", "", "1.."})
    EXPECT_FALSE(is_address(name)) << name;
}

TEST(UrlKeyTest, SameOriginSameHalf) {
  Url a, b, c;
  a.assign("http://a.example/1");
  b.assign("http://a.example/2");
  c.assign("https://a.example/1");
  EXPECT_EQ(key_of(a).host, key_of(b).host);
  EXPECT_NE(key_of(a).url, key_of(b).url);
  EXPECT_NE(key_of(a).host, key_of(c).host);
}

// Keys are kept in databases: they may never change.
TEST(UrlKeyTest, IsTheSameForEver) {
  Url url;
  url.assign("http://a.example/1");
  const ground::UrlKey expected{0xF69C507296D18D30, 0xD8577B48E51ED83B};
  EXPECT_EQ(key_of(url), expected);
}

TEST(UrlHostile, LongAndOddInputsEnd) {
  Url base, url;
  base.assign("http://a.example/b/c");
  url.assign(std::string(1'000'000, '/'), &base);
  url.assign("http://" + std::string(1'000'000, 'a') + "/", &base);
  url.assign("http://" + std::string(1'000'000, '\xC3') + "/", &base);
  url.assign("http://" + std::string(1'000'000, '1') + "/", &base);
  url.assign("http://[" + std::string(1'000'000, ':') + "]/", &base);
  url.assign("http://" + std::string(1'000'000, '@') + "/", &base);
  std::string dots, names, escapes = "http://a.example/", mapped = "http://";
  for (int i = 0; i < 300'000; ++i) dots += "../";
  ASSERT_EQ(url.assign(dots, &base), UrlStatus::kOk);
  EXPECT_EQ(url.href(), "http://a.example/");
  for (int i = 0; i < 300'000; ++i) escapes += "%%32%35";
  ASSERT_EQ(url.assign(escapes), UrlStatus::kOk);
  url.normalise();
  for (int i = 0; i < 1'300; ++i) mapped += "\xEF\xB7\xBA";  // one character that maps to eighteen
  EXPECT_EQ(url.assign(mapped), UrlStatus::kInvalid);
  for (int i = 0; i < 100'000; ++i) names += "a.";
  EXPECT_EQ(registrable_domain(names), names);
}

}  // namespace
}  // namespace parser
