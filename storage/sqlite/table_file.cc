#include "storage/sqlite/table_file.h"

#include <cassert>
#include <utility>

#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_views.h"

namespace storage {

using ground::Result;

Result<std::unique_ptr<TableFile>> TableFile::open(const std::string& path,
                                                   const std::vector<UserTable>& tables) {
  if (auto ours = inspect_to_read(path); !ours) return ours.error();
  auto lock = FileLock::take(path);
  if (!lock) return lock.error();
  if (auto kind = inspect_file(path); !kind) return kind.error();
  auto opened = Database::open(path);
  if (!opened) return opened.error();
  std::unique_ptr<TableFile> file(
      new TableFile(std::move(lock).value(), std::move(opened).value()));
  constexpr int kUsualPageBytes = 8192;  // of a file that is there it changes nothing
  if (auto ready = prepare_schema(*file->db_, {}, kUsualPageBytes); !ready) return ready.error();
  complete_views(*file->db_, false);
  file->db_->exec("PRAGMA synchronous=NORMAL");
  if (auto ready = file->db_->take_failure(); !ready) return ready.error();
  file->transaction_.emplace(*file->db_, Transaction::Kind::kWrite);
  auto made = file->tables_.prepare(tables, SqliteTables::Existing::kMakeAnew);
  if (made) made = file->db_->take_failure();
  if (!made) return made.error();
  return file;
}

Result<void> TableFile::keep(std::span<const PageTables> pages) {
  for (const PageTables& page : pages) tables_.keep(page);
  auto kept = db_->take_failure();
  // What is incomplete is never committed.
  if (!kept) transaction_.reset();
  return kept;
}

Result<void> TableFile::commit() {
  assert(transaction_);
  auto done = transaction_->commit();
  transaction_.reset();
  return done;
}

}  // namespace storage
