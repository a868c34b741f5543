#include "crawler/fetch/retry_after.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// 2023-11-14 22:13:20 UTC, a Tuesday.
constexpr std::chrono::system_clock::time_point kNow{seconds(1'700'000'000)};
constexpr milliseconds kHour{3'600'000};

TEST(RetryAfter, Rfc9110_DelaySeconds) {
  EXPECT_EQ(retry_after("120", kNow, kHour), seconds(120));
  EXPECT_EQ(retry_after(" 0 ", kNow, kHour), seconds(0));
}

TEST(RetryAfter, Rfc9110_HttpDateInItsThreeForms) {
  EXPECT_EQ(retry_after("Tue, 14 Nov 2023 22:14:20 GMT", kNow, kHour), seconds(60));
  EXPECT_EQ(retry_after("Tuesday, 14-Nov-23 22:14:20 GMT", kNow, kHour), seconds(60));
  EXPECT_EQ(retry_after("Tue Nov 14 22:14:20 2023", kNow, kHour), seconds(60));
}

TEST(RetryAfter, APastDateIsNow) {
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kNow, kHour), seconds(0));
}

TEST(RetryAfter, AbsurdValuesAreCutToTheLongest) {
  EXPECT_EQ(retry_after("99999999999999999999999", kNow, kHour), kHour);
  EXPECT_EQ(retry_after("86400", kNow, kHour), kHour);
  EXPECT_EQ(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", kNow, kHour), kHour);
}

TEST(RetryAfter, NonsenseIsNoValue) {
  EXPECT_FALSE(retry_after("", kNow, kHour));
  EXPECT_FALSE(retry_after("soon", kNow, kHour));
  EXPECT_FALSE(retry_after("-5", kNow, kHour));
}

}  // namespace
}  // namespace crawler
