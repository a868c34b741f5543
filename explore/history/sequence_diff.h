// Where two sequences differ, by Myers' algorithm in linear space ("An O(ND) difference algorithm
// and its variations", 1986): what is left in common is as long as can be, as far as that can be
// found in bounded time; of sequences that have little in common more may be called different than
// has to be. Thread: pure. Time: bounded by `max_steps`, beside a few passes. Memory: some 30 bytes
// an element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace explore {

// One run of elements against another, either of which may be empty; outside of these both are the
// same.
struct DifferingSpan {
  std::size_t was_begin = 0, was_end = 0;
  std::size_t is_begin = 0, is_end = 0;
  friend bool operator==(const DifferingSpan&, const DifferingSpan&) = default;
};

inline constexpr uint64_t kMostDiffSteps = 100'000'000;

// In order; none touches the next.
std::vector<DifferingSpan> differences(std::span<const uint32_t> was, std::span<const uint32_t> is,
                                       uint64_t max_steps = kMostDiffSteps);

}  // namespace explore
