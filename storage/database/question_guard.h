// QuestionGuard: while it lives, what is asked of a database on this thread stays within a limit of
// memory, which a single value may take too, and of time, whatever the SQL.
//
// Time is that of Database::interrupt_when: a thread of the guard's own looks at it every few
// milliseconds, also within a step that takes long, and interrupts. So what was given to
// interrupt_when may be called by any thread meanwhile.
// Errors: a statement that needs more memory fails as a question that was wrong (ErrorCode::kQuery)
// and the words name the limit; beyond the time it is kInterrupted, and so is all that follows.
// Thread: that of the database. Lifetime: ends before the database.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>

#include "ground/mutex.h"
#include "storage/bounds/heap_budget.h"
#include "storage/database/database.h"

namespace storage {

class QuestionGuard {
 public:
  QuestionGuard(Database& db, std::size_t most_bytes);
  ~QuestionGuard();
  // What was taken meanwhile and is still held: of a statement that goes on under another guard.
  int64_t taken_bytes() const { return budget_.taken_bytes(); }
  QuestionGuard(const QuestionGuard&) = delete;
  QuestionGuard& operator=(const QuestionGuard&) = delete;

 private:
  void watch();

  Database& db_;
  std::atomic<bool> is_over_ = false;
  ground::Mutex mutex_;
  ground::Condition ending_;
  bool is_ending_ CRAWL_GUARDED_BY(mutex_) = false;
  HeapBudget budget_;
  std::thread watch_;
};

}  // namespace storage
