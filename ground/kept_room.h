// Buffers that are filled for each page and keep their room for the next one.
// Thread: pure.
#pragma once

#include <cstddef>

namespace ground {

// Empties `kept`, a string or a vector. Its room stays for the next page, but for that of a monster
// page: a hundred workers would pin a hundred times that.
template <typename Buffer>
void empty_and_shrink(Buffer& kept, std::size_t most_items = 100'000) {
  // Not by assigning an empty one: a string keeps its room then.
  if (kept.capacity() > most_items) Buffer().swap(kept);
  kept.clear();
}

}  // namespace ground
