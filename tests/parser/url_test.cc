#include "parser/url.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/support/conformance.h"

namespace parser {
namespace {

std::string normal(std::string_view input, std::string_view base = "") {
  Url base_url, url;
  if (!base.empty()) {
    EXPECT_EQ(base_url.assign(base), UrlStatus::kOk);
  }
  if (url.assign(input, base.empty() ? nullptr : &base_url) != UrlStatus::kOk) return "";
  url.normalise();
  return std::string(url.href());
}

TEST(UrlConformance, WhatwgUrlTestData) {
  CONFORMANCE_CASES(cases, "url.jsonl");
  int passed = 0;
  for (const auto& c : cases) {
    Url base, url;
    UrlStatus status = UrlStatus::kOk;
    const bool with_base = !c["base"].is_null();
    if (with_base) status = base.assign(c["base"].get<std::string>());
    // A base of another scheme (about:blank) serves absolute URLs only.
    if (status != UrlStatus::kInvalid)
      status = url.assign(c["input"].get<std::string>(), base.empty() ? nullptr : &base);
    if (c.value("failure", false))
      EXPECT_NE(status, UrlStatus::kOk) << c.dump() << " gave " << url.href();
    else
      EXPECT_EQ(url.href(), c["href"].get<std::string>()) << c.dump();
    passed += c.value("failure", false) ? status != UrlStatus::kOk
                                        : url.href() == c["href"].get<std::string>();
  }
  EXPECT_EQ(passed, static_cast<int>(cases.size()));
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
  EXPECT_EQ(url.origin(), "https://example.com:8443");
  EXPECT_EQ(url.path(), "/a/b");
  EXPECT_EQ(url.query(), "x=1?2");
  EXPECT_EQ(url.fragment(), "");
}

TEST(UrlParts, TheDefaultPortIsNotWritten) {
  Url url;
  ASSERT_EQ(url.assign("http://a.example:80/"), UrlStatus::kOk);
  EXPECT_EQ(url.port(), 80);
  EXPECT_EQ(url.href(), "http://a.example/");
}

TEST(UrlStatusTest, OtherSchemesAreToldFromNonsense) {
  Url base, url;
  ASSERT_EQ(base.assign("http://a.example/"), UrlStatus::kOk);
  for (const char* other :
       {"mailto:x@y", "javascript:void(0)", "data:text/html,x", "tel:1", "ftp://a/", "x+y-z.1:q"})
    EXPECT_EQ(url.assign(other, &base), UrlStatus::kScheme) << other;
  EXPECT_TRUE(url.empty());
  for (const char* wrong :
       {"http://", "http://a b/", "http://[::1/", "http://a:99999/", "http://1.2.3.256/", "//"})
    EXPECT_EQ(url.assign(wrong, &base), UrlStatus::kInvalid) << wrong;
  EXPECT_EQ(url.assign("no/base"), UrlStatus::kInvalid);
}

TEST(UrlResolution, AgainstItself) {
  Url url;
  ASSERT_EQ(url.assign("http://a.example/x/y?q"), UrlStatus::kOk);
  ASSERT_EQ(url.assign("../z", &url), UrlStatus::kOk);
  EXPECT_EQ(url.href(), "http://a.example/z");
}

TEST(UrlNormalForm, UnreservedIsDecodedAndHexIsUpperCase) {
  EXPECT_EQ(normal("http://a.example/%30.html"), "http://a.example/0.html");
  EXPECT_EQ(normal("http://a.example/%7euser/%c3%a9?%41=%2f"),
            "http://a.example/~user/%C3%A9?A=%2F");
  EXPECT_EQ(normal("http://a.example/a%2fb"), "http://a.example/a%2Fb");
  EXPECT_EQ(normal("http://a.example/100%"), "http://a.example/100%");
  EXPECT_EQ(normal("http://a.example/%zz%4"), "http://a.example/%zz%4");
}

TEST(UrlNormalForm, WhatDecodingUncoversIsNormalisedToo) {
  EXPECT_EQ(normal("http://a.example/x/%2E%2E/y"), "http://a.example/y");
  EXPECT_EQ(normal("http://a.example/%%34%31"), "http://a.example/A");
  EXPECT_EQ(normal("http://a.example/%%32%65/x"), "http://a.example/x");
}

TEST(UrlNormalForm, NothingElseIsFolded) {
  EXPECT_EQ(normal("http://a.example/A?b=2&a=1"), "http://a.example/A?b=2&a=1");
  EXPECT_EQ(normal("http://a.example/x?"), "http://a.example/x?");
  EXPECT_EQ(normal("http://a.example/x/"), "http://a.example/x/");
  EXPECT_EQ(normal("http://www.a.example/index.html"), "http://www.a.example/index.html");
}

TEST(UrlNormalForm, IsIdempotentAndSurvivesReparsing) {
  std::mt19937 random(7);
  constexpr std::string_view kBits[] = {
      "%",        "2",    "e", "E", ".",  "/", "\\", "?", "#",   "a",  "%41", "%2e", "%c3%a9",
      "\xC3\xA9", "\xFF", " ", "'", "\"", "|", "@",  ":", "%25", "..", "3",   "\t"};
  for (int round = 0; round < 50'000; ++round) {
    std::string input = "http://u@h.example/";
    for (int i = 0; i < 12; ++i) input += kBits[random() % std::size(kBits)];
    const std::string once = normal(input);
    ASSERT_FALSE(once.empty()) << input;
    ASSERT_EQ(normal(once), once) << input;
    Url url;
    ASSERT_EQ(url.assign(once), UrlStatus::kOk) << input;
    ASSERT_EQ(url.href(), once) << input;
  }
}

TEST(UrlHost, Uts46) {
  EXPECT_EQ(normal("http://B\xC3\xBC"
                   "cher.example/"),
            "http://xn--bcher-kva.example/");
  EXPECT_EQ(normal("http://fa\xC3\x9F.example/"), "http://xn--fa-hia.example/");  // nontransitional
  EXPECT_EQ(normal("http://ex%41mple.com/"), "http://example.com/");
  EXPECT_EQ(normal("http://xn--/"), "http://xn--/");
}

TEST(UrlHost, Ipv4InAllItsSpellings) {
  for (const char* text : {"http://127.0.0.1/", "http://0x7f.1/", "http://0177.0.0.1/",
                           "http://2130706433/", "http://127.1/"})
    EXPECT_EQ(normal(text), "http://127.0.0.1/") << text;
}

TEST(UrlHost, RegistrableDomain) {
  EXPECT_EQ(registrable_domain("www.shop.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable_domain("example.com"), "example.com");
  EXPECT_EQ(registrable_domain("co.uk"), "co.uk");
  EXPECT_EQ(registrable_domain("localhost"), "localhost");
  EXPECT_EQ(registrable_domain("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(registrable_domain("[::1]"), "[::1]");
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

TEST(UrlHostile, LongAndOddInputsEnd) {
  Url base, url;
  base.assign("http://a.example/b/c");
  url.assign(std::string(1'000'000, '/'), &base);
  url.assign("http://" + std::string(1'000'000, 'a') + "/", &base);
  url.assign("http://" + std::string(1'000'000, '\xC3') + "/", &base);
  url.assign("http://[" + std::string(1'000'000, ':') + "]/", &base);
  std::string dots;
  for (int i = 0; i < 300'000; ++i) dots += "../";
  ASSERT_EQ(url.assign(dots, &base), UrlStatus::kOk);
  EXPECT_EQ(url.href(), "http://a.example/");
  std::string escapes = "http://a.example/";
  for (int i = 0; i < 300'000; ++i) escapes += "%%32%35";
  ASSERT_EQ(url.assign(escapes), UrlStatus::kOk);
  url.normalise();
}

}  // namespace
}  // namespace parser
