// FileLock: one writer for one database, by an advisory lock on a file beside it ("crawl.db-lock").
// Not on the database itself: closing any descriptor of it would drop SQLite's own POSIX locks, and
// readers with plain sqlite3 must not be kept out. The system drops the lock when the process dies,
// however it dies. The empty file stays: to remove a file that others may lock is a race.
#pragma once

#include <string>

#include "ground/result.h"

namespace storage {

class FileLock {
 public:
  // kBusy if another holds it, here or in another process.
  static ground::Result<FileLock> take(const std::string& database_path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

  // Removes the file if take() made it: for a database that turned out not to be ours.
  void withdraw();

 private:
  FileLock(int fd, std::string path, bool created)
      : fd_(fd), path_(std::move(path)), created_(created) {}

  int fd_;
  std::string path_;
  bool created_;
};

}  // namespace storage
