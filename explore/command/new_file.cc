#include "explore/command/new_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "explore/command/interrupt.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr std::string_view kAnother = "choose another file with -o";

Error problem(const std::string& path, std::string_view what, std::string_view remedy = kAnother) {
  return Error{ErrorCode::kIo, fmt::format("{}: {}: {}", path, what, remedy)};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

bool is_database(const std::string& path) {
  constexpr std::string_view kMagic = "SQLite format 3";
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  std::array<char, kMagic.size()> head{};
  const ssize_t size = read(fd, head.data(), head.size());
  close(fd);
  return size == static_cast<ssize_t>(kMagic.size()) &&
         std::string_view(head.data(), head.size()) == kMagic;
}

// Where the links of `path` lead; `path` itself if there is nothing yet.
std::string resolved(const std::string& path) {
  std::array<char, PATH_MAX> real{};
  return realpath(path.c_str(), real.data()) == nullptr ? path : std::string(real.data());
}

constexpr std::string_view kPart = ".part-";

// Whether `fd` is still what stands at `path`.
bool is_at(int fd, const std::string& path) {
  struct stat open {};
  struct stat named {};
  return fstat(fd, &open) == 0 && lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

// Makes the file and locks it for as long as it is open. -1 with errno. Somebody who removes what
// the killed left may have locked or removed it between the two: then once more.
int make_locked(const std::string& path) {
  constexpr int kTries = 10;
  for (int i = 0; i < kTries; ++i) {
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return -1;
    // Where a file system knows no locks, nobody gets one, and nothing is removed.
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
      if (is_at(fd, path)) return fd;
    close(fd);
  }
  errno = EBUSY;
  return -1;
}

// If nobody writes to it any more. Of another user, a link or a folder it is none of ours.
void remove_if_left(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return;
  struct stat status {};
  const bool is_ours =
      fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid();
  if (is_ours && flock(fd, LOCK_EX | LOCK_NB) == 0 && is_at(fd, path)) unlink(path.c_str());
  close(fd);
}

// What stands beside `target` under the names that make_locked gave in processes that were killed.
void remove_left_parts(const std::string& target) {
  const std::size_t slash = target.rfind('/');
  const std::string beginning =
      (slash == std::string::npos ? target : target.substr(slash + 1)) + std::string(kPart);
  const std::string folder = folder_of(target);
  DIR* const entries = opendir(folder.c_str());
  if (entries == nullptr) return;
  while (const dirent* entry = readdir(entries)) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(beginning)) continue;
    const std::string_view number = name.substr(beginning.size());
    if (!number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos)
      remove_if_left(folder + "/" + std::string(name));
  }
  closedir(entries);
}

}  // namespace

Result<std::unique_ptr<NewFile>> NewFile::create(const std::string& path) {
  struct stat status {};
  const bool is_there = stat(path.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode)) return problem(path, "is a folder");
  if (is_there && !S_ISREG(status.st_mode)) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return problem(path, std::strerror(errno));
    return std::unique_ptr<NewFile>(new NewFile(path, "", fd));
  }
  if (is_there && is_database(path)) {
    return problem(path, "is a database and is not overwritten");
  }
  const std::string target = resolved(path);
  for (const std::string_view suffix : {"-wal", "-shm", "-journal", "-lock"})
    if (target.ends_with(suffix) && is_database(target.substr(0, target.size() - suffix.size())))
      return problem(path, "belongs to the database next to it and is not overwritten");
  remove_left_parts(target);
  const std::string passing = fmt::format("{}{}{}", target, kPart, getpid());
  // Whatever stands there yet under the number of this process; a link is not written through.
  unlink(passing.c_str());
  const int fd = make_locked(passing);
  if (fd >= 0) return std::unique_ptr<NewFile>(new NewFile(target, passing, fd));
  const int why = errno;
  if (why != ENOENT) return problem(path, std::strerror(why));
  const std::string folder = folder_of(target);
  return problem(path, "the folder does not exist",
                 fmt::format("create it with: mkdir -p {}", folder));
}

NewFile::~NewFile() {
  if (fd_ >= 0) close(fd_);
  if (!passing_.empty()) unlink(passing_.c_str());
}

Result<void> NewFile::fail(int why) {
  has_failed_ = true;
  return problem(
      path_, std::strerror(why),
      why == ENOSPC || why == EDQUOT ? "free some space there, or choose another file" : kAnother);
}

Result<void> NewFile::write(std::string_view bytes) {
  while (!bytes.empty() && !has_failed_) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written >= 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    // A write that a signal broke off may have written a part.
    if (!bytes.empty() && is_interrupted()) return fail(EINTR);
    if (written < 0 && errno != EINTR) return fail(errno);
  }
  return {};
}

Result<void> NewFile::commit_as(const std::string& path) {
  if (has_failed_) return fail(EIO);
  // What can't be synced (a pipe) is none the worse for it.
  if (!passing_.empty() && fsync(fd_) != 0) return fail(errno);
  if (close(std::exchange(fd_, -1)) != 0) return fail(errno);
  if (passing_.empty()) return {};
  if (std::rename(passing_.c_str(), path.c_str()) != 0) return fail(errno);
  passing_.clear();
  return {};
}

}  // namespace explore
