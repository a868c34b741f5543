#include "storage/postgres/source_part.h"

#include <gtest/gtest.h>

namespace storage {

TEST(SourcePart, AnOriginIsItself) {
  EXPECT_EQ(pattern_of_origins("https://a-b.test:8443"), "^https\\:\\/\\/a\\-b\\.test\\:8443$");
}

TEST(SourcePart, ANameIsOfAnySchemeAndPort) {
  EXPECT_EQ(pattern_of_origins("a.test"), "^[a-z]+://a\\.test(:[0-9]+)?$");
  EXPECT_EQ(pattern_of_origins("[::1]"), "^[a-z]+://\\[\\:\\:1\\](:[0-9]+)?$");
}

TEST(SourcePart, AStarStandsForAllBelowAndForTheNameItself) {
  EXPECT_EQ(pattern_of_origins("*.a.test"), "^[a-z]+://([^/]+[.])?a\\.test(:[0-9]+)?$");
}

}  // namespace storage
