#include "storage/sqlite/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

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

Error busy(const std::string& database_path, int fd) {
  return {ErrorCode::kBusy,
          fmt::format("{}: another crawl{} is writing to this database: wait for its end or stop "
                      "it, or choose another file with -o",
                      database_path, holder_of(fd))};
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& database_path) {
  const std::string path = database_path + "-lock";
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
        errno == EWOULDBLOCK
            ? busy(database_path, fd)
            : Error{ErrorCode::kIo, fmt::format("{}: can't lock: {}: choose a file on a local disk "
                                                "with -o",
                                                path, std::strerror(errno))};
    close(fd);
    return error;
  }
  write_holder(fd, fmt::format("{}\n", getpid()));
  return FileLock(fd, path, created);
}

FileLock::FileLock(FileLock&& other) noexcept
    : fd_(other.fd_), path_(std::move(other.path_)), created_(other.created_) {
  other.fd_ = -1;
}

FileLock::~FileLock() {
  if (fd_ < 0) return;
  write_holder(fd_, "");
  close(fd_);
}

void FileLock::withdraw() {
  if (created_) unlink(path_.c_str());
}

}  // namespace storage
