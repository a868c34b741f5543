// PageRank on graphs whose ranks are known.
#include "explore/graph/page_rank.h"

#include <gtest/gtest.h>

namespace explore {
namespace {

bool never() { return false; }

std::vector<double> ranks_of(const std::vector<std::vector<uint32_t>>& links) {
  LinkGraph graph(links.size());
  for (uint32_t node = 0; node < links.size(); ++node) {
    std::vector<uint32_t> targets = links[node];
    if (!targets.empty()) graph.add(node, targets);
  }
  return graph.ranks(never);
}

TEST(PageRank, ARingIsEqual) {
  for (const double rank : ranks_of({{1}, {2}, {0}})) EXPECT_NEAR(rank, 1, 1e-3);
}

// Two point at the third, which points back at the first: solved by hand with 0.85.
TEST(PageRank, KnownRanks) {
  const std::vector<double> ranks = ranks_of({{1, 2}, {2}, {0}});
  // r0 = .15 + .85 r2; r1 = .15 + .425 r0; r2 = .15 + .425 r0 + .85 r1
  EXPECT_NEAR(ranks[0], 0.15 + 0.85 * ranks[2], 1e-3);
  EXPECT_NEAR(ranks[1], 0.15 + 0.425 * ranks[0], 1e-3);
  EXPECT_NEAR(ranks[2], 0.15 + 0.425 * ranks[0] + 0.85 * ranks[1], 1e-3);
  EXPECT_NEAR(ranks[0] + ranks[1] + ranks[2], 3, 1e-6);
}

TEST(PageRank, DeadEndsShareWithAll) {
  const std::vector<double> ranks = ranks_of({{1}, {}});
  EXPECT_NEAR(ranks[0] + ranks[1], 2, 1e-6);
  EXPECT_NEAR(ranks[1] / ranks[0], 1.85, 1e-2);
}

TEST(PageRank, ALinkCountsOnce) {
  LinkGraph graph(3);
  std::vector<uint32_t> targets{2, 1, 2, 2};
  graph.add(0, targets);
  EXPECT_EQ(graph.links(), 2u);
  const std::vector<double> ranks = graph.ranks(never);
  EXPECT_NEAR(ranks[1], ranks[2], 1e-9);
}

// Differences of every size lead back to the targets.
TEST(PageRank, FarTargetsAreReached) {
  const std::size_t nodes = 100'000;
  LinkGraph graph(nodes);
  std::vector<uint32_t> targets{0, 127, 128, 16'511, 16'512, 99'999};
  graph.add(5, targets);
  const std::vector<double> ranks = graph.ranks(never);
  for (const uint32_t target : {0u, 127u, 128u, 16'511u, 16'512u, 99'999u})
    EXPECT_GT(ranks[target], ranks[6]) << target;
  EXPECT_EQ(ranks[7], ranks[99'998]);
}

TEST(PageRank, StopsWhenAsked) {
  LinkGraph graph(2);
  EXPECT_TRUE(graph.ranks([] { return true; }).empty());
  EXPECT_TRUE(LinkGraph(0).ranks(never).empty());
}

}  // namespace
}  // namespace explore
