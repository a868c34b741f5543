#include "terminal/options/nearest.h"

#include <algorithm>

#include "ground/edit_distance.h"

namespace terminal {

std::string_view nearest_name(std::string_view typed, const std::vector<std::string_view>& names) {
  constexpr std::size_t kLongest = 64;
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const std::string_view name : names) {
    const std::size_t edits = ground::edit_distance(typed.substr(0, kLongest), name);
    if (edits >= fewest) continue;
    best = name;
    fewest = edits;
  }
  return best;
}

}  // namespace terminal
