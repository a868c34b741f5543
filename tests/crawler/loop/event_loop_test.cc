#include "crawler/loop/event_loop.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <thread>
#include <vector>

namespace crawler {
namespace {

using std::chrono::milliseconds;

// Every test ends with ~EventLoop, which asserts that the loop closed empty.

class SocketPair {
 public:
  SocketPair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_), 0); }
  ~SocketPair() {
    close(ends_[0]);
    close(ends_[1]);
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;
  int near() const { return ends_[0]; }
  int far() const { return ends_[1]; }

 private:
  int ends_[2] = {-1, -1};
};

TEST(EventLoop, ClosesEmptyWithoutHavingRun) { EventLoop loop; }

TEST(EventLoop, PostedTasksRunInTheOrderPosted) {
  EventLoop loop;
  std::vector<int> seen;
  for (int i = 0; i < 100; ++i) loop.post([&seen, i] { seen.push_back(i); });
  loop.post([&] { loop.stop(); });
  loop.run();
  ASSERT_EQ(seen.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(seen[static_cast<size_t>(i)], i);
}

TEST(EventLoop, PostsFromManyThreadsAllRunEachInItsOrder) {
  constexpr int kThreads = 4;
  constexpr int kEach = 2000;
  EventLoop loop;
  std::vector<int> next(kThreads, 0);
  int total = 0;
  bool in_order = true;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i)
        loop.post([&, t, i] {
          in_order = in_order && next[t]++ == i;
          if (++total == kThreads * kEach) loop.stop();
        });
    });
  loop.run();
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(in_order);
  EXPECT_EQ(total, kThreads * kEach);
}

TEST(EventLoop, TasksPostedByTasksRunAfterThem) {
  EventLoop loop;
  std::vector<int> seen;
  loop.post([&] {
    loop.post([&] {
      seen.push_back(3);
      loop.stop();
    });
    seen.push_back(1);
  });
  loop.post([&] { seen.push_back(2); });
  loop.run();
  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3}));
}

TEST(EventLoop, ASecondRunGoesOn) {
  EventLoop loop;
  int runs = 0;
  for (int i = 0; i < 2; ++i) {
    loop.post([&] {
      ++runs;
      loop.stop();
    });
    loop.run();
  }
  EXPECT_EQ(runs, 2);
}

TEST(EventLoop, TasksPostedAfterTheLastRunAreDropped) {
  const auto held = std::make_shared<bool>(false);
  {
    EventLoop loop;
    loop.post([&] { loop.stop(); });
    loop.run();
    loop.post([held] { *held = true; });
  }
  EXPECT_FALSE(*held);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Timer, FiresOnceAndNotBeforeItsTime) {
  EventLoop loop;
  int fired = 0;
  Timer timer(loop, [&] { ++fired; });
  Timer end(loop, [&] { loop.stop(); });
  const auto start = loop.now();
  std::chrono::steady_clock::duration took{};
  Timer measured(loop, [&] {
    took = loop.now() - start;
    end.set(milliseconds(5));
  });
  timer.set(milliseconds(1));
  measured.set(milliseconds(10));
  loop.run();
  EXPECT_EQ(fired, 1);
  EXPECT_GE(took, milliseconds(9));  // libuv counts whole milliseconds
}

TEST(Timer, SetAgainMovesItAndANegativeDelayMeansAtOnce) {
  EventLoop loop;
  std::vector<char> order;
  Timer moved(loop, [&] {
    order.push_back('m');
    loop.stop();
  });
  Timer other(loop, [&] { order.push_back('o'); });
  moved.set(milliseconds(-5));
  other.set(milliseconds(-5));
  moved.set(milliseconds(5));
  loop.run();
  EXPECT_EQ(order, (std::vector<char>{'o', 'm'}));
}

TEST(Timer, CancelledOrDestroyedItDoesNotFire) {
  EventLoop loop;
  bool fired = false;
  Timer cancelled(loop, [&] { fired = true; });
  auto destroyed = std::make_unique<Timer>(loop, [&] { fired = true; });
  Timer end(loop, [&] { loop.stop(); });
  cancelled.set(milliseconds(1));
  destroyed->set(milliseconds(1));
  end.set(milliseconds(5));
  cancelled.cancel();
  destroyed.reset();
  loop.run();
  EXPECT_FALSE(fired);
}

TEST(Timer, MayDestroyItselfWhenItFires) {
  EventLoop loop;
  std::unique_ptr<Timer> timer;
  const auto held = std::make_shared<int>(7);
  int seen = 0;
  timer = std::make_unique<Timer>(loop, [&, held] {
    timer.reset();
    seen = *held;  // what the function captured is still there
    loop.stop();
  });
  timer->set(milliseconds(0));
  loop.run();
  EXPECT_EQ(seen, 7);
}

TEST(SocketWatch, TellsWritableThenReadable) {
  EventLoop loop;
  const SocketPair pair;
  std::vector<char> seen;
  std::unique_ptr<SocketWatch> watch;
  watch = std::make_unique<SocketWatch>(loop, pair.near(), [&](bool readable, bool writable, bool) {
    if (writable) {
      seen.push_back('w');
      watch->watch(true, false);
      EXPECT_EQ(write(pair.far(), "x", 1), 1);
    } else if (readable) {
      seen.push_back('r');
      loop.stop();
    }
  });
  watch->watch(false, true);
  loop.run();
  EXPECT_EQ(seen, (std::vector<char>{'w', 'r'}));
}

TEST(SocketWatch, StoppedItIsSilentAndCanGoOn) {
  EventLoop loop;
  const SocketPair pair;
  int calls = 0;
  SocketWatch watch(loop, pair.near(), [&](bool, bool, bool) {
    ++calls;
    loop.stop();
  });
  watch.watch(false, true);
  watch.watch(false, false);
  Timer end(loop, [&] { loop.stop(); });
  end.set(milliseconds(2));
  loop.run();
  EXPECT_EQ(calls, 0);
  watch.watch(false, true);
  loop.run();
  EXPECT_EQ(calls, 1);
}

TEST(SocketWatch, MayDestroyItselfWhenItIsCalled) {
  EventLoop loop;
  const SocketPair pair;
  std::unique_ptr<SocketWatch> watch;
  const auto held = std::make_shared<int>(7);
  int seen = 0;
  watch = std::make_unique<SocketWatch>(loop, pair.near(), [&, held](bool, bool, bool) {
    watch.reset();
    seen = *held;
    loop.stop();
  });
  watch->watch(false, true);
  loop.run();
  EXPECT_EQ(seen, 7);
}

// libcurl 7.88 closes a socket that did not come to connect without a word.
TEST(SocketWatch, OfASocketClosedBehindItsBackItGivesWayToTheNextOne) {
  EventLoop loop;
  SocketPair pair, other;
  const int number = dup(other.near());
  bool old_called = false, new_called = false;
  auto old =
      std::make_unique<SocketWatch>(loop, number, [&](bool, bool, bool) { old_called = true; });
  old->watch(true, false);
  ASSERT_EQ(dup2(pair.near(), number), number);  // closed, and the number is taken again
  SocketWatch fresh(loop, number, [&](bool in, bool, bool) {
    new_called = in;
    loop.stop();
  });
  fresh.watch(true, false);
  old->watch(true, true);  // too late: it stays silent
  loop.post([&] {
    old.reset();  // and takes nothing with it
    EXPECT_EQ(write(pair.far(), "x", 1), 1);
  });
  loop.run();
  EXPECT_TRUE(new_called);
  EXPECT_FALSE(old_called);
  close(number);
}

TEST(SocketWatch, OfWhatIsNoSocketIsSilent) {
  EventLoop loop;
  bool called = false;
  SocketWatch watch(loop, /*socket=*/1'000'000, [&](bool, bool, bool) { called = true; });
  watch.watch(true, false);
  loop.post([&] { loop.stop(); });
  loop.run();
  EXPECT_FALSE(called);
}

TEST(SignalWatch, IsCalledOnTheLoop) {
  EventLoop loop;
  int caught = 0;
  SignalWatch watch(loop, SIGUSR1, [&] {
    ++caught;
    loop.assert_here();
    loop.stop();
  });
  loop.post([] { raise(SIGUSR1); });
  loop.run();
  EXPECT_EQ(caught, 1);
}

}  // namespace
}  // namespace crawler
