#include "storage/history/sitemap_time.h"

#include <gtest/gtest.h>

namespace storage {
namespace {

constexpr int64_t kDay = 86'400'000;
constexpr int64_t kMay = 1'714'521'600'000;  // 2024-05-01

TEST(SitemapTime, OfADayItsEndIsMeant) { EXPECT_EQ(latest_time_of("2024-05-01"), kMay + kDay); }

TEST(SitemapTime, ATimeIsReadWithItsZone) {
  EXPECT_EQ(latest_time_of("2024-05-01T01:30Z"), kMay + 5'400'000);
  EXPECT_EQ(latest_time_of("2024-05-01T01:30:02Z"), kMay + 5'402'000);
  EXPECT_EQ(latest_time_of("2024-05-01T01:30:02.25+01:00"), kMay + 1'802'000);
  EXPECT_EQ(latest_time_of("2024-05-01 01:30:00-0100"), kMay + 9'000'000);
  EXPECT_EQ(latest_time_of("2024-05-01T01:30:00"), kMay + 5'400'000);
}

TEST(SitemapTime, WhatIsNoDateIsNone) {
  for (const char* const text :
       {"", "yesterday", "2024", "2024-13-01", "2024-02-30", "2024-05-01T", "2024-05-01T99:00Z",
        "2024-05-01T01:30Q", "-024-05-01", "2024-05-01T01:30+99:00"})
    EXPECT_FALSE(latest_time_of(text)) << text;
}

}  // namespace
}  // namespace storage
