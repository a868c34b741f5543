#include "parser/page/bit_counts.h"

namespace parser {
namespace {

// Adds two numbers to `sum`, bit by bit; what does not fit is returned.
uint64_t carry_save_add(uint64_t& sum, uint64_t a, uint64_t b) {
  const uint64_t half = a ^ b;
  const uint64_t carry = (a & b) | (half & sum);
  sum ^= half;
  return carry;
}

}  // namespace

void BitCounts::add_waiting() {
  // Sixteen numbers leave eight carries of twice the worth, these leave four, and so on.
  std::size_t plane = 0;
  for (std::size_t carries = waiting_.size() / 2; carries > 0; carries /= 2, ++plane)
    for (std::size_t i = 0; i < carries; ++i)
      waiting_[i] = carry_save_add(planes_[plane], waiting_[2 * i], waiting_[2 * i + 1]);
  ripple(plane, waiting_[0]);
  waiting_count_ = 0;
}

uint64_t BitCounts::majority() {
  for (std::size_t i = 0; i < waiting_count_; ++i) ripple(0, waiting_[i]);
  waiting_count_ = 0;
  // All counters are compared with the threshold at once, from their highest digit down.
  const uint64_t threshold = total_ / 2;
  uint64_t greater = 0;
  uint64_t equal = ~uint64_t{0};
  for (std::size_t plane = planes_.size(); plane-- > 0;) {
    const uint64_t digit = (threshold >> plane) & 1 ? ~uint64_t{0} : 0;
    greater |= equal & planes_[plane] & ~digit;
    equal &= ~(planes_[plane] ^ digit);
  }
  return greater;
}

}  // namespace parser
