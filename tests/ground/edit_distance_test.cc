#include "ground/edit_distance.h"

#include <gtest/gtest.h>

namespace ground {
namespace {

TEST(EditDistance, CountsLettersPutInLeftOutAndReplaced) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("query", "query"), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("max-page", "max-pages"), 1u);
  EXPECT_EQ(edit_distance("max-pages", "max-page"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("Query", "query"), 1u);
}

TEST(EditDistance, NeighboursThatWereSwappedAreOneMistake) {
  EXPECT_EQ(edit_distance("qeury", "query"), 1u);
  EXPECT_EQ(edit_distance("hlep", "help"), 1u);
  EXPECT_EQ(edit_distance("shwo", "show"), 1u);
  EXPECT_EQ(edit_distance("ab", "ba"), 1u);
  EXPECT_EQ(edit_distance("abcd", "badc"), 2u);
  // A swapped pair is left alone afterwards.
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);
}

}  // namespace
}  // namespace ground
