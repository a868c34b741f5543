#include "crawler/pipeline/patience.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace crawler {
namespace {

using std::chrono::milliseconds;

TEST(Patience, PausesDoubleUpToAnEndEachWithItsJitter) {
  std::vector<milliseconds> pauses;
  Patience patience([&pauses](milliseconds pause) { pauses.push_back(pause); });
  for (uint32_t tries = 1; tries <= 40; ++tries) EXPECT_TRUE(patience.wait(tries));
  milliseconds least = Patience::kFirst;
  for (const milliseconds pause : pauses) {
    EXPECT_GE(pause, least);
    EXPECT_LE(pause, least + least / 4);
    least = std::min(2 * least, Patience::kLongest);
  }
  EXPECT_EQ(least, Patience::kLongest);
}

TEST(Patience, WhoGivesUpIsNotWaitedForAgain) {
  int pauses = 0;
  Patience patience([&pauses](milliseconds) { ++pauses; });
  patience.give_up();
  EXPECT_FALSE(patience.wait(1));
  EXPECT_FALSE(patience.wait(2));
  EXPECT_EQ(pauses, 0);
}

// By the real clock: whether it waits already or not, it ends long before its pause.
TEST(Patience, GivingUpEndsTheWaitThatIsUnderWay) {
  Patience patience;
  bool waited_in_vain = false;
  const auto start = std::chrono::steady_clock::now();
  std::thread waiting([&] { waited_in_vain = !patience.wait(1000); });
  patience.give_up();
  waiting.join();
  EXPECT_TRUE(waited_in_vain);
  EXPECT_LT(std::chrono::steady_clock::now() - start, Patience::kLongest);
}

}  // namespace
}  // namespace crawler
