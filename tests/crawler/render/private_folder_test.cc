#include "crawler/render/private_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

namespace crawler {
namespace {

namespace fs = std::filesystem;

class PrivateFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "folderXXXXXX";
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    parent_ = path;
  }
  void TearDown() override { fs::remove_all(parent_); }
  std::size_t folders() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(parent_), fs::directory_iterator()));
  }
  std::string parent_;
};

TEST_F(PrivateFolderTest, NobodyElseCanReadItAndItGoesAway) {
  {
    const PrivateFolder folder(parent_, geteuid());
    struct stat facts {};
    ASSERT_EQ(stat(folder.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700u);
    ASSERT_EQ(stat(fs::path(folder.path()).parent_path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700u);
    std::ofstream(folder.path() + "/file") << "x";
    EXPECT_EQ(folders(), 1u);
  }
  EXPECT_EQ(folders(), 0u);
}

TEST_F(PrivateFolderTest, OneWhoseOwnerWasKilledIsTakenAwayAndNoOther) {
  const PrivateFolder ours(parent_, geteuid());
  const pid_t child = fork();
  if (child == 0) {
    const PrivateFolder folder(parent_, geteuid());
    std::ofstream(folder.path() + "/file") << "x";
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  fs::create_directory(parent_ + "/crawl-browser-without-lock");
  fs::create_directory(parent_ + "/other");
  EXPECT_EQ(folders(), 4u);
  PrivateFolder::remove_abandoned(parent_);
  EXPECT_EQ(folders(), 3u);
  EXPECT_TRUE(fs::exists(ours.path()));
}

}  // namespace
}  // namespace crawler
