#include "explore/compare/passing_database.h"

#include <fmt/format.h>

#include "explore/command/interrupt.h"

namespace explore {

using ground::Result;

Result<void> check_passing_database(storage::Database& db) {
  auto done = db.take_failure();
  if (done || done.error().code == ground::ErrorCode::kInterrupted) return done;
  return ground::Error{done.error().code,
                       fmt::format("the temporary file{} (SQLITE_TMPDIR names another folder)",
                                   done.error().message)};
}

Result<std::unique_ptr<storage::Database>> open_passing_database() {
  auto db = storage::Database::open("");
  if (!db) return db;
  (*db)->interrupt_when(is_interrupted);
  (*db)->exec(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; "
      "PRAGMA temp_store=FILE; BEGIN");
  if (auto ready = check_passing_database(**db); !ready) return ready.error();
  return db;
}

}  // namespace explore
