// What the URLs of a frontier wait for.
#include "crawler/policy/waiting_urls.h"

#include <gtest/gtest.h>

#include <string>

#include "crawler/policy/frontier.h"

namespace crawler {
namespace {

constexpr TimePoint kMoment{std::chrono::hours(1)};

class Waiting : public testing::Test {
 protected:
  void make(const Politeness& politeness) { frontier_.emplace(politeness); }
  void add(HostKey host, uint64_t urls) {
    for (uint64_t i = 0; i < urls; ++i) {
      storage::Lease lease;
      lease.key = {host, i};
      lease.origin = "http://h" + std::to_string(host);
      frontier_->add(std::move(lease));
    }
  }
  // All at one address.
  void open() {
    IpAddress ip;
    ip.bytes = {93, 184, 216, 34};
    while (const auto host = frontier_->next_unprepared())
      frontier_->open(*host, {ip}, Milliseconds{0});
  }
  int start() {
    int started = 0;
    while (frontier_->next(kMoment)) ++started;
    return started;
  }
  // Those that are not 0.
  std::string waiting() const {
    const WaitingUrls waiting = frontier_->waiting();
    std::string words;
    for (std::size_t i = 0; i < kWaitReasons; ++i) {
      const auto reason = static_cast<WaitsFor>(i);
      if (waiting.of(reason) == 0) continue;
      words += words.empty() ? "" : " ";
      words += name_of(reason);
      words += "=" + std::to_string(waiting.of(reason));
    }
    return words;
  }

  std::optional<Frontier> frontier_;
};

TEST_F(Waiting, ForItsHostToBePreparedAndThenForItsDelay) {
  make({1, 8, Milliseconds{500}});
  EXPECT_EQ(waiting(), "");
  add(1, 3);
  EXPECT_EQ(waiting(), "preparation=3");
  EXPECT_EQ(frontier_->next_unprepared(), 1u);
  EXPECT_EQ(waiting(), "preparation=3");
  frontier_->open(1, {}, Milliseconds{0});
  EXPECT_EQ(waiting(), "turn=3");
  EXPECT_EQ(start(), 1);
  EXPECT_EQ(waiting(), "per-host=2");
  frontier_->finished(1, Courtesy::kGood, Milliseconds{10}, kMoment);
  EXPECT_EQ(waiting(), "delay=2");
  frontier_->shut(1);
  EXPECT_EQ(waiting(), "unavailable=2");
  frontier_->take_all();
  EXPECT_EQ(waiting(), "");
}

TEST_F(Waiting, ForSlotsOfHostsAndOfTheirAddress) {
  make({2, 3, Milliseconds{0}});
  add(1, 5);
  add(2, 5);
  open();
  EXPECT_EQ(start(), 3);
  EXPECT_EQ(waiting(), "per-host=3 per-address=4");
}

TEST_F(Waiting, ForSlotsThatHostsOnTrialShare) {
  make({1, 100, Milliseconds{0}, 4});
  for (HostKey host = 1; host <= 5; ++host) add(host, 2);
  open();
  EXPECT_EQ(start(), 3);
  EXPECT_EQ(waiting(), "per-host=3 trial=4");
}

}  // namespace
}  // namespace crawler
