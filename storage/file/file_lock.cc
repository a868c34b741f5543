#include "storage/file/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/file/real_path.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// The number of the process that holds the lock, for the message only; "" if it can't be read.
std::string holder_of(int fd) {
  std::array<char, 24> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  std::string pid;
  for (ssize_t i = 0; i < size && text[i] >= '0' && text[i] <= '9'; ++i) pid += text[i];
  return pid.empty() ? pid : fmt::format(" (process {})", pid);
}

// Best effort: only the words of another's message depend on it.
void write_holder(int fd, const std::string& pid) {
  if (ftruncate(fd, 0) != 0) return;
  if (pwrite(fd, pid.data(), pid.size(), 0) < 0) return;
}

Error busy(const std::string& database_path, const std::string& holder) {
  return {ErrorCode::kBusy,
          fmt::format("{}: another crawl{} is writing to this database: wait until it ends, stop "
                      "it, or choose another file with -o",
                      database_path, holder)};
}

Error unlockable(const std::string& path, int why) {
  return {ErrorCode::kIo, fmt::format("{}: can't lock: {}: choose a file on a local disk with -o",
                                      path, std::strerror(why))};
}

// The last byte of what SQLite locks is 0x400001FF (https://www.sqlite.org/fileformat.html, "lock
// byte page"); no file is as long as this.
constexpr off_t kLockedByte = off_t{1} << 62;

bool lock_byte(int fd) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockedByte;
  lock.l_len = 1;
  return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& database_path) {
  auto lock = take_beside(database_path);
  if (!lock) return lock;
  if (auto taken = lock->take_file(database_path); !taken) {
    lock->withdraw();
    return taken.error();
  }
  return lock;
}

Result<FileLock> FileLock::take_beside(const std::string& database_path) {
  const std::string path = real_path(database_path) + "-lock";
  bool created = true;
  int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0 && errno == EEXIST) {
    created = false;
    fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  }
  if (fd < 0) {
    return Error{ErrorCode::kIo, fmt::format("{}: can't open the lock file: {}: make its folder "
                                             "writable, or choose another file with -o",
                                             path, std::strerror(errno))};
  }
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    Error error =
        errno == EWOULDBLOCK ? busy(database_path, holder_of(fd)) : unlockable(path, errno);
    close(fd);
    return error;
  }
  write_holder(fd, fmt::format("{}\n", getpid()));
  return FileLock(fd, path, created);
}

Result<void> FileLock::take_file(const std::string& database_path) {
  database_fd_ = open(database_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  struct stat status {};
  if (database_fd_ < 0 || fstat(database_fd_, &status) != 0) {
    return Error{ErrorCode::kIo, fmt::format("{}: {}: make the file and its folder writable, or "
                                             "choose another file with -o",
                                             database_path, std::strerror(errno))};
  }
  if (status.st_nlink > 1) {
    return Error{
        ErrorCode::kIo,
        fmt::format("{}: has {} names (hard links), and each would have a journal of its "
                    "own, which ruins the file: delete the others (find -samefile {} shows "
                    "them; keep the one with a -wal beside it) or copy the file, or choose "
                    "another file with -o",
                    database_path, status.st_nlink, database_path)};
  }
  if (lock_byte(database_fd_)) return {};
  // Who holds it wrote his number beside a name that is not known here.
  if (errno == EAGAIN || errno == EACCES) return busy(database_path, "");
  return unlockable(database_path, errno);
}

FileLock::FileLock(FileLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      database_fd_(std::exchange(other.database_fd_, -1)),
      path_(std::move(other.path_)),
      created_(other.created_) {}

FileLock::~FileLock() {
  if (database_fd_ >= 0) close(database_fd_);
  if (fd_ < 0) return;
  write_holder(fd_, "");
  close(fd_);
}

void FileLock::withdraw() {
  if (created_) unlink(path_.c_str());
}

}  // namespace storage
