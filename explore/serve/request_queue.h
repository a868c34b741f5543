// RequestQueue: a few threads that answer requests, in the order they came, but so that slow ones
// never hold all threads.
// Thread: submit() from any; the answers are given on the queue's threads.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace explore {

class RequestQueue {
 public:
  struct Job {
    bool is_slow = false;
    std::function<void(std::size_t worker)> run;  // does not throw
    std::function<void()> refuse;                 // instead of run, when the queue ends first
  };

  // Slow jobs get at most half of the threads. At most `most_waiting` jobs wait.
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
  // The next that may start now, or the end of waiting_. Under the lock.
  std::deque<Job>::iterator next();

  const std::size_t most_waiting_;
  const std::size_t most_slow_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::size_t slow_running_ = 0;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace explore
