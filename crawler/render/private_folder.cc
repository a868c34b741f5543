// The lock stands in the outer folder, which is ours alone; the browser, that may run as somebody
// else, has the inner one.
#include "crawler/render/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

namespace crawler {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "crawl-browser-";
constexpr std::string_view kLockName = "lock";

int open_lock(const std::string& folder, int flags) {
  const std::string path = fmt::format("{}/{}", folder, kLockName);
  return ::open(path.c_str(), flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
}

// May anybody pass through it, and through all that it is in?
bool is_passable(fs::path folder) {
  for (folder = fs::absolute(folder); folder != folder.root_path(); folder = folder.parent_path()) {
    struct stat facts {};
    if (stat(folder.c_str(), &facts) != 0 || (facts.st_mode & S_IXOTH) == 0) return false;
  }
  return true;
}

// A folder of this user that no process holds.
bool is_abandoned(const std::string& folder) {
  struct stat facts {};
  if (lstat(folder.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode) || facts.st_uid != geteuid())
    return false;
  const int lock = open_lock(folder, 0);
  if (lock < 0) return false;
  const bool is_free = flock(lock, LOCK_EX | LOCK_NB) == 0;
  ::close(lock);
  return is_free;
}

}  // namespace

std::string temporary_folder() {
  const char* named = std::getenv("TMPDIR");
  const bool is_usable =
      named != nullptr && *named == '/' && (geteuid() != 0 || is_passable(named));
  return is_usable ? named : "/tmp";
}

PrivateFolder::PrivateFolder(const std::string& parent, unsigned owner) {
  std::string path = fmt::format("{}/{}XXXXXX", parent, kPrefix);
  const auto fail = [&](const char* what) {
    const int error = errno;
    throw std::runtime_error(fmt::format("no folder for the browser in {}: {}: {}", parent, what,
                                         std::system_category().message(error)));
  };
  if (mkdtemp(path.data()) == nullptr) fail("mkdtemp");  // mode 700
  path_ = path;
  inner_ = path + "/profile";
  lock_ = open_lock(path_, O_CREAT | O_EXCL);
  if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) != 0) fail("lock");
  if (mkdir(inner_.c_str(), 0700) != 0) fail("mkdir");
  if (owner == geteuid()) return;
  if (chown(inner_.c_str(), owner, owner) != 0) fail("chown");
  if (chmod(path_.c_str(), 0711) != 0) fail("chmod");  // to pass through, not to look into
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  fs::remove_all(inner_, ignored);
  fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

void PrivateFolder::remove_abandoned(const std::string& parent) {
  std::error_code error;
  std::vector<std::string> found;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error))
    if (it->path().filename().string().starts_with(kPrefix)) found.push_back(it->path().string());
  for (const std::string& folder : found)
    if (is_abandoned(folder)) fs::remove_all(folder, error);
}

}  // namespace crawler
