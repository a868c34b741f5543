// The CPU time that all queries on one page may take, counted in steps: reading the clock at each
// step would cost more than the step.
// Thread: the one that called start(), whose time it is.
#pragma once

#include <chrono>
#include <cstddef>

namespace parser {

class CpuBudget {
 public:
  void start(std::chrono::milliseconds max_time);

  // Counts `steps` of 5 to 100 ns each. False once the time is over, from then on always.
  bool spend(std::size_t steps = 1) {
    if (steps < steps_to_clock_)
      steps_to_clock_ -= steps;
    else
      read_clock();
    return !is_over_;
  }
  // The same for a look at so many bytes.
  bool spend_bytes(std::size_t bytes) { return spend(1 + bytes / kBytesPerStep); }

  bool is_over() const { return is_over_; }

 private:
  static constexpr std::size_t kBytesPerStep = 32;

  void read_clock();

  std::chrono::nanoseconds deadline_{0};
  std::size_t steps_to_clock_ = 0;
  bool is_over_ = false;
};

}  // namespace parser
