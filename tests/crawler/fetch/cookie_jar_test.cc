#include "crawler/fetch/cookie_jar.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace crawler {
namespace {

using Taken = CookieJar::Taken;

constexpr int64_t kNow = 1'700'000'000;

class Jar : public testing::Test {
 protected:
  static parser::Url url_of(const std::string& text) {
    parser::Url url;
    EXPECT_EQ(url.assign(text), parser::UrlStatus::kOk) << text;
    return url;
  }
  Taken take(const std::string& url, const std::string& field) {
    return jar_->take(field, url_of(url), now_);
  }
  std::string sent(const std::string& url) { return jar_->header_for(url_of(url), now_); }
  // Of each site that changed, "NAME=VALUE NAME=VALUE".
  std::map<std::string, std::string> changes() {
    std::map<std::string, std::string> changes;
    for (const SiteOfCookies& site : jar_->take_changes()) {
      std::string& words = changes[site.site];
      for (const Cookie& cookie : site.cookies)
        words += (words.empty() ? "" : " ") + cookie.name + "=" + cookie.value;
    }
    return changes;
  }
  void limit(const CookieLimits& limits) { jar_ = std::make_unique<CookieJar>(limits); }

  int64_t now_ = kNow;
  std::unique_ptr<CookieJar> jar_ = std::make_unique<CookieJar>();
};

TEST_F(Jar, Rfc6265bisSection513AHostOnlyOneGoesToItsHost) {
  take("http://a.example/", "n=v");
  EXPECT_EQ(sent("http://a.example/x"), "n=v");
  EXPECT_EQ(sent("http://a.example:8080/"), "n=v");  // cookies know no ports
  EXPECT_EQ(sent("http://www.a.example/"), "");
  EXPECT_EQ(sent("http://b.example/"), "");
}

TEST_F(Jar, Rfc6265bisSection513OneForADomainGoesToAllBelowIt) {
  take("http://www.a.example/", "n=v; Domain=a.example; Path=/");
  for (const char* host : {"a.example", "www.a.example", "x.y.a.example"})
    EXPECT_EQ(sent(std::string("http://") + host + "/"), "n=v") << host;
  EXPECT_EQ(sent("http://ba.example/"), "");
}

TEST_F(Jar, Rfc6265bisSection58LongerPathsAndOlderOnesComeFirst) {
  take("http://a.example/", "one=1");
  take("http://a.example/", "deep=2; Path=/x/y");
  take("http://a.example/", "two=3");
  take("http://a.example/", "mid=4; Path=/x");
  take("http://a.example/", "one=5");  // keeps its age
  EXPECT_EQ(sent("http://a.example/x/y/z"), "deep=2; mid=4; one=5; two=3");
  EXPECT_EQ(sent("http://a.example/xy"), "one=5; two=3");
  take("http://a.example/", "nameless; Path=/x/y/z");
  EXPECT_EQ(sent("http://a.example/x/y/z"), "nameless; deep=2; mid=4; one=5; two=3");
}

TEST_F(Jar, SecureOnesGoOverTlsAndToThisMachine) {
  take("https://a.example/", "n=v; Secure");
  EXPECT_EQ(sent("https://a.example/"), "n=v");
  EXPECT_EQ(sent("http://a.example/"), "");
  take("http://localhost/", "n=v; Secure");
  EXPECT_EQ(sent("http://localhost/"), "n=v");
}

TEST_F(Jar, Rfc6265bisSection57SecureOnesAreLeftAlone) {
  take("https://a.example/", "n=safe; Secure; Domain=a.example; Path=/x");
  EXPECT_EQ(take("http://a.example/", "n=bad; Path=/x"), Taken::kNothing);
  EXPECT_EQ(take("http://www.a.example/", "n=bad; Path=/x/y"), Taken::kNothing);
  EXPECT_EQ(take("http://a.example/", "n=; Max-Age=0; Domain=a.example; Path=/x"), Taken::kNothing);
  EXPECT_EQ(sent("https://a.example/x/y"), "n=safe");
  EXPECT_EQ(take("http://a.example/", "n=other; Path=/"), Taken::kAdded);
  EXPECT_EQ(take("https://a.example/", "n=new; Domain=a.example; Path=/x"), Taken::kChanged);
}

TEST_F(Jar, SaysWhatChanged) {
  EXPECT_EQ(take("http://a.example/", "n=1"), Taken::kAdded);
  EXPECT_EQ(take("http://a.example/", "n=1"), Taken::kNothing);
  EXPECT_EQ(take("http://a.example/", "n=2"), Taken::kChanged);
  EXPECT_EQ(take("http://a.example/", "m=; Max-Age=0"), Taken::kNothing);
  EXPECT_EQ(take("http://a.example/", "n=; Max-Age=0"), Taken::kChanged);
  EXPECT_EQ(take("http://a.example/", "n=; Max-Age=0"), Taken::kNothing);
  EXPECT_EQ(take("http://a.example/", "n=1; Domain=b.example"), Taken::kNothing);
  EXPECT_EQ(sent("http://a.example/"), "");
}

TEST_F(Jar, TheExpiredStayHome) {
  take("http://a.example/", "n=v; Max-Age=10");
  take("http://a.example/", "crawl=v");
  now_ += 10;
  EXPECT_EQ(sent("http://a.example/"), "crawl=v");
}

TEST_F(Jar, ChangesAreToldOnceBySite) {
  take("http://a.example/", "n=1");
  take("http://www.a.example/", "m=2");
  take("http://b.example/", "n=3");
  EXPECT_TRUE(jar_->has_changes());
  EXPECT_EQ(changes(),
            (std::map<std::string, std::string>{{"a.example", "n=1 m=2"}, {"b.example", "n=3"}}));
  EXPECT_FALSE(jar_->has_changes());
  take("http://a.example/", "n=1");
  EXPECT_FALSE(jar_->has_changes());
  take("http://a.example/", "n=; Max-Age=0");
  take("http://b.example/", "n=; Max-Age=0");
  EXPECT_EQ(changes(),
            (std::map<std::string, std::string>{{"a.example", "m=2"}, {"b.example", ""}}));
  EXPECT_EQ(jar_->cookies(), 1u);
}

TEST_F(Jar, ATimeOfExpiryThatSlidesIsNotWrittenEachTime) {
  take("http://a.example/", "n=1; Max-Age=3600");
  changes();
  now_ += 100;
  take("http://a.example/", "n=1; Max-Age=3600");
  EXPECT_FALSE(jar_->has_changes());
  now_ += 400;
  take("http://a.example/", "n=1; Max-Age=3600");
  EXPECT_TRUE(jar_->has_changes());
  now_ += 3500;  // the jar has the newest
  EXPECT_EQ(sent("http://a.example/"), "n=1");
}

TEST_F(Jar, ASiteHasItsLimitAndTheLeastUsedGoFirst) {
  limit({.site_cookies = 3});
  take("http://a.example/", "one=1; Path=/one");
  take("http://a.example/", "two=2; Path=/two");
  take("http://www.a.example/", "three=3; Path=/");
  EXPECT_EQ(sent("http://a.example/one"), "one=1");
  take("http://a.example/", "four=4");
  EXPECT_EQ(jar_->cookies(), 3u);
  EXPECT_EQ(sent("http://a.example/two"), "four=4");
  EXPECT_EQ(sent("http://a.example/one"), "one=1; four=4");
}

TEST_F(Jar, TheExpiredAndThenTheUnsafeMakeRoom) {
  limit({.site_cookies = 3});
  take("https://a.example/", "safe=1; Secure");
  take("https://a.example/", "short=2; Max-Age=1");
  take("https://a.example/", "plain=3");
  now_ += 5;
  take("https://a.example/", "more=4");
  EXPECT_EQ(sent("https://a.example/"), "safe=1; plain=3; more=4");
  take("https://a.example/", "most=5");
  EXPECT_EQ(jar_->cookies(), 3u);
  EXPECT_NE(sent("https://a.example/").find("safe=1"), std::string::npos);
}

TEST_F(Jar, ASiteHasItsLimitOfBytes) {
  limit({.site_bytes = 5000});
  const std::string much(1500, 'x');
  for (int i = 0; i < 100; ++i)
    take("http://h" + std::to_string(i) + ".a.example/", "n=" + much + "; Domain=a.example");
  for (int i = 0; i < 100; ++i) take("http://a.example/", "n" + std::to_string(i) + "=" + much);
  EXPECT_LE(jar_->bytes(), 5000u);
  EXPECT_EQ(jar_->cookies(), 3u);
}

TEST_F(Jar, AllTogetherHaveTheirLimitAndTheSiteUsedLongestAgoGoes) {
  limit({.all_cookies = 3});
  take("http://a.example/", "n=1");
  take("http://b.example/", "n=2");
  take("http://c.example/", "n=3");
  changes();
  EXPECT_EQ(sent("http://a.example/"), "n=1");
  take("http://d.example/", "n=4");
  EXPECT_EQ(sent("http://b.example/"), "");
  EXPECT_EQ(sent("http://a.example/"), "n=1");
  EXPECT_EQ(changes(),
            (std::map<std::string, std::string>{{"b.example", ""}, {"d.example", "n=4"}}));
}

TEST_F(Jar, NoRequestIsLongerThanServersTake) {
  limit({.sent_cookies = 3, .sent_bytes = 30});
  for (int i = 0; i < 9; ++i) take("http://a.example/", "n" + std::to_string(i) + "=v");
  EXPECT_EQ(sent("http://a.example/"), "n6=v; n7=v; n8=v");
  take("http://b.example/", "n=" + std::string(20, 'x'));
  take("http://b.example/", "m=" + std::string(20, 'y'));
  EXPECT_EQ(sent("http://b.example/"), "m=" + std::string(20, 'y'));
}

TEST_F(Jar, WhereNotAllFitTheLatestAreSentInTheirOrder) {
  limit({.sent_cookies = 3});
  take("http://a.example/", "old=1; Path=/");
  take("http://a.example/", "session=2; Path=/");
  take("http://a.example/", "deep=3; Path=/x");
  take("http://a.example/", "old=4; Path=/");  // set again
  take("http://a.example/", "new=5; Path=/");
  EXPECT_EQ(sent("http://a.example/x"), "deep=3; old=4; new=5");
  EXPECT_EQ(sent("http://a.example/"), "old=4; session=2; new=5");
}

TEST_F(Jar, TheNewestOfMoreCookiesThanARequestTakesIsSentAndKept) {
  for (int i = 0; i < 400; ++i) {
    const std::string name = "n" + std::to_string(i);
    take("http://a.example/", name + "=v");
    const std::string field = "; " + sent("http://a.example/") + ";";
    ASSERT_NE(field.find("; " + name + "=v;"), std::string::npos) << name;
  }
}

TEST_F(Jar, OneThatDoesNotFitKeepsNoOtherBack) {
  limit({.site_bytes = 100'000});
  take("http://a.example/", "small=1");
  take("http://a.example/", "session=2");
  for (const char* name : {"a", "b", "c"})
    take("http://a.example/", std::string(name) + "=" + std::string(4000, 'x') + "; Path=/");
  const std::string field = sent("http://a.example/");
  EXPECT_NE(field.find("small=1"), std::string::npos);
  EXPECT_NE(field.find("session=2"), std::string::npos);
  EXPECT_NE(field.find("c=xxx"), std::string::npos);
  EXPECT_LE(field.size(), 8190u);
}

TEST_F(Jar, WhatWasKeptComesBackButTheExpired) {
  std::vector<SiteOfCookies> kept(2);
  kept[0].site = "a.example";
  kept[0].cookies.push_back({"a.example", false, "/x", "deep", "1", false, 0});
  kept[0].cookies.push_back({"www.a.example", true, "/", "n", "2", true, kNow + 5});
  kept[1].site = "b.example";
  kept[1].cookies.push_back({"b.example", true, "/", "old", "3", false, kNow});
  jar_->restore(kept, kNow);
  EXPECT_EQ(sent("https://www.a.example/x"), "deep=1; n=2");
  EXPECT_EQ(sent("http://www.a.example/x"), "deep=1");
  EXPECT_EQ(sent("http://b.example/"), "");
  EXPECT_EQ(changes(), (std::map<std::string, std::string>{{"b.example", ""}}));
}

TEST_F(Jar, WhatNoSiteCanSetDoesNotComeBack) {
  std::vector<SiteOfCookies> kept(1);
  kept[0].site = "a.example";
  kept[0].cookies.push_back({"a.example", true, "/", "n", "1\r\nHost: b.example", false, 0});
  kept[0].cookies.push_back({"a.example", true, "/", "m\n", "2", false, 0});
  kept[0].cookies.push_back({"example", false, "/", "wide", "3", false, 0});
  kept[0].cookies.push_back({"a.example", true, "/", "good", "4", false, 0});
  jar_->restore(kept, kNow);
  EXPECT_EQ(sent("http://a.example/"), "wide=3; good=4");
  EXPECT_EQ(sent("http://b.example/"), "");
}

TEST_F(Jar, AFileTakesPrecedence) {
  take("http://a.example/", "n=old; Path=/");
  take("http://a.example/", "m=1; Path=/");
  EXPECT_TRUE(jar_->has("n", "a.example", "/"));
  EXPECT_FALSE(jar_->has("n", "a.example", "/x"));
  jar_->forget("n", "a.example", "/");
  EXPECT_EQ(sent("http://a.example/"), "m=1");
}

}  // namespace
}  // namespace crawler
