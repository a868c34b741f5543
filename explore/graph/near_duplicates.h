// Near-duplicates: texts whose simhashes differ in few bits, found without comparing each with
// each (Manku, Jain, Das Sarma 2007).
//
// The 64 bits are cut into five blocks. Two hashes that differ in at most three bits are equal in
// two blocks at least, so for each two blocks the hashes are sorted by these, and only those that
// agree there are compared.
// Thread: pure. Cost: ten sorts. Where thousands agree in the two blocks and yet are different,
// each is compared with the kMostCompared ahead of it, and some may be missed.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace explore {

inline constexpr int kNearBits = 3;
inline constexpr std::size_t kMostCompared = 1000;

struct Fingerprint {
  uint64_t simhash = 0;
  int64_t id = 0;
};

// For each id that has one: itself and the lowest id with a simhash at most kNearBits away; rising.
std::vector<std::pair<int64_t, int64_t>> first_near(std::vector<Fingerprint> fingerprints);

}  // namespace explore
