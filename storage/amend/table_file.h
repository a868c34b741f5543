// TableFile: a crawl's database, opened to rebuild the tables of rules from the stored pages. No
// crawl may run on it meanwhile. All is one transaction: until commit(), and where that is never
// called or the process is killed, the tables are what they were. What is new waits in the journal,
// on the disk.
// Thread: one owner.
// Errors: those of opening a store; after a verb that failed nothing is kept.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/amend/amended_file.h"
#include "storage/database/database.h"
#include "storage/database/transaction.h"
#include "storage/sqlite/sqlite_tables.h"
#include "storage/store/records.h"

namespace storage {

class TableFile {
 public:
  // The tables are made anew, without rows.
  static ground::Result<std::unique_ptr<TableFile>> open(const std::string& path,
                                                         const std::vector<UserTable>& tables);

  // For reading pages.
  Database& database() { return *file_.db; }
  ground::Result<void> keep(std::span<const PageTables> pages);
  // Once, at the end.
  ground::Result<void> commit();

 private:
  explicit TableFile(AmendedFile file) : file_(std::move(file)), tables_(*file_.db) {}

  AmendedFile file_;
  SqliteTables tables_;
  std::optional<Transaction> transaction_;
};

}  // namespace storage
