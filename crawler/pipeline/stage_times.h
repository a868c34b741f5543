// StageTimes: how long fetches, parses and commits take, counted in classes, for whoever watches
// the crawl. Thread: any; each number is right by itself, and what is read together may lie a few
// events apart.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace crawler {

template <std::size_t kClasses>
class TimeClasses {
 public:
  // Upper ends of the classes, rising; one more has what is longer.
  using Ends = std::array<std::chrono::microseconds, kClasses>;
  explicit constexpr TimeClasses(const Ends& ends) : ends_(ends) {}

  void count(std::chrono::nanoseconds took) {
    std::size_t place = 0;
    while (place < kClasses && took > ends_[place]) ++place;
    counts_[place].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(static_cast<uint64_t>(took.count() > 0 ? took.count() : 0),
                      std::memory_order_relaxed);
  }

  const Ends& ends() const { return ends_; }
  // Of one class alone; that behind the last end has what is longer.
  uint64_t in_class(std::size_t place) const {
    return counts_[place].load(std::memory_order_relaxed);
  }
  std::chrono::nanoseconds sum() const {
    return std::chrono::nanoseconds(static_cast<int64_t>(sum_ns_.load(std::memory_order_relaxed)));
  }

 private:
  const Ends ends_;
  std::array<std::atomic<uint64_t>, kClasses + 1> counts_{};
  std::atomic<uint64_t> sum_ns_{0};
};

struct StageTimes {
  using us = std::chrono::microseconds;
  // From the start of a transfer to its end.
  TimeClasses<10> fetch{{us(5'000), us(25'000), us(100'000), us(250'000), us(500'000),
                         us(1'000'000), us(2'500'000), us(5'000'000), us(10'000'000),
                         us(30'000'000)}};
  // Of one page, by a worker.
  TimeClasses<9> parse{{us(100), us(250), us(1'000), us(2'500), us(10'000), us(25'000), us(100'000),
                        us(1'000'000), us(10'000'000)}};
  // Of one transaction with pages.
  TimeClasses<9> commit{{us(250), us(1'000), us(2'500), us(10'000), us(25'000), us(100'000),
                         us(250'000), us(1'000'000), us(10'000'000)}};
};

}  // namespace crawler
