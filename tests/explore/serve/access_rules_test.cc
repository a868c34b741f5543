// Who may ask the server what.
#include "explore/serve/access_rules.h"

#include <gtest/gtest.h>

namespace explore {
namespace {

constexpr const char* kToken = "0123456789abcdef";
constexpr const char* kSession = "ABCDEF0123456789ABCDEF0123456789";

HttpRequest get(HttpFields headers, HttpFields query = {}) {
  return {"GET", "/", std::move(query), std::move(headers), ""};
}

HttpRequest post(HttpFields headers) { return {"POST", "/api/sql", {}, std::move(headers), "{}"}; }

int status_of(const AccessRules& rules, const HttpRequest& request) {
  const auto refused = rules.judge(request);
  return refused ? refused->status : 200;
}

TEST(AccessRules, OnLoopbackOnlyItsNamesAreAnswered) {
  const AccessRules rules(true, "", kSession);
  for (const char* host : {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:8080",
                           "[::1]:8080", "[::1]", "127.9.9.9:1"})
    EXPECT_EQ(status_of(rules, get({{"Host", host}})), 200) << host;
  for (const char* host :
       {"", "evil.test", "evil.test:8080", "localhost.evil.test", "127.0.0.1.evil.test",
        "127.evil.test", "[::2]", "0.0.0.0", "::1", "10.0.0.1", "localhost@evil.test"})
    EXPECT_EQ(status_of(rules, get({{"Host", host}})), 403) << host;
  EXPECT_EQ(status_of(rules, get({})), 403);
}

TEST(AccessRules, ElsewhereTheTokenDecidesAndNotTheName) {
  const AccessRules rules(false, kToken, kSession);
  EXPECT_EQ(status_of(rules, get({{"Host", "my-server"}})), 401);
  EXPECT_EQ(status_of(rules, get({{"Host", "my-server"},
                                  {"Authorization", std::string("Bearer ") + kToken}})),
            200);
}

TEST(AccessRules, TheTokenIsAskedOfEveryRequest) {
  const AccessRules rules(false, kToken, kSession);
  const std::string cookie = std::string("crawl_ABCDEF01=") + kSession;
  EXPECT_EQ(status_of(rules, get({{"Cookie", cookie}})), 200);
  EXPECT_EQ(status_of(rules, get({{"cookie", "a=b;  " + cookie + "; c=d"}})), 200);
  for (const std::string& wrong :
       {std::string("crawl_ABCDEF01="), std::string("crawl_ABCDEF01"), cookie + "0",
        cookie.substr(0, cookie.size() - 1), std::string("crawl_ABCDEF01=") + kToken,
        std::string("x") + cookie, std::string(kSession), std::string(";;;=;")})
    EXPECT_EQ(status_of(rules, get({{"Cookie", wrong}})), 401) << wrong;
  for (const char* wrong : {"Bearer ", "Bearer 0123456789abcdeF", "Basic 0123456789abcdef",
                            "0123456789abcdef", "Bearer 0123456789abcdef0"})
    EXPECT_EQ(status_of(rules, get({{"Authorization", wrong}})), 401) << wrong;
  EXPECT_EQ(status_of(rules, get({}, {{"token", "0123456789abcdeg"}})), 401);
  EXPECT_EQ(status_of(rules, post({{"Origin", "http://h"}, {"Host", "h"}})), 401);
}

TEST(AccessRules, OneVisitWithTheTokenGivesACookieAndACleanAddress) {
  const AccessRules rules(false, kToken, kSession);
  const auto answer = rules.judge(get({}, {{"token", kToken}}));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 303);
  std::string cookie;
  std::string location;
  for (const auto& [name, value] : answer->headers) {
    if (name == "Set-Cookie") cookie = value;
    if (name == "Location") location = value;
    EXPECT_EQ(value.find(kToken), std::string::npos) << name;
  }
  EXPECT_EQ(location, "/");
  EXPECT_EQ(cookie,
            "crawl_ABCDEF01=" + std::string(kSession) + "; Path=/; HttpOnly; SameSite=Strict");
  // A token that nobody asked for gives nothing.
  const auto other =
      AccessRules(true, "", kSession).judge(get({{"Host", "localhost"}}, {{"token", kToken}}));
  ASSERT_TRUE(other.has_value());
  for (const auto& [name, value] : other->headers) EXPECT_NE(name, "Set-Cookie");
}

TEST(AccessRules, APostComesFromOurOwnPage) {
  const AccessRules rules(true, "", kSession);
  const auto with = [&rules](HttpFields more) {
    more.emplace_back("Host", "localhost:8080");
    return status_of(rules, post(std::move(more)));
  };
  EXPECT_EQ(with({{"Origin", "http://localhost:8080"}}), 200);
  EXPECT_EQ(with({{"Origin", "https://localhost:8080"}}), 200);  // behind a proxy with TLS
  EXPECT_EQ(with({{"Sec-Fetch-Site", "same-origin"}}), 200);
  EXPECT_EQ(with({}), 403);
  for (const char* origin : {"http://evil.test", "null", "http://localhost", "http://localhost:80",
                             "http://localhost:8080.evil.test", "ftp://localhost:8080"})
    EXPECT_EQ(with({{"Origin", origin}}), 403) << origin;
  for (const char* site : {"cross-site", "same-site", "none"})
    EXPECT_EQ(with({{"Sec-Fetch-Site", site}, {"Origin", "http://localhost:8080"}}), 403) << site;
}

TEST(AccessRules, OtherSitesMayLinkHereAndLoadNothing) {
  const AccessRules rules(true, "", kSession);
  const auto with = [&rules](HttpFields more) {
    more.emplace_back("Host", "localhost:8080");
    return status_of(rules, get(std::move(more)));
  };
  EXPECT_EQ(with({{"Sec-Fetch-Site", "none"}}), 200);
  EXPECT_EQ(with({{"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(with({{"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Mode", "cors"}}), 403);
  EXPECT_EQ(with({{"Sec-Fetch-Site", "cross-site"},
                  {"Sec-Fetch-Mode", "navigate"},
                  {"Sec-Fetch-Dest", "document"}}),
            200);
  EXPECT_EQ(with({{"Sec-Fetch-Site", "cross-site"},
                  {"Sec-Fetch-Mode", "navigate"},
                  {"Sec-Fetch-Dest", "iframe"}}),
            403);
}

TEST(AccessRules, OtherMethodsAreRefused) {
  const AccessRules rules(true, "", kSession);
  for (const char* method : {"PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", ""}) {
    HttpRequest request = get({{"Host", "localhost"}});
    request.method = method;
    EXPECT_EQ(status_of(rules, request), 405) << method;
  }
}

TEST(AccessRules, SessionsDiffer) {
  EXPECT_EQ(random_session().size(), 32u);
  EXPECT_NE(random_session(), random_session());
}

TEST(AccessRules, ConstantTimeComparison) {
  EXPECT_TRUE(is_equal_in_constant_time("", ""));
  EXPECT_TRUE(is_equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(is_equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(is_equal_in_constant_time("abc", "ab"));
  EXPECT_FALSE(is_equal_in_constant_time(std::string("a\0b", 3), std::string("a\0c", 3)));
}

TEST(AccessRules, LoopbackAddresses) {
  for (const char* address : {"127.0.0.1", "127.255.255.254", "::1"})
    EXPECT_TRUE(is_loopback_address(address)) << address;
  for (const char* address : {"0.0.0.0", "::", "192.168.0.1", "127.0.0", "127.evil", ""})
    EXPECT_FALSE(is_loopback_address(address)) << address;
}

TEST(SecurityHeaders, StandOnEveryAnswerAndLeaveStricterOnesAlone) {
  HttpResponse response{200, {{"X-Frame-Options", "SAMEORIGIN"}}, ""};
  add_security_headers(response);
  std::map<std::string, std::string> headers(response.headers.begin(), response.headers.end());
  EXPECT_EQ(headers.size(), response.headers.size());
  EXPECT_EQ(headers["X-Frame-Options"], "SAMEORIGIN");
  EXPECT_EQ(headers["X-Content-Type-Options"], "nosniff");
  const std::string policy = headers["Content-Security-Policy"];
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(headers.count("Access-Control-Allow-Origin"), 0u);
}

}  // namespace
}  // namespace explore
