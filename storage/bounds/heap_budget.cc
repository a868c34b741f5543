// SQLite lets a program give it an allocator (SQLITE_CONFIG_MALLOC). Ours is malloc with a count
// for each thread. A connection belongs to one thread at a time, so what a statement takes is
// counted on the thread that steps it; where something is freed on another thread (a connection
// that moved), that thread's count falls below zero, which does no harm: budgets look at
// differences.
#include "storage/bounds/heap_budget.h"

#include <malloc.h>
#include <sqlite3.h>

#include <cstdlib>

namespace storage {
namespace {

thread_local int64_t taken = 0;
thread_local HeapBudget* innermost = nullptr;

int64_t size_of(void* block) { return static_cast<int64_t>(malloc_usable_size(block)); }

bool is_admitted(int64_t bytes) { return innermost == nullptr || innermost->admits(bytes); }

void* take(int bytes) noexcept {
  if (!is_admitted(bytes)) return nullptr;
  void* block = std::malloc(static_cast<std::size_t>(bytes));
  if (block != nullptr) taken += size_of(block);
  return block;
}

void give_back(void* block) noexcept {
  if (block == nullptr) return;
  taken -= size_of(block);
  std::free(block);
}

void* resize(void* block, int bytes) noexcept {
  const int64_t before = size_of(block);
  if (bytes > before && !is_admitted(bytes - before)) return nullptr;
  void* moved = std::realloc(block, static_cast<std::size_t>(bytes));
  if (moved != nullptr) taken += size_of(moved) - before;
  return moved;
}

int block_size(void* block) noexcept { return static_cast<int>(size_of(block)); }

int rounded_up(int bytes) noexcept { return (bytes + 7) & ~7; }

int begin(void* /*data*/) noexcept { return SQLITE_OK; }

void end(void* /*data*/) noexcept {}

}  // namespace

void count_sqlite_memory() {
  static const sqlite3_mem_methods methods{take,       give_back, resize, block_size,
                                           rounded_up, begin,     end,    nullptr};
  static const int done = sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  static_cast<void>(done);
}

HeapBudget::HeapBudget(std::size_t most_bytes, const std::atomic<bool>& is_over)
    : most_bytes_(most_bytes),
      end_(taken + static_cast<int64_t>(most_bytes)),
      is_over_(is_over),
      outer_(innermost) {
  innermost = this;
}

HeapBudget::~HeapBudget() { innermost = outer_; }

int64_t HeapBudget::taken_bytes() const {
  return taken - (end_ - static_cast<int64_t>(most_bytes_));
}

HeapBudget* HeapBudget::current() { return innermost; }

bool HeapBudget::admits(int64_t bytes) {
  if (is_over()) return false;
  if (taken + bytes <= end_) return true;
  was_exceeded_ = true;
  return false;
}

}  // namespace storage
