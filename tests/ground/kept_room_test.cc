#include "ground/kept_room.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ground {
namespace {

TEST(KeptRoom, StaysForTheNextPage) {
  std::string text(1000, 'a');
  const std::size_t room = text.capacity();
  empty_and_shrink(text, room);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text.capacity(), room);

  std::vector<int> items(100'000);
  empty_and_shrink(items);
  EXPECT_TRUE(items.empty());
  EXPECT_EQ(items.capacity(), 100'000u);
}

TEST(KeptRoom, OfAMonsterIsGivenBack) {
  std::string text(1001, 'a');
  empty_and_shrink(text, 1000);
  EXPECT_TRUE(text.empty());
  EXPECT_LE(text.capacity(), 1000u);

  std::vector<int> items(100'001);
  empty_and_shrink(items);
  EXPECT_EQ(items.capacity(), 0u);

  // Also where the monster was gone already and had left its room.
  items.reserve(100'001);
  empty_and_shrink(items);
  EXPECT_EQ(items.capacity(), 0u);
}

}  // namespace
}  // namespace ground
