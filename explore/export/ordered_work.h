// OrderedWork: jobs that many threads do and whose results are taken in the order in which the jobs
// came.
// Memory: what is in flight weighs at most what was agreed, or is one job.
// Thread: that which made it; jobs run on threads of its own. Lifetime: its end drops what no
// thread has begun and waits for the rest.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "ground/mutex.h"
#include "ground/result.h"

namespace explore {

class OrderedWork {
 public:
  using Answer = ground::Result<std::string>;
  using Job = std::function<Answer()>;
  // Called with the answer of each job, in their order, until the first error.
  using Take = std::function<void(std::string_view)>;

  OrderedWork(unsigned threads, std::size_t most_in_flight, Take take);
  ~OrderedWork();
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  // Takes what is done, waiting for it where too much is in flight. False, here or later: a job
  // failed, and nothing more is begun. What a job throws is thrown here.
  bool add(std::size_t weight, Job job);
  // Waits for all jobs. Gives the first error.
  ground::Result<void> finish();

 private:
  struct Waiting {
    std::size_t weight;
    std::future<Answer> answer;
  };
  void work();
  void take_first();

  const std::size_t most_in_flight_;
  const Take take_;
  std::deque<Waiting> in_flight_;
  std::size_t weight_ = 0;
  ground::Result<void> outcome_;

  ground::Mutex mutex_;
  std::deque<std::packaged_task<Answer()>> jobs_ CRAWL_GUARDED_BY(mutex_);
  bool is_over_ CRAWL_GUARDED_BY(mutex_) = false;
  ground::Condition has_news_;
  std::vector<std::thread> threads_;
};

}  // namespace explore
