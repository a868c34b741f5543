#include "explore/graph/near_duplicates.h"

#include <algorithm>
#include <array>
#include <bit>

namespace explore {
namespace {

// Hashes that are equal are one: with the lowest of their ids, and the lowest that is near them.
struct Distinct {
  uint64_t simhash = 0;
  int64_t id = 0;
  int64_t first = 0;
};

std::vector<Distinct> distinct(const std::vector<Fingerprint>& sorted) {
  std::vector<Distinct> hashes;
  for (const Fingerprint& each : sorted) {
    if (hashes.empty() || hashes.back().simhash != each.simhash)
      hashes.push_back({each.simhash, each.id, each.id});
  }
  return hashes;
}

// The bits of two of the five blocks.
std::array<uint64_t, 10> block_pairs() {
  constexpr std::array<uint64_t, 5> kBlocks{0x1fffull, 0x1fffull << 13, 0x1fffull << 26,
                                            0x1fffull << 39, 0xfffull << 52};
  std::array<uint64_t, 10> pairs{};
  std::size_t next = 0;
  for (std::size_t i = 0; i < kBlocks.size(); ++i)
    for (std::size_t j = i + 1; j < kBlocks.size(); ++j) pairs[next++] = kBlocks[i] | kBlocks[j];
  return pairs;
}

void compare_neighbours(std::vector<Distinct>& hashes, uint64_t mask) {
  std::sort(hashes.begin(), hashes.end(), [mask](const Distinct& a, const Distinct& b) {
    return std::pair(a.simhash & mask, a.id) < std::pair(b.simhash & mask, b.id);
  });
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    const std::size_t last = i > kMostCompared ? i - kMostCompared : 0;
    for (std::size_t j = i; j-- > last;) {
      if (((hashes[i].simhash ^ hashes[j].simhash) & mask) != 0) break;
      if (std::popcount(hashes[i].simhash ^ hashes[j].simhash) > kNearBits) continue;
      // Within a group ids rise.
      hashes[i].first = std::min(hashes[i].first, hashes[j].id);
    }
  }
}

}  // namespace

std::vector<std::pair<int64_t, int64_t>> first_near(std::vector<Fingerprint> fingerprints) {
  const auto by_hash = [](const Fingerprint& a, const Fingerprint& b) {
    return std::pair(a.simhash, a.id) < std::pair(b.simhash, b.id);
  };
  std::sort(fingerprints.begin(), fingerprints.end(), by_hash);
  std::vector<Distinct> hashes = distinct(fingerprints);
  for (const uint64_t mask : block_pairs()) compare_neighbours(hashes, mask);
  std::sort(hashes.begin(), hashes.end(),
            [](const Distinct& a, const Distinct& b) { return a.simhash < b.simhash; });
  std::vector<std::pair<int64_t, int64_t>> near;
  std::size_t at = 0;
  for (const Fingerprint& each : fingerprints) {
    while (hashes[at].simhash != each.simhash) ++at;
    if (hashes[at].first < each.id) near.emplace_back(each.id, hashes[at].first);
  }
  std::sort(near.begin(), near.end());
  return near;
}

}  // namespace explore
