#include "parser/select/cpu_budget.h"

#include <ctime>

namespace parser {
namespace {

// A reading of the clock costs 250 ns, as much as 3 to 50 steps.
constexpr std::size_t kStepsPerClockReading = 2048;

// The thread's own CPU time: which pages are cut must not depend on what else the machine does.
std::chrono::nanoseconds spent_so_far() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

void CpuBudget::start(std::chrono::milliseconds max_time) {
  deadline_ = spent_so_far() + max_time;
  steps_to_clock_ = kStepsPerClockReading;
  is_over_ = false;
}

void CpuBudget::read_clock() {
  steps_to_clock_ = kStepsPerClockReading;
  is_over_ |= spent_so_far() >= deadline_;
}

}  // namespace parser
