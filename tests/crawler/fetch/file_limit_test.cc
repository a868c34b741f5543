#include "crawler/fetch/file_limit.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>

namespace crawler {
namespace {

TEST(FileLimit, TheSoftLimitIsRaisedToTheHardOne) {
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit low{std::min<rlim_t>(old.rlim_max, 50), old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(file_limit(), low.rlim_cur);
  EXPECT_EQ(raise_file_limit(), old.rlim_max == RLIM_INFINITY ? SIZE_MAX : old.rlim_max);
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &old), 0);
}

TEST(FileLimit, TransfersAndKeptConnectionsFitTogether) {
  for (std::size_t files = 40; files < 5000; files += 7) {
    const std::size_t transfers = transfers_within(files);
    // Each may hold one socket more than it has connections, while it connects.
    EXPECT_LT(transfers + connections_within(files, transfers), files);
    EXPECT_GE(connections_within(files, transfers), transfers);
  }
}

TEST(FileLimit, TheDefaultOf256TransfersFitsIntoTheUsual1024Files) {
  EXPECT_GE(transfers_within(1024), 256u);
}

TEST(FileLimit, ThereIsAlwaysOneTransfer) {
  for (const std::size_t files : {0u, 1u, 28u, 29u, 31u}) {
    EXPECT_EQ(transfers_within(files), 1u);
    EXPECT_GE(connections_within(files, 1), 1u);
  }
  EXPECT_GT(transfers_within(SIZE_MAX), 1'000'000u);
}

}  // namespace
}  // namespace crawler
