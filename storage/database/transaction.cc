#include "storage/database/transaction.h"

#include <cassert>

#include "storage/database/database.h"

namespace storage {

Transaction::Transaction(Database& db, Kind kind) : db_(db) {
  assert(!db.failed());
  db_.exec(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  db_.roll_back();
  db_.failure_.reset();
}

ground::Result<void> Transaction::commit() {
  assert(open_);
  db_.exec("COMMIT");
  if (!db_.failed()) {
    open_ = false;
    return {};
  }
  db_.roll_back();
  open_ = false;
  return db_.take_failure();
}

}  // namespace storage
