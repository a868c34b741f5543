// How far a word is from another: "did you mean".
// Thread: pure. Cost: the product of both sizes, so that callers bound what comes from a user.
#pragma once

#include <cstddef>
#include <string_view>

namespace ground {

// Letters to be put in, left out, replaced, or swapped with their neighbour (optimal string
// alignment). A byte is a letter.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace ground
