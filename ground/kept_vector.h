// Vectors that are filled for each page and keep their room for the next one.
// Thread: pure.
#pragma once

#include <cstddef>
#include <vector>

namespace ground {

// Empties `kept`. Its room stays for the next page, but for that of a monster page: a hundred
// workers would pin a hundred times that.
template <typename T>
void empty_and_shrink(std::vector<T>& kept) {
  constexpr std::size_t kKeptItems = 100'000;
  if (kept.capacity() > kKeptItems) kept = std::vector<T>();
  kept.clear();
}

}  // namespace ground
