#include "parser/http/http_date.h"

#include <gtest/gtest.h>

namespace parser {
namespace {

TEST(HttpDate, HasThreeForms) {
  EXPECT_EQ(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(http_date("Sunday, 06-Nov-94 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(http_date("Sun Nov  6 08:49:37 1994"), 784'111'777);
}

TEST(HttpDate, IsADayOfTheCalendar) {
  EXPECT_EQ(http_date("Thu, 29 Feb 2024 00:00:00 GMT"), 1'709'164'800);
  EXPECT_FALSE(http_date("Wed, 31 Apr 2024 00:00:00 GMT"));
  EXPECT_FALSE(http_date("Wednesday, 29-Feb-23 00:00:00 GMT"));
  EXPECT_FALSE(http_date("Sat Feb 30 00:00:00 2024"));
}

TEST(HttpDate, IsWhole) {
  EXPECT_FALSE(http_date(""));
  EXPECT_FALSE(http_date("Sun, 06 Nov 1994 08:49:37 GMT+1"));
  EXPECT_FALSE(http_date("Sun, 06 Nov 1994"));
}

}  // namespace
}  // namespace parser
