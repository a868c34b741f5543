#include "storage/database/question_guard.h"

#include <chrono>

namespace storage {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{20};

}  // namespace

QuestionGuard::QuestionGuard(Database& db, std::size_t most_bytes)
    : db_(db), budget_(most_bytes, is_over_), watch_([this] { watch(); }) {}

QuestionGuard::~QuestionGuard() {
  {
    const ground::MutexLock lock(mutex_);
    is_ending_ = true;
  }
  ending_.wake_all();
  watch_.join();
}

void QuestionGuard::watch() {
  const ground::MutexLock lock(mutex_);
  while (!is_ending_) {
    ending_.wait_until(mutex_, std::chrono::steady_clock::now() + kBetweenLooks);
    if (is_ending_ || !db_.is_time_over()) continue;
    is_over_ = true;
    // Again and again: a statement that begins only now has not seen the first.
    db_.interrupt();
  }
}

}  // namespace storage
