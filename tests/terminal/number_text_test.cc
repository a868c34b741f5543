#include "terminal/number_text.h"

#include <gtest/gtest.h>

namespace terminal {
namespace {

using namespace std::chrono_literals;

TEST(NumberText, FitsPeople) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1000), "1,000");
  EXPECT_EQ(with_thousands(UINT64_MAX), "18,446,744,073,709,551,615");
  EXPECT_EQ(counted(0, "host"), "0 hosts");
  EXPECT_EQ(counted(1, "host"), "1 host");
  EXPECT_EQ(counted(2000, "host"), "2,000 hosts");
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(999.6), "1.0 KB");
  EXPECT_EQ(size_text(1'500'000), "1.5 MB");
  EXPECT_EQ(size_text(12'345'678), "12 MB");
  EXPECT_EQ(rate_text(0.04), "0.0");
  EXPECT_EQ(rate_text(99.96), "100");
  EXPECT_EQ(rate_text(1234.4), "1,234");
  EXPECT_EQ(clock_text(67s), "1:07");
  EXPECT_EQ(clock_text(3723s), "1:02:03");
  EXPECT_EQ(duration_text(85ms), "85 ms");
  EXPECT_EQ(duration_text(4210ms), "4.2 s");
  EXPECT_EQ(duration_text(59'960ms), "1 min 0 s");
  EXPECT_EQ(duration_text(3h + 20min), "3 h 20 min");
  EXPECT_EQ(duration_text(72h), "3 days 0 h");
}

}  // namespace
}  // namespace terminal
