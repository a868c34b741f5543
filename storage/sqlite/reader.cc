#include "storage/sqlite/reader.h"

#include <sys/stat.h>

#include "storage/file/real_path.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_views.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

bool has_bytes(const std::string& path) {
  struct stat now {};
  return stat(path.c_str(), &now) == 0 && now.st_size > 0;
}

bool has_journal(const std::string& path) {
  const std::string real = real_path(path);
  return has_bytes(real + "-wal") || has_bytes(real + "-journal");
}

}  // namespace

Reader::Stamp Reader::stamp_of(const std::string& path) {
  struct stat now {};
  if (stat(path.c_str(), &now) != 0) return {};
  return {now.st_dev, now.st_ino, now.st_size, now.st_mtim.tv_sec, now.st_mtim.tv_nsec};
}

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path) {
  if (auto kind = inspect_to_read(path); !kind) return kind.error();
  // In this order: what a crawl changes after the stamp shows in it.
  const Stamp stamp = stamp_of(path);
  const bool is_still = !has_journal(path);
  std::unique_ptr<Reader> reader(new Reader(path, is_still, stamp));
  auto opened = Database::open_to_read(path, is_still);
  if (!opened) return opened.error();
  reader->db_ = std::move(opened).value();
  Database& db = *reader->db_;
  // What the header said may be out of date by what is in the journal.
  const int64_t version = db.integer_of("PRAGMA user_version");
  if (auto readable = db.take_failure(); !readable) return readable.error();
  if (auto known = check_version(path, version); !known) return known.error();
  complete_views(db, version == kSchemaVersion);
  if (auto complete = db.take_failure(); !complete) return complete.error();
  return reader;
}

Result<void> Reader::check() const {
  if (!is_still_ || stamp_of(path_) == stamp_) return {};
  return Error{
      ErrorCode::kBusy,
      path_ + ": a crawl changed the database while it was being read: run the command again"};
}

bool Reader::is_current() const { return !is_still_ || (check().ok() && !has_journal(path_)); }

}  // namespace storage
