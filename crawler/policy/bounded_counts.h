// BoundedCounts: how often each of any number of things came, in bounded memory. While there are at
// most `capacity` of them the counts are exact. Past that all counts are lowered by one and those
// at 0 leave (Misra and Gries 1982): what came a few times is forgotten, what comes again and
// again, as a trap does, keeps its count but for what was lowered. Thread: one owner. Cost: O(1)
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
