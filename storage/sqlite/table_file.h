// TableFile: a crawl's database, opened to rebuild the tables of rules from the stored pages. No
// crawl may run on it meanwhile.
// Thread: one owner.
// Errors: those of opening a store; a verb that fails has changed nothing.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/file/file_lock.h"
#include "storage/sqlite/sqlite.h"
#include "storage/sqlite/sqlite_tables.h"
#include "storage/store/records.h"

namespace storage {

class TableFile {
 public:
  // The tables are made anew, without rows: what they held is gone.
  static ground::Result<std::unique_ptr<TableFile>> open(const std::string& path,
                                                         const std::vector<UserTable>& tables);

  // For reading pages.
  Database& database() { return *db_; }
  // All of them or none.
  ground::Result<void> keep(std::span<const PageTables> pages);

 private:
  TableFile(FileLock lock, std::unique_ptr<Database> db)
      : lock_(std::move(lock)), db_(std::move(db)), tables_(*db_) {}

  FileLock lock_;
  std::unique_ptr<Database> db_;
  SqliteTables tables_;
};

}  // namespace storage
