// Mutex, its scoped lock and its condition, annotated so that clang's -Wthread-safety checks who
// may touch what. Thread: any. Source: https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define CRAWL_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define CRAWL_THREAD_ATTRIBUTE(x)
#endif
#define CRAWL_GUARDED_BY(x) CRAWL_THREAD_ATTRIBUTE(guarded_by(x))
#define CRAWL_REQUIRES(x) CRAWL_THREAD_ATTRIBUTE(requires_capability(x))

namespace ground {

class CRAWL_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() CRAWL_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() CRAWL_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

class CRAWL_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) CRAWL_THREAD_ATTRIBUTE(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() CRAWL_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

class Condition {
 public:
  // Gives `mutex` up while it sleeps; wakes now and then without cause, so callers ask in a loop.
  void wait(Mutex& mutex) CRAWL_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // The same until `deadline` at the latest. False: it has passed.
  bool wait_until(Mutex& mutex, std::chrono::steady_clock::time_point deadline)
      CRAWL_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool in_time = condition_.wait_until(lock, deadline) == std::cv_status::no_timeout;
    lock.release();
    return in_time;
  }
  void wake_one() { condition_.notify_one(); }
  void wake_all() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace ground
