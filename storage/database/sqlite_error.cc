#include "storage/database/sqlite_error.h"

#include <sqlite3.h>

namespace storage {

using ground::ErrorCode;

namespace {

std::string_view remedy_of_writing(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
      return "free some space on that disk, then run the same command to resume";
    case SQLITE_IOERR:
      return "check the disk (space, quota, cable), then run the same command to resume";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "make the file and its folder writable, or choose another file with -o";
    case SQLITE_CANTOPEN:
      return "check that the folder exists and is writable, or choose another with -o";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "close the program that is writing to the file";
    case SQLITE_NOMEM:
      return "give the process more memory (ulimit -v), then run the same command to resume";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "save what is left with: sqlite3 FILE .recover";
    case SQLITE_CONSTRAINT:
      return "the file is inconsistent: damaged, or a bug (then please report it); save what "
             "is left with: sqlite3 FILE .recover";
    default:
      return "this should not happen, please report it";
  }
}

// The same for one who only reads, and for whom nothing is to be written.
std::string_view remedy_of_reading(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
      return "make room for sorting in the folder of temporary files (SQLITE_TMPDIR names another)";
    case SQLITE_IOERR:
      return "check the disk";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return "its journal can't be read where it lies: copy the file and what stands beside it "
             "(-wal, -journal) to a folder you may write to";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program holds it: try again";
    case SQLITE_NOMEM:
      return "give the process more memory (ulimit -v)";
    default:
      return remedy_of_writing(sqlite_code);
  }
}

}  // namespace

ErrorCode code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOMEM:
      return ErrorCode::kIo;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::kBusy;
    case SQLITE_INTERRUPT:
      return ErrorCode::kInterrupted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::kCorrupt;
    default:
      return ErrorCode::kInternal;
  }
}

std::string_view remedy_of(int sqlite_code, bool reads_only) {
  return reads_only ? remedy_of_reading(sqlite_code) : remedy_of_writing(sqlite_code);
}

}  // namespace storage
