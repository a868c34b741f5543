// BoundedQueue: many producers, many consumers, a fixed capacity, whole batches at a time. Thread:
// any. The crawl's credits keep producers below the capacity, so a full queue is a bug and not a
// reason to wait.
#pragma once

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

#include "ground/mutex.h"

namespace crawler {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // Wakes a consumer only if one sleeps, and has enough now.
  void push(T item) {
    bool wake = false;
    {
      const ground::MutexLock lock(mutex_);
      assert(items_.size() < capacity_);
      items_.push_back(std::move(item));
      wake = sleeping_ > 0 && items_.size() >= enough_;
    }
    if (wake) ready_.wake_one();
  }

  // Waits for something, then moves up to `most` items behind `taken`. False: closed, and nothing
  // is left.
  bool pop(std::vector<T>& taken, std::size_t most) {
    const ground::MutexLock lock(mutex_);
    ++sleeping_;
    while (items_.empty() && !closed_) ready_.wait(mutex_);
    --sleeping_;
    const auto count = static_cast<std::ptrdiff_t>(std::min(most, items_.size()));
    std::move(items_.begin(), items_.begin() + count, std::back_inserter(taken));
    items_.erase(items_.begin(), items_.begin() + count);
    return count > 0;
  }

  // For the only consumer there is: once there is something, lets more gather, until it is
  // `enough`, `patience` has passed or hurry(true) was said.
  bool pop_gathered(std::vector<T>& taken, std::size_t most, std::size_t enough,
                    std::chrono::milliseconds patience) {
    {
      const ground::MutexLock lock(mutex_);
      ++sleeping_;
      while (items_.empty() && !closed_) ready_.wait(mutex_);
      const auto deadline = std::chrono::steady_clock::now() + patience;
      enough_ = enough;
      while (items_.size() < enough && !closed_ && !hurried_)
        if (!ready_.wait_until(mutex_, deadline)) break;
      enough_ = 1;
      --sleeping_;
    }
    return pop(taken, most);
  }

  // While this is so, nothing gathers.
  void hurry(bool hurried) {
    {
      const ground::MutexLock lock(mutex_);
      hurried_ = hurried;
    }
    if (hurried) ready_.wake_all();
  }

  // Consumers get what is left, then false.
  void close() {
    {
      const ground::MutexLock lock(mutex_);
      closed_ = true;
    }
    ready_.wake_all();
  }

  std::size_t size() const {
    const ground::MutexLock lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t capacity_;
  mutable ground::Mutex mutex_;
  ground::Condition ready_;
  std::deque<T> items_ CRAWL_GUARDED_BY(mutex_);
  std::size_t sleeping_ CRAWL_GUARDED_BY(mutex_) = 0;
  std::size_t enough_ CRAWL_GUARDED_BY(mutex_) = 1;  // items that are worth waking a consumer
  bool hurried_ CRAWL_GUARDED_BY(mutex_) = false;
  bool closed_ CRAWL_GUARDED_BY(mutex_) = false;
};

}  // namespace crawler
