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
    const ground::MutexLock lock(mutex_);
    is_ending_ = true;
    left.swap(waiting_);
  }
  changed_.wake_all();
  for (const Job& job : left) job.refuse();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool RequestQueue::submit(Job job) {
  {
    const ground::MutexLock lock(mutex_);
    if (is_ending_ || waiting_.size() >= most_waiting_) return false;
    const auto slow_ones = static_cast<std::size_t>(std::count_if(
        waiting_.begin(), waiting_.end(), [](const Job& one) { return one.is_slow; }));
    if (job.is_slow && slow_ones >= std::max<std::size_t>(most_waiting_ / 2, 1)) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.wake_one();
  return true;
}

std::deque<RequestQueue::Job>::iterator RequestQueue::next() {
  const bool may_be_slow = slow_running_ < most_slow_;
  return std::find_if(waiting_.begin(), waiting_.end(),
                      [may_be_slow](const Job& job) { return may_be_slow || !job.is_slow; });
}

std::optional<RequestQueue::Job> RequestQueue::take() {
  const ground::MutexLock lock(mutex_);
  auto job = next();
  for (; !is_ending_ && job == waiting_.end(); job = next()) changed_.wait(mutex_);
  if (is_ending_) return std::nullopt;
  Job taken = std::move(*job);
  waiting_.erase(job);
  slow_running_ += taken.is_slow ? 1 : 0;
  return taken;
}

void RequestQueue::slow_one_is_done() {
  const ground::MutexLock lock(mutex_);
  --slow_running_;
  // A slow one that waited may go now.
  changed_.wake_one();
}

void RequestQueue::work(std::size_t worker) {
  while (const std::optional<Job> job = take()) {
    job->run(worker);
    if (job->is_slow) slow_one_is_done();
  }
}

}  // namespace explore
