// Reader: a crawl's database, opened for reading, also while a crawl writes to it.
//
// Nothing is changed: not the file, whatever SQL is run, and no file beside it, with one exception:
// while a crawl runs, or after it was killed, SQLite maintains that crawl's journal index (-shm).
// Works in a read-only folder or disk if no crawl left a journal there.
// Thread: one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ground/result.h"
#include "storage/database/database.h"

namespace storage {

class Reader {
 public:
  // Errors: no such file, a folder, unreadable (kIo); not a crawl database (kNotOurs); of a newer
  // version (kTooNew); damaged (kCorrupt).
  static ground::Result<std::unique_ptr<Reader>> open(const std::string& path);

  Database& database() { return *db_; }

  const std::string& path() const { return path_; }
  // Whether nobody wrote to the file when it was opened. It is then read without a journal, and as
  // long as check() is content all readers that find it so see the same state of it.
  bool is_still() const { return is_still_; }

  // Whether what was read since the opening was one state of the file. A file without a journal is
  // read without locks, so a crawl that started on it later may have changed it under the reader;
  // then this fails (kBusy), and what an answer held is not to be trusted. Asked after the last
  // row, and after a failure. One system call.
  ground::Result<void> check() const;

  // Whether it shows what was committed last. Not if a crawl has begun to write to a file that was
  // still: what stands in the journal is not read then, and the file wants to be opened again.
  bool is_current() const;

 private:
  struct Stamp {
    uint64_t device = 0, number = 0;
    int64_t size = 0, seconds = 0, nanoseconds = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  static Stamp stamp_of(const std::string& path);

  Reader(const std::string& path, bool is_still, Stamp stamp)
      : path_(path), is_still_(is_still), stamp_(stamp) {}

  std::string path_;
  bool is_still_;  // nobody wrote to it when it was opened
  Stamp stamp_;
  std::unique_ptr<Database> db_;
};

}  // namespace storage
