// RequestQueue: a few threads that answer requests, in the order they came, but so that slow ones
// never hold all threads.
// Thread: submit() from any; the answers are given on the queue's threads.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "ground/mutex.h"

namespace explore {

class RequestQueue {
 public:
  struct Job {
    bool is_slow = false;
    std::function<void(std::size_t worker)> run;  // does not throw
    std::function<void()> refuse;                 // instead of run, when the queue ends first
  };

  // Slow jobs get at most half of the threads, and half of the places where at most `most_waiting`
  // jobs wait.
  RequestQueue(std::size_t workers, std::size_t most_waiting);
  ~RequestQueue() { end(); }
  RequestQueue(const RequestQueue&) = delete;
  RequestQueue& operator=(const RequestQueue&) = delete;

  // False: full, or ending; the job was not taken.
  bool submit(Job job);
  // Refuses what waits, waits for what runs, and takes no more. Once more does nothing.
  void end();

 private:
  void work(std::size_t worker);
  // The next that may start now, or the end of waiting_.
  std::deque<Job>::iterator next() CRAWL_REQUIRES(mutex_);
  // Waits for it; none at the end.
  std::optional<Job> take();
  void slow_one_is_done();

  const std::size_t most_waiting_;
  const std::size_t most_slow_;
  ground::Mutex mutex_;
  ground::Condition changed_;
  std::deque<Job> waiting_ CRAWL_GUARDED_BY(mutex_);
  std::size_t slow_running_ CRAWL_GUARDED_BY(mutex_) = 0;
  bool is_ending_ CRAWL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace explore
