#include "storage/file/file_lock.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

using ground::Error;
using ground::ErrorCode;

namespace fs = std::filesystem;

class FileLockTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directory(folder_.file("real")); }

  static std::unique_ptr<SqliteStore> open(const std::string& path) {
    auto opened = SqliteStore::open(path, {});
    if (opened) return std::move(opened).value();
    ADD_FAILURE() << opened.error().message;
    return nullptr;
  }
  // Of an opening that has to fail.
  static Error refusal(const std::string& path) {
    auto opened = SqliteStore::open(path, {});
    if (!opened) return opened.error();
    ADD_FAILURE() << path << " was opened";
    return {ErrorCode::kInternal, ""};
  }
  static void expect_busy(const std::string& path) {
    const Error error = refusal(path);
    EXPECT_EQ(error.code, ErrorCode::kBusy) << path << ": " << error.message;
    EXPECT_TRUE(error.message.starts_with(path + ": another crawl")) << error.message;
    EXPECT_NE(error.message.find("-o"), std::string::npos);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("real/crawl.db");
};

TEST_F(FileLockTest, IsTheSameByEachWayThatLeadsToTheFile) {
  fs::create_symlink("real/crawl.db", folder_.file("link.db"));
  fs::create_symlink(folder_.file("link.db"), folder_.file("twice.db"));
  fs::create_directory_symlink("real", folder_.file("dir"));
  const std::vector<std::string> ways = {path_,
                                         folder_.file("link.db"),
                                         folder_.file("twice.db"),
                                         folder_.file("dir/crawl.db"),
                                         folder_.file("real/../dir/./crawl.db"),
                                         fs::relative(path_).string()};
  for (const std::string& first : ways) {
    const auto store = open(first);
    ASSERT_NE(store, nullptr);
    for (const std::string& second : ways) expect_busy(second);
  }
  EXPECT_FALSE(fs::exists(folder_.file("link.db-lock")));
}

TEST_F(FileLockTest, IsThatOfTheFileThatALinkIsStillToMake) {
  fs::create_symlink("real/crawl.db", folder_.file("link.db"));
  const auto store = open(folder_.file("link.db"));
  EXPECT_TRUE(fs::exists(path_));
  expect_busy(path_);
}

TEST_F(FileLockTest, ALinkIntoNoFolderSaysSo) {
  fs::create_symlink("none/crawl.db", folder_.file("link.db"));
  const Error error = refusal(folder_.file("link.db"));
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_NE(error.message.find("whose folder does not exist"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("mkdir -p " + folder_.file("none")), std::string::npos);
}

TEST_F(FileLockTest, AFileOfTwoNamesIsRefusedUntilItHasOne) {
  open(path_);
  const std::string other = folder_.file("other.db");
  fs::create_hard_link(path_, other);
  for (const std::string& name : {path_, other}) {
    const Error error = refusal(name);
    EXPECT_EQ(error.code, ErrorCode::kIo);
    EXPECT_TRUE(error.message.starts_with(name + ": has 2 names (hard links)")) << error.message;
    EXPECT_NE(error.message.find("find -samefile"), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(other + "-lock"));
  fs::remove(other);
  EXPECT_NE(open(path_), nullptr);
}

TEST_F(FileLockTest, GoesWithTheFileThatIsRenamed) {
  const auto store = open(path_);
  fs::rename(path_, folder_.file("moved.db"));
  expect_busy(folder_.file("moved.db"));
}

TEST_F(FileLockTest, OutlivesTheFileBesideItAndOtherDescriptors) {
  const auto store = open(path_);
  fs::remove(path_ + "-lock");
  { const std::ifstream opened_and_closed(path_); }
  expect_busy(path_);
}

TEST_F(FileLockTest, EndsWithTheStore) {
  open(path_);
  EXPECT_NE(open(path_), nullptr);
}

TEST_F(FileLockTest, ReadersByALinkSeeWhatIsInTheJournal) {
  fs::create_symlink("real/crawl.db", folder_.file("link.db"));
  const auto store = open(folder_.file("link.db"));
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(store->add(new_urls({"http://a.test"})).ok());
  EXPECT_GT(fs::file_size(path_ + "-wal"), 0u);
  auto reader = Reader::open(folder_.file("link.db"));
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  EXPECT_EQ((*reader)->database().integer_of("SELECT count(*) FROM url"), 1);
  EXPECT_TRUE((*reader)->check().ok());
}

TEST_F(FileLockTest, AJournalThatIsTakenAwayIsNoticedByALink) {
  fs::create_symlink("real/crawl.db", folder_.file("link.db"));
  const auto store = open(folder_.file("link.db"));
  ASSERT_NE(store, nullptr);
  fs::rename(path_ + "-wal", path_ + ".aside");
  EXPECT_FALSE(store->add(new_urls({"http://a.test"})).ok());
  fs::rename(path_ + ".aside", path_ + "-wal");
}

}  // namespace
}  // namespace storage
