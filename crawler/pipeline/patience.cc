#include "crawler/pipeline/patience.h"

#include "crawler/policy/backoff.h"

namespace crawler {

std::chrono::milliseconds Patience::pause_after(uint32_t tries) {
  return backoff(tries, jitter_(), {kFirst, kLongest});
}

bool Patience::has_given_up() const {
  const ground::MutexLock lock(mutex_);
  return given_up_;
}

bool Patience::wait(uint32_t tries) {
  const auto pause = pause_after(tries);
  if (sleep_) {
    if (has_given_up()) return false;
    sleep_(pause);
    return !has_given_up();
  }
  const ground::MutexLock lock(mutex_);
  const auto deadline = std::chrono::steady_clock::now() + pause;
  while (!given_up_ && changed_.wait_until(mutex_, deadline)) {
  }
  return !given_up_;
}

void Patience::give_up() {
  {
    const ground::MutexLock lock(mutex_);
    given_up_ = true;
  }
  changed_.wake_all();
}

}  // namespace crawler
