// RFC 9111, as far as it says how long an answer is good.
#include "crawler/policy/cache_control.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crawler {
namespace {

using std::chrono::seconds;
using storage::Header;
using storage::ResourceKind;

seconds lifetime(const std::vector<Header>& headers, int status = 200,
                 ResourceKind kind = ResourceKind::kXhr) {
  return lifetime_of(status, headers, kind);
}

constexpr const char* kNoon = "Sun, 01 Nov 2026 12:00:00 GMT";
constexpr const char* kTen = "Sun, 01 Nov 2026 10:00:00 GMT";
constexpr const char* kOne = "Sun, 01 Nov 2026 13:00:00 GMT";

TEST(CacheControl, DirectivesStandInAnyFieldAndCase) {
  const CacheControl control = cache_control_of(
      {{"cache-control", "Max-Age=60 , PRIVATE=\"set-cookie, x\""}, {"Cache-Control", "no-cache"}});
  EXPECT_EQ(control.max_age, seconds(60));
  EXPECT_TRUE(control.is_private && control.no_cache);
  EXPECT_FALSE(control.no_store);
  EXPECT_TRUE(cache_control_of({{"Cache-Control", "public,no-store"}}).no_store);
}

TEST(CacheControl, ACommaInQuotesEndsNoDirective) {
  EXPECT_FALSE(cache_control_of({{"Cache-Control", "x=\"a, no-store, b\""}}).no_store);
}

TEST(CacheControl, PragmaCountsWhereNothingElseIsSaid) {
  EXPECT_TRUE(cache_control_of({{"Pragma", "no-cache"}}).no_cache);
  EXPECT_FALSE(cache_control_of({{"Pragma", "no-cache"}, {"Cache-Control", "max-age=5"}}).no_cache);
}

TEST(CacheControl, TheFirstMaxAgeCountsAndWhatIsNoNumberIsZero) {
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=10, max-age=99"}}), seconds(10));
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=\"30\""}}), seconds(30));
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=-1"}}), seconds(0));
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age"}}), seconds(0));
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=99999999999999999999"}}), seconds(1LL << 31));
}

TEST(Lifetime, AgeIsTakenOff) {
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=60"}, {"Age", "20"}}), seconds(40));
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=60"}, {"Age", "90"}}), seconds(0));
}

TEST(Lifetime, ExpiresIsHeldAgainstDate) {
  EXPECT_EQ(lifetime({{"Date", kNoon}, {"Expires", kOne}}), seconds(3600));
  EXPECT_EQ(lifetime({{"Date", kNoon}, {"Expires", kTen}}), seconds(0));
  EXPECT_EQ(lifetime({{"Date", kNoon}, {"Expires", "0"}}), seconds(0));
  EXPECT_EQ(lifetime({{"Expires", kOne}}), seconds(0));
  EXPECT_EQ(lifetime({{"Date", kNoon}, {"Expires", kOne}, {"Cache-Control", "max-age=5"}}),
            seconds(5));
}

TEST(Lifetime, WithoutAWordItIsGuessed) {
  EXPECT_EQ(lifetime({{"Date", kNoon}, {"Last-Modified", kTen}}), seconds(720));
  EXPECT_EQ(lifetime({{"Date", kNoon}, {"Last-Modified", "Sun, 01 Nov 2020 12:00:00 GMT"}}),
            seconds(86'400));
  EXPECT_EQ(lifetime({}), seconds(0));
  EXPECT_EQ(lifetime({}, 200, ResourceKind::kScript), seconds(3'600));
  EXPECT_EQ(lifetime({}, 404, ResourceKind::kScript), seconds(3'600));
  EXPECT_EQ(lifetime({}, 500, ResourceKind::kScript), seconds(0));
  EXPECT_EQ(lifetime({}, 302, ResourceKind::kScript), seconds(0));
  EXPECT_EQ(lifetime({{"Cache-Control", "max-age=7"}}, 302), seconds(7));
}

}  // namespace
}  // namespace crawler
