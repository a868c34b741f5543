#include "explore/export/ordered_work.h"

#include <algorithm>
#include <utility>

namespace explore {

OrderedWork::OrderedWork(unsigned threads, std::size_t most_in_flight, Take take)
    : most_in_flight_(most_in_flight), take_(std::move(take)) {
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) threads_.emplace_back([this] { work(); });
}

OrderedWork::~OrderedWork() {
  {
    const ground::MutexLock lock(mutex_);
    is_over_ = true;
    jobs_.clear();
  }
  has_news_.wake_all();
  for (std::thread& thread : threads_) thread.join();
}

void OrderedWork::work() {
  for (;;) {
    std::packaged_task<Answer()> job;
    {
      const ground::MutexLock lock(mutex_);
      while (!is_over_ && jobs_.empty()) has_news_.wait(mutex_);
      if (is_over_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

bool OrderedWork::add(std::size_t weight, Job job) {
  using std::chrono::seconds;
  while (!in_flight_.empty() && outcome_ &&
         (weight_ + weight > most_in_flight_ ||
          in_flight_.front().answer.wait_for(seconds(0)) == std::future_status::ready)) {
    take_first();
  }
  if (!outcome_) return false;
  std::packaged_task<Answer()> task(std::move(job));
  in_flight_.push_back({weight, task.get_future()});
  weight_ += weight;
  {
    const ground::MutexLock lock(mutex_);
    jobs_.push_back(std::move(task));
  }
  has_news_.wake_one();
  return true;
}

void OrderedWork::take_first() {
  Waiting first = std::move(in_flight_.front());
  in_flight_.pop_front();
  weight_ -= first.weight;
  const Answer answer = first.answer.get();
  if (answer) {
    take_(answer.value());
  } else {
    outcome_ = answer.error();
  }
}

ground::Result<void> OrderedWork::finish() {
  while (!in_flight_.empty() && outcome_) take_first();
  return outcome_;
}

}  // namespace explore
