// HeapBudget: how much memory SQLite may take on one thread, and when it may take none any more.
//
// SQLite's own limit (sqlite3_hard_heap_limit64) is one for the whole process: a statement that
// takes all of it would make the statements of other threads fail. And SQLite looks at the clock
// only between the steps of its machine, of which one may take minutes; but whatever makes
// something large asks for memory for it. Where it gets none, SQLite ends the statement
// (SQLITE_NOMEM) and frees what it took.
// Thread: that on which it is made and ended; budgets nest like blocks, the innermost counts.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace storage {

// Makes SQLite take its memory through the budgets. Called before SQLite's first use in the
// process; later it changes nothing, and then budgets are without effect.
void count_sqlite_memory();

class HeapBudget {
 public:
  // `most_bytes`: from now on, besides what the thread holds already. `is_over`: set by any thread
  // where the time is over; it outlives the budget.
  HeapBudget(std::size_t most_bytes, const std::atomic<bool>& is_over);
  ~HeapBudget();
  HeapBudget(const HeapBudget&) = delete;
  HeapBudget& operator=(const HeapBudget&) = delete;

  // The thread's innermost; null where there is none.
  static HeapBudget* current();

  std::size_t most_bytes() const { return most_bytes_; }
  bool is_over() const { return is_over_.load(std::memory_order_relaxed); }
  // What SQLite has taken on the thread since the budget was made, less what it gave back.
  int64_t taken_bytes() const;
  // Whether SQLite was refused memory because it had taken all of it.
  bool was_exceeded() const { return was_exceeded_; }

  // Whether there may be so much more; remembers where not.
  bool admits(int64_t bytes);

 private:
  const std::size_t most_bytes_;
  const int64_t end_;  // of the thread's count
  const std::atomic<bool>& is_over_;
  bool was_exceeded_ = false;
  HeapBudget* const outer_;
};

}  // namespace storage
