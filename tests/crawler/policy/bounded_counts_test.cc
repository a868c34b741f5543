#include "crawler/policy/bounded_counts.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

TEST(BoundedCounts, CountsExactlyWhileThereIsRoom) {
  BoundedCounts counts(2);
  EXPECT_EQ(counts.of(7), 0u);
  EXPECT_EQ(counts.add(7), 1u);
  EXPECT_EQ(counts.add(7), 2u);
  EXPECT_EQ(counts.add(8), 1u);
  EXPECT_EQ(counts.of(7), 2u);
}

TEST(BoundedCounts, AMillionThingsTakeNoMoreRoomAndWhatComesOftenIsKept) {
  BoundedCounts counts(1000);
  for (uint64_t thing = 1; thing <= 1'000'000; ++thing) {
    counts.add(thing);
    if (thing % 100 == 0) counts.add(0);
    ASSERT_LE(counts.size(), 1000u);
  }
  EXPECT_GT(counts.of(0), 8'000u);  // of 10,000
}

}  // namespace
}  // namespace crawler
