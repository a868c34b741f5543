#include "storage/sqlite/table_file.h"

#include <utility>

#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_views.h"
#include "storage/sqlite/transaction.h"

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
  complete_views(*file->db_);
  file->db_->exec("PRAGMA synchronous=NORMAL");
  Transaction transaction(*file->db_, Transaction::Kind::kWrite);
  auto made = file->tables_.prepare(tables, SqliteTables::Existing::kMakeAnew);
  if (!made) return made.error();
  if (auto done = transaction.commit(); !done) return done.error();
  return file;
}

Result<void> TableFile::keep(std::span<const PageTables> pages) {
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  for (const PageTables& page : pages) tables_.keep(page);
  return transaction.commit();
}

}  // namespace storage
