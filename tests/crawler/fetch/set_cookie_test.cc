#include "crawler/fetch/set_cookie.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

constexpr int64_t kNow = 1'700'000'000;
constexpr int64_t kDay = 24 * 3600;

parser::Url url_of(const std::string& text) {
  parser::Url url;
  EXPECT_EQ(url.assign(text), parser::UrlStatus::kOk) << text;
  return url;
}

std::optional<Cookie> read(const std::string& field,
                           const std::string& url = "https://www.a.example/docs/page") {
  return read_set_cookie(field, url_of(url), kNow);
}

// "name=value for DOMAIN[*] PATH [secure]", "" if it is refused.
std::string words(const std::string& field,
                  const std::string& url = "https://www.a.example/docs/page") {
  const auto cookie = read(field, url);
  if (!cookie) return "";
  return cookie->name + "=" + cookie->value + " for " + cookie->domain +
         (cookie->host_only ? " " : "* ") + cookie->path + (cookie->secure ? " secure" : "");
}

TEST(SetCookie, Rfc6265bisSection56NameAndValue) {
  EXPECT_EQ(words("a=b"), "a=b for www.a.example /docs");
  EXPECT_EQ(words(" a\t= b c \t; x"), "a=b c for www.a.example /docs");
  EXPECT_EQ(words("a=b=c"), "a=b=c for www.a.example /docs");
  EXPECT_EQ(words("a=\"b\""), "a=\"b\" for www.a.example /docs");
  EXPECT_EQ(words("alone"), "=alone for www.a.example /docs");
  EXPECT_EQ(words("=alone"), "=alone for www.a.example /docs");
  EXPECT_EQ(words("a="), "a= for www.a.example /docs");
  EXPECT_EQ(words(""), "");
  EXPECT_EQ(words("="), "");
  EXPECT_EQ(words("; Path=/"), "");
}

TEST(SetCookie, Rfc6265bisSection56LimitsOfSize) {
  EXPECT_NE(words("a=" + std::string(4095, 'x')), "");
  EXPECT_EQ(words("a=" + std::string(4096, 'x')), "");
  EXPECT_EQ(words("a=b; Path=/" + std::string(1023, 'x')),
            "a=b for www.a.example /" + std::string(1023, 'x'));
  EXPECT_EQ(words("a=b; Path=/" + std::string(1024, 'x')), "a=b for www.a.example /docs");
}

TEST(SetCookie, Rfc6265bisSection56ControlCharactersAreRefused) {
  for (const char control : {'\0', '\x01', '\n', '\r', '\x1F', '\x7F'}) {
    EXPECT_EQ(words("a=b" + std::string(1, control) + "c"), "");
    EXPECT_EQ(words("a=b; Path=/" + std::string(1, control)), "");
  }
  EXPECT_EQ(words("a=b\tc"), "a=b\tc for www.a.example /docs");
  EXPECT_EQ(words("a=\xFC"), "a=\xFC for www.a.example /docs");
}

TEST(SetCookie, Rfc6265bisSection57Domain) {
  EXPECT_EQ(words("a=b; Domain=a.example"), "a=b for a.example* /docs");
  EXPECT_EQ(words("a=b; domain=.A.Example"), "a=b for a.example* /docs");
  EXPECT_EQ(words("a=b; Domain=www.a.example"), "a=b for www.a.example* /docs");
  EXPECT_EQ(words("a=b; Domain="), "a=b for www.a.example /docs");
  EXPECT_EQ(words("a=b; Domain=b.example; Domain=a.example"), "a=b for a.example* /docs");
  for (const char* other : {"b.example", "x.www.a.example", "ww.a.example", "a.example."})
    EXPECT_EQ(words(std::string("a=b; Domain=") + other), "") << other;
  EXPECT_EQ(words("a=b; Domain=0.0.1", "https://127.0.0.1/"), "");
  EXPECT_EQ(words("a=b; Domain=127.0.0.1", "https://127.0.0.1/"), "a=b for 127.0.0.1* /");
}

TEST(SetCookie, Rfc6265bisSection57PublicSuffixes) {
  EXPECT_EQ(words("a=b; Domain=co.uk", "https://shop.co.uk/"), "");
  EXPECT_EQ(words("a=b; Domain=example", "https://a.example/"), "");
  EXPECT_EQ(words("a=b; Domain=github.io", "https://who.github.io/"), "");
  // Its owner may, for itself alone.
  EXPECT_EQ(words("a=b; Domain=github.io", "https://github.io/"), "a=b for github.io /");
  EXPECT_EQ(words("a=b; Domain=localhost", "http://localhost/"), "a=b for localhost /");
}

TEST(SetCookie, Rfc6265bisSection514Path) {
  EXPECT_EQ(words("a=b; Path=/x"), "a=b for www.a.example /x");
  EXPECT_EQ(words("a=b; path=x"), "a=b for www.a.example /docs");
  EXPECT_EQ(words("a=b; Path="), "a=b for www.a.example /docs");
  EXPECT_EQ(words("a=b; Path=/x; Path"), "a=b for www.a.example /docs");
  EXPECT_EQ(words("a=b", "https://a.example/"), "a=b for a.example /");
  EXPECT_EQ(words("a=b", "https://a.example/x"), "a=b for a.example /");
  EXPECT_EQ(words("a=b", "https://a.example/x/"), "a=b for a.example /x");
}

TEST(SetCookie, SecureOnesComeSafely) {
  EXPECT_EQ(words("a=b; Secure"), "a=b for www.a.example /docs secure");
  EXPECT_EQ(words("a=b; Secure", "http://a.example/"), "");
  for (const char* here : {"http://localhost:8080/", "http://127.0.0.9/", "http://[::1]/"})
    EXPECT_NE(words("a=b; Secure", here), "") << here;
  EXPECT_EQ(words("a=b; Secure", "http://10.0.0.1/"), "");
  EXPECT_EQ(words("a=b; SameSite=None"), "");
  EXPECT_NE(words("a=b; SameSite=None; Secure"), "");
  EXPECT_NE(words("a=b; SameSite=Strict"), "");
}

TEST(SetCookie, Rfc6265bisSection57PromisesOfNames) {
  EXPECT_NE(words("__Secure-a=b; Secure"), "");
  EXPECT_EQ(words("__secure-a=b"), "");
  EXPECT_NE(words("__Host-a=b; Secure; Path=/"), "");
  EXPECT_EQ(words("__HOST-a=b; Path=/"), "");
  EXPECT_EQ(words("__Host-a=b; Secure"), "");
  EXPECT_EQ(words("__Host-a=b; Secure; Path=/x"), "");
  EXPECT_EQ(words("__Host-a=b; Secure; Path=/; Domain=a.example"), "");
  EXPECT_EQ(words("=__Host-a; Secure; Path=/"), "");
  EXPECT_EQ(words("__Secure-a; Secure"), "");
}

TEST(SetCookie, MaxAgeCountsBeforeExpires) {
  EXPECT_EQ(read("a=b")->expires, 0);
  EXPECT_EQ(read("a=b; Max-Age=10")->expires, kNow + 10);
  EXPECT_EQ(read("a=b; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT")->expires, kNow + 10);
  EXPECT_EQ(read("a=b; Expires=Wed, 15 Nov 2023 00:00:00 GMT")->expires, 1'700'006'400);
  for (const char* over : {"Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"})
    EXPECT_TRUE(has_expired(*read(std::string("a=b; ") + over), kNow)) << over;
  for (const char* none : {"Max-Age=", "Max-Age=1x", "Max-Age=+1", "Expires=soon", "Expires"})
    EXPECT_EQ(read(std::string("a=b; ") + none)->expires, 0) << none;
}

TEST(SetCookie, Rfc6265bisSection55LivesAreNoLongerThan400Days) {
  for (const char* age : {"34560001", "99999999999999999999999"})
    EXPECT_EQ(read(std::string("a=b; Max-Age=") + age)->expires, kNow + 400 * kDay) << age;
  EXPECT_EQ(read("a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT")->expires, kNow + 400 * kDay);
}

TEST(SetCookie, Rfc6265bisSection511Dates) {
  for (const char* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994", "6 nov 94 8:49:37",
                           "1994 November 06 08:49:37x GMT", "08:49:37 6th Nov 1994"})
    EXPECT_EQ(cookie_date(date), 784'111'777) << date;
  EXPECT_EQ(cookie_date("1 Jan 69 00:00:00"), 3'124'224'000);
  for (const char* none :
       {"", "Sun, 06 Nov 1994", "06 1994 08:49:37", "Nov 1994 08:49:37", "31 Nov 1994 08:49:37",
        "6 Nov 1600 08:49:37", "6 Nov 1994 24:00:00", "6 Nov 1994 08:60:00", "6 Nov 1994 08:49:60",
        "6 Nov 1994 008:49:37", "6 Nov 19941 08:49:37"})
    EXPECT_EQ(cookie_date(none), std::nullopt) << none;
}

}  // namespace
}  // namespace crawler
