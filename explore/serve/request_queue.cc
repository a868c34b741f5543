#include "explore/serve/request_queue.h"

#include <algorithm>
#include <utility>

namespace explore {

RequestQueue::RequestQueue(std::size_t workers, std::size_t most_waiting)
    : most_waiting_(most_waiting), most_slow_(std::max<std::size_t>(workers / 2, 1)) {
  for (std::size_t worker = 0; worker < workers; ++worker)
    threads_.emplace_back([this, worker] { work(worker); });
}

void RequestQueue::end() {
  std::deque<Job> left;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_ending_ = true;
    left.swap(waiting_);
  }
  changed_.notify_all();
  for (const Job& job : left) job.refuse();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool RequestQueue::submit(Job job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (is_ending_ || waiting_.size() >= most_waiting_) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

std::deque<RequestQueue::Job>::iterator RequestQueue::next() {
  return std::find_if(waiting_.begin(), waiting_.end(), [this](const Job& job) {
    return !job.is_slow || slow_running_ < most_slow_;
  });
}

void RequestQueue::work(std::size_t worker) {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    auto job = waiting_.end();
    changed_.wait(lock, [&] { return is_ending_ || (job = next()) != waiting_.end(); });
    if (is_ending_) return;
    const Job taken = std::move(*job);
    waiting_.erase(job);
    slow_running_ += taken.is_slow ? 1 : 0;
    lock.unlock();
    taken.run(worker);
    lock.lock();
    slow_running_ -= taken.is_slow ? 1 : 0;
    // A slow one that waited may go now.
    if (taken.is_slow) changed_.notify_one();
  }
}

}  // namespace explore
