// FileLock: one writer for one database. Two locks make it. One is on a file beside the database
// ("crawl.db-lock"), where links lead to: it is there before the database is, says who holds it,
// and is all that is touched of a database that another writes to. The other is on the database
// itself, whatever name it is reached by (renamed, mounted elsewhere, the file beside it deleted):
// of a byte far from those that SQLite locks, and an open file description lock, which the closing
// of other descriptors does not drop. Readers with plain sqlite3 are not kept out. The system drops
// both when the process dies, however it dies. The empty file stays: to remove a file that others
// may lock is a race.
//
// A file of several names (hard links) is refused: SQLite names the journal after the name, so what
// is in that of one name is lost to the others, and the file is ruined by both.
//
// Lifetime: ends after what has the database open. To close a descriptor of it drops SQLite's own
// locks, which are POSIX's.
#pragma once

#include <string>

#include "ground/result.h"

namespace storage {

class FileLock {
 public:
  // Makes the database, empty, if it is not there. kBusy if another holds it, here or in another
  // process; kIo if it can't be locked or has another name.
  static ground::Result<FileLock> take(const std::string& database_path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

  // Removes the file beside the database if take() made it: for a database that turned out not to
  // be ours.
  void withdraw();

 private:
  FileLock(int fd, std::string path, bool created)
      : fd_(fd), path_(std::move(path)), created_(created) {}
  static ground::Result<FileLock> take_beside(const std::string& database_path);
  ground::Result<void> take_file(const std::string& database_path);

  int fd_;  // of the file beside it
  int database_fd_ = -1;
  std::string path_;
  bool created_;
};

}  // namespace storage
