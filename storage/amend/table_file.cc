#include "storage/amend/table_file.h"

#include <cassert>
#include <utility>

namespace storage {

using ground::Result;

Result<std::unique_ptr<TableFile>> TableFile::open(const std::string& path,
                                                   const std::vector<UserTable>& tables) {
  auto opened = open_to_amend(path);
  if (!opened) return opened.error();
  std::unique_ptr<TableFile> file(new TableFile(std::move(opened).value()));
  file->transaction_.emplace(*file->file_.db, Transaction::Kind::kWrite);
  auto made = file->tables_.prepare(tables, SqliteTables::Existing::kMakeAnew);
  if (made) made = file->file_.db->take_failure();
  if (!made) return made.error();
  return file;
}

Result<void> TableFile::keep(std::span<const PageTables> pages) {
  for (const PageTables& page : pages) tables_.keep(page);
  auto kept = file_.db->take_failure();
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
