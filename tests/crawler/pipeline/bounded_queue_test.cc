#include "crawler/pipeline/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace crawler {
namespace {

TEST(BoundedQueue, KeepsOrderAndMovesItems) {
  BoundedQueue<std::unique_ptr<int>> queue(4);
  for (int i = 0; i < 3; ++i) queue.push(std::make_unique<int>(i));
  std::vector<std::unique_ptr<int>> taken;
  EXPECT_TRUE(queue.pop(taken, 2));
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(*taken[1], 1);
  EXPECT_EQ(queue.size(), 1u);
}

TEST(BoundedQueue, ClosedGivesWhatIsLeftThenEnds) {
  BoundedQueue<int> queue(4);
  queue.push(7);
  queue.close();
  std::vector<int> taken;
  EXPECT_TRUE(queue.pop(taken, 9));
  EXPECT_FALSE(queue.pop(taken, 9));
  EXPECT_EQ(taken, std::vector<int>{7});
}

// No test may wait for it.
constexpr std::chrono::minutes kForever{10};

TEST(BoundedQueue, GathersUntilThereIsEnough) {
  BoundedQueue<int> queue(8);
  queue.push(1);
  std::thread producer([&queue] {
    for (int i = 2; i <= 5; ++i) queue.push(i);
  });
  std::vector<int> taken;
  EXPECT_TRUE(queue.pop_gathered(taken, 8, 5, kForever));
  producer.join();
  EXPECT_EQ(taken, (std::vector{1, 2, 3, 4, 5}));
}

TEST(BoundedQueue, GathersNoLongerThanItsPatience) {
  BoundedQueue<int> queue(8);
  queue.push(1);
  std::vector<int> taken;
  EXPECT_TRUE(queue.pop_gathered(taken, 8, 5, std::chrono::milliseconds(1)));
  EXPECT_EQ(taken, std::vector{1});
}

TEST(BoundedQueue, GathersNothingWhileItIsHurried) {
  BoundedQueue<int> queue(8);
  queue.hurry(true);
  queue.push(1);
  std::vector<int> taken;
  EXPECT_TRUE(queue.pop_gathered(taken, 8, 5, kForever));
  EXPECT_EQ(taken, std::vector{1});
}

TEST(BoundedQueue, HurryEndsAGatheringThatHasBegun) {
  BoundedQueue<int> queue(8);
  queue.push(1);
  std::thread hurrier([&queue] { queue.hurry(true); });
  std::vector<int> taken;
  EXPECT_TRUE(queue.pop_gathered(taken, 8, 5, kForever));
  hurrier.join();
  EXPECT_EQ(taken, std::vector{1});
}

TEST(BoundedQueue, ClosingEndsAGathering) {
  BoundedQueue<int> queue(8);
  queue.push(1);
  std::thread closer([&queue] { queue.close(); });
  std::vector<int> taken;
  EXPECT_TRUE(queue.pop_gathered(taken, 8, 5, kForever));
  closer.join();
  EXPECT_EQ(taken, std::vector{1});
  EXPECT_FALSE(queue.pop_gathered(taken, 8, 5, kForever));
}

TEST(BoundedQueue, ManyProducersAndConsumersLoseNothing) {
  constexpr int kThreads = 4, kEach = 5000;
  BoundedQueue<int> queue(kThreads * kEach);
  std::atomic<long> sum = 0;
  std::vector<std::thread> consumers, producers;
  for (int t = 0; t < kThreads; ++t) {
    consumers.emplace_back([&] {
      std::vector<int> taken;
      while (queue.pop(taken, 7)) {
        for (const int value : taken) sum += value;
        taken.clear();
      }
    });
    producers.emplace_back([&] {
      for (int i = 1; i <= kEach; ++i) queue.push(i);
    });
  }
  for (auto& thread : producers) thread.join();
  queue.close();
  for (auto& thread : consumers) thread.join();
  EXPECT_EQ(sum, kThreads * (kEach * (kEach + 1L) / 2));
}

}  // namespace
}  // namespace crawler
