// What reaches the disk when: SQLite's calls of fsync and fdatasync are counted on their way.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "storage/open_store.h"
#include "tests/storage/store/store_testing.h"

namespace {
int syncs = 0;
}

// The program's own definitions come before those of the C library, for SQLite too.
extern "C" int fsync(int fd) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fsync, fd));
}
extern "C" int fdatasync(int fd) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fdatasync, fd));
}

namespace storage {
namespace {

int syncs_of_ten_commits(bool durable) {
  TemporaryFolder folder;
  StoreOptions options;
  options.durable = durable;
  auto store = open_store(folder.file("crawl.db"), options);
  EXPECT_TRUE(store.ok());
  EXPECT_GT(syncs, 0) << "making the file is synced: the calls are seen";
  syncs = 0;
  for (uint64_t i = 1; i <= 10; ++i) {
    NewUrl url;
    url.key = {1, i};
    url.url = "http://h/" + std::to_string(i);
    url.origin = "http://h";
    EXPECT_TRUE((*store)->add({&url, 1}).ok());
  }
  return syncs;
}

TEST(Durable, ACommitIsOnTheDiskOnlyWhenAskedFor) {
  EXPECT_EQ(syncs_of_ten_commits(false), 0);
  EXPECT_GE(syncs_of_ten_commits(true), 10);
}

}  // namespace
}  // namespace storage
