#include "ground/number.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace ground {
namespace {

TEST(Number, IsTheWholeTextOrNothing) {
  EXPECT_EQ(number_of<int>("12"), 12);
  EXPECT_EQ(number_of<int>("-12"), -12);
  EXPECT_EQ(number_of<int>("007"), 7);
  for (const char* other : {"", " 1", "1 ", "+1", "1x", "x1", "1.0", "0x10", "--1", "-"})
    EXPECT_FALSE(number_of<int>(other)) << other;
  EXPECT_FALSE(number_of<int>(std::string_view("1\0", 2)));
}

TEST(Number, MustFit) {
  EXPECT_EQ(number_of<uint16_t>("65535"), 65535);
  EXPECT_FALSE(number_of<uint16_t>("65536"));
  EXPECT_FALSE(number_of<uint16_t>("-1"));
  EXPECT_EQ(number_of<int64_t>("-9223372036854775808"), INT64_MIN);
  EXPECT_FALSE(number_of<int64_t>("9223372036854775808"));
  EXPECT_EQ(number_of<uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_FALSE(number_of<uint64_t>("18446744073709551616"));
  EXPECT_FALSE(number_of<int64_t>(std::string(400, '9')));
}

TEST(Number, MayHaveAFraction) {
  EXPECT_EQ(number_of<double>("1.5"), 1.5);
  EXPECT_EQ(number_of<double>("-.5"), -0.5);
  EXPECT_EQ(number_of<double>("1e3"), 1000.0);
  for (const char* other : {"1,5", "1.5.", "1e", "1e999", ""})
    EXPECT_FALSE(number_of<double>(other)) << other;
}

}  // namespace
}  // namespace ground
