// A database of our own for as long as a command runs: a temporary file that has no name, in the
// folder of temporary files (SQLITE_TMPDIR, TMPDIR, /var/tmp), for what may not fit into memory.
// Everything is one transaction that nobody commits.
// Thread: one.
#pragma once

#include <memory>

#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

// Ends its statements at Ctrl-C. Errors (kIo): no place for it.
ground::Result<std::unique_ptr<storage::Database>> open_passing_database();

// What went wrong in it, in words that name it; forgets the failure.
ground::Result<void> check_passing_database(storage::Database& db);

}  // namespace explore
