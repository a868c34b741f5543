// How often each of 64 bits was set in a row of numbers, counted for all bits at once: number i of
// the planes holds bit i of all 64 counters, and adding is that of a hardware adder. Sixteen
// numbers go through carry-save adders (Harley and Seal) before one carry ripples through the
// planes. Thread: a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace parser {

class BitCounts {
 public:
  void add(uint64_t number) {
    waiting_[waiting_count_++] = number;
    if (waiting_count_ == waiting_.size()) add_waiting();
    ++total_;
  }

  // A number with those bits set that were set in more than half of the numbers.
  uint64_t majority();

 private:
  void add_waiting();
  void ripple(std::size_t plane, uint64_t carry) {
    for (; carry != 0; ++plane) {
      const uint64_t next = planes_[plane] & carry;
      planes_[plane] ^= carry;
      carry = next;
    }
  }

  std::array<uint64_t, 16> waiting_{};
  std::size_t waiting_count_ = 0;
  uint64_t total_ = 0;
  std::array<uint64_t, 64> planes_{};
};

}  // namespace parser
