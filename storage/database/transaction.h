// A transaction of a Database: from its making to commit(), or to its end, which rolls back.
// Thread: that of the Database. Errors: commit() tells those of all its steps.
// Lifetime: ends before its Database.
#pragma once

#include "ground/result.h"

namespace storage {

class Database;

class Transaction {
 public:
  enum class Kind { kRead, kWrite };
  Transaction(Database& db, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Failed: everything since the start is rolled back and the failure is forgotten by the database.
  ground::Result<void> commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace storage
