#include "storage/sqlite/journal_watch.h"

#include <gtest/gtest.h>

namespace storage {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30;

TEST(JournalWatchTest, SpeaksOnceForEachDoublingFromAGigabyteOn) {
  JournalWatch watch;
  EXPECT_FALSE(watch.see(0));
  EXPECT_FALSE(watch.see(kGiB - 1));
  const auto words = watch.see(kGiB);
  ASSERT_TRUE(words);
  EXPECT_NE(words->find("1 GB"), std::string::npos);
  EXPECT_FALSE(watch.see(kGiB));
  EXPECT_FALSE(watch.see(2 * kGiB - 1));
  EXPECT_TRUE(watch.see(9 * kGiB));
  EXPECT_FALSE(watch.see(15 * kGiB));
  EXPECT_TRUE(watch.see(16 * kGiB));
}

}  // namespace
}  // namespace storage
