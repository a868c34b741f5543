#include "crawler/fetch/cookie_file.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace crawler {
namespace {

constexpr int64_t kNow = 1'700'000'000;

CookieFile one(const std::string& line) { return CookieFile::parse(line, "cookies.txt"); }

std::string sent_to(const CookieFile& file, const std::string& host, const std::string& path = "/",
                    bool is_https = true) {
  return file.header_for(is_https, host, path, kNow);
}

TEST(CookieFile, Rfc6265Section513DomainMatch) {
  const CookieFile exact = one("a.example\tFALSE\t/\tFALSE\t0\tn\tv");
  EXPECT_EQ(sent_to(exact, "a.example"), "n=v");
  EXPECT_EQ(sent_to(exact, "b.a.example"), "");
  const CookieFile wide = one(".A.example\tTRUE\t/\tFALSE\t0\tn\tv");
  EXPECT_EQ(sent_to(wide, "a.example"), "n=v");
  EXPECT_EQ(sent_to(wide, "b.a.example"), "n=v");
  EXPECT_EQ(sent_to(wide, "ba.example"), "");
  EXPECT_EQ(sent_to(wide, "example"), "");
  EXPECT_EQ(sent_to(one("0.0.1\tTRUE\t/\tFALSE\t0\tn\tv"), "127.0.0.1"), "");
}

TEST(CookieFile, Rfc6265Section514PathMatch) {
  const CookieFile file = one("a.example\tFALSE\t/docs\tFALSE\t0\tn\tv");
  EXPECT_EQ(sent_to(file, "a.example", "/docs"), "n=v");
  EXPECT_EQ(sent_to(file, "a.example", "/docs/x"), "n=v");
  EXPECT_EQ(sent_to(file, "a.example", "/docsx"), "");
  EXPECT_EQ(sent_to(file, "a.example", "/"), "");
}

TEST(CookieFile, Rfc6265Section54SecureCookiesGoOverTlsOnly) {
  const CookieFile file = one("a.example\tFALSE\t/\tTRUE\t0\tn\tv");
  EXPECT_EQ(sent_to(file, "a.example", "/", true), "n=v");
  EXPECT_EQ(sent_to(file, "a.example", "/", false), "");
}

TEST(CookieFile, Rfc6265Section54LongerPathsComeFirst) {
  const CookieFile file =
      one("a.example\tFALSE\t/\tFALSE\t0\tone\t1\n"
          "a.example\tFALSE\t/x\tFALSE\t0\ttwo\t2\n");
  EXPECT_EQ(sent_to(file, "a.example", "/x/"), "two=2; one=1");
}

TEST(CookieFile, ExpiredCookiesStayHome) {
  EXPECT_EQ(sent_to(one("a.example\tFALSE\t/\tFALSE\t1600000000\tn\tv"), "a.example"), "");
  EXPECT_EQ(sent_to(one("a.example\tFALSE\t/\tFALSE\t1800000000\tn\tv"), "a.example"), "n=v");
}

TEST(CookieFile, TheTimeOfExpiryMayHaveAFraction) {
  EXPECT_EQ(sent_to(one("a.example\tFALSE\t/\tFALSE\t1800000000.0226\tn\tv"), "a.example"), "n=v");
  EXPECT_EQ(sent_to(one("a.example\tFALSE\t/\tFALSE\t1600000000.9\tn\tv"), "a.example"), "");
  for (const char* bad : {"", ".5", "1.x", "1.5.5", "1e9", "x"})
    EXPECT_THROW(one("a.example\tFALSE\t/\tFALSE\t" + std::string(bad) + "\tn\tv"),
                 std::runtime_error)
        << bad;
}

TEST(CookieFile, CommentsEmptyLinesAndHttpOnlyMarks) {
  const CookieFile file =
      one("# Netscape HTTP Cookie File\r\n\r\n#HttpOnly_a.example\tFALSE\t/\tFALSE\t0\tn\tv\r\n");
  EXPECT_EQ(sent_to(file, "a.example"), "n=v");
}

TEST(CookieFile, ACookieMayBeEmpty) {
  EXPECT_EQ(sent_to(one("a.example\tFALSE\t/\tFALSE\t0\tn\t"), "a.example"), "n=");
  EXPECT_EQ(sent_to(one("a.example\tFALSE\t/\tFALSE\t0\tn"), "a.example"), "n=");
}

TEST(CookieFile, BadLinesAreNamed) {
  for (const char* line : {"what is this", "a.example\tFALSE\t/\tFALSE\tsoon\tn\tv",
                           "\tFALSE\t/\tFALSE\t0\tn\tv", "a.example\tFALSE\t/\tFALSE\t0\tn\tv\x01"})
    try {
      one(std::string("# first\n") + line);
      ADD_FAILURE() << line;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("cookies.txt:2: "), std::string::npos)
          << error.what();
    }
}

TEST(CookieFile, AFileThatCannotBeReadIsNamed) {
  for (const char* path : {"/nonexistent/cookies", "/tmp"}) try {
      const CookieFile file{std::string(path)};
      ADD_FAILURE() << path;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace crawler
