#include "ground/word_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace ground::word_hash {
namespace {

uint64_t hash_of(std::string_view word) {
  uint64_t hash = kMix1;
  for (std::size_t at = 0; at < word.size(); at += byte_masks::kStep)
    hash = add_piece(
        hash, byte_masks::load_some(word, at, std::min(word.size() - at, byte_masks::kStep)));
  return hash;
}

TEST(WordHash, CaseDoesNotCountAndEverythingElseDoes) {
  EXPECT_EQ(hash_of("Crawler"), hash_of("cRAWLER"));
  EXPECT_EQ(hash_of("INTERNATIONALISATION"), hash_of("internationalisation"));
  const std::set<uint64_t> hashes{hash_of("a"),         hash_of("b"),         hash_of("aa"),
                                  hash_of("ab"),        hash_of("ba"),        hash_of("abcdefgh"),
                                  hash_of("abcdefghi"), hash_of("abcdefgha"), kMix1};
  EXPECT_EQ(hashes.size(), 9u);
}

// Fingerprints in people's databases are made of them.
TEST(WordHash, IsTheSameForEver) {
  EXPECT_EQ(hash_of("crawl"), 0x4AF709297380461Bu);
  EXPECT_EQ(mix(1), 0xB5129DBB8D1D79C9u);
}

}  // namespace
}  // namespace ground::word_hash
