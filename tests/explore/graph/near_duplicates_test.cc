// Near-duplicates against comparing each with each.
#include "explore/graph/near_duplicates.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

namespace explore {
namespace {

using Near = std::vector<std::pair<int64_t, int64_t>>;

Near by_comparing_all(const std::vector<Fingerprint>& all) {
  Near near;
  for (const Fingerprint& each : all) {
    int64_t first = each.id;
    for (const Fingerprint& other : all)
      if (std::popcount(each.simhash ^ other.simhash) <= kNearBits)
        first = std::min(first, other.id);
    if (first < each.id) near.emplace_back(each.id, first);
  }
  std::sort(near.begin(), near.end());
  return near;
}

TEST(NearDuplicates, AreThoseOfComparingAll) {
  std::mt19937_64 random(7);
  std::vector<Fingerprint> all;
  for (int64_t id = 1; id <= 300; ++id) {
    // Half of them stand near one before, up to five bits away.
    uint64_t hash = random();
    if (id % 2 == 0) {
      hash = all[random() % all.size()].simhash;
      for (uint64_t flips = random() % 6; flips > 0; --flips) hash ^= uint64_t{1} << random() % 64;
    }
    all.push_back({hash, id});
  }
  std::shuffle(all.begin(), all.end(), random);
  const Near expected = by_comparing_all(all);
  EXPECT_GT(expected.size(), 50u);
  EXPECT_EQ(first_near(all), expected);
}

TEST(NearDuplicates, EveryPlaceOfThreeBitsCounts) {
  for (int a = 0; a < 64; ++a)
    for (int b = a; b < 64; ++b)
      for (int c = b; c < 64; ++c) {
        const uint64_t bits = uint64_t{1} << a | uint64_t{1} << b | uint64_t{1} << c;
        ASSERT_EQ(first_near({{5, 1}, {5 ^ bits, 2}}).size(), 1u) << a << ' ' << b << ' ' << c;
      }
  EXPECT_TRUE(first_near({{5, 1}, {5 ^ 0xF00, 2}}).empty());
}

TEST(NearDuplicates, EqualHashesAreOne) {
  EXPECT_EQ(first_near({{9, 30}, {9, 10}, {9, 20}}), (Near{{20, 10}, {30, 10}}));
  EXPECT_TRUE(first_near({}).empty());
}

// All agree in two of the blocks, and no two are near: the cost stays bounded.
TEST(NearDuplicates, ManyThatLookAlikeCostABoundedTime) {
  std::vector<Fingerprint> all;
  std::mt19937_64 random(7);
  for (int64_t id = 1; id <= 20'000; ++id) all.push_back({random() << 26, id});
  EXPECT_LT(first_near(all).size(), 100u);
}

}  // namespace
}  // namespace explore
