// BoundedCounts: how often each of any number of things was seen, in bounded memory. Up to
// `capacity` things the counts are exact. Beyond that, all counts are lowered by one and those at 0
// are dropped (Misra and Gries 1982): things seen a few times are forgotten, and things seen again
// and again, as in a trap, keep their count minus what was lowered. Thread: one owner. Cost: O(1)
// amortised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <unordered_map>

namespace crawler {

class BoundedCounts {
 public:
  explicit BoundedCounts(std::size_t capacity) : capacity_(capacity) {}

  uint32_t of(uint64_t thing) const {
    const auto found = counts_.find(thing);
    return found == counts_.end() ? 0 : found->second;
  }
  // Counts one more; gives the count.
  uint32_t add(uint64_t thing) {
    const auto found = counts_.find(thing);
    if (found != counts_.end()) return ++found->second;
    if (counts_.size() >= capacity_) lower_all();
    if (counts_.size() >= capacity_) return 0;
    return counts_[thing] = 1;
  }
  void forget(uint64_t thing) { counts_.erase(thing); }
  std::size_t size() const { return counts_.size(); }

 private:
  void lower_all() {
    for (auto at = counts_.begin(); at != counts_.end();)
      at = --at->second == 0 ? counts_.erase(at) : std::next(at);
  }

  std::size_t capacity_;
  std::unordered_map<uint64_t, uint32_t> counts_;
};

}  // namespace crawler
