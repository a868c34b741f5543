// The statements of updates and history, by name, under the rules of those of the rest of the store
// (storage/postgres/server/statements).
// Thread: constants.
#pragma once

#include <span>

#include "storage/postgres/server/statements.h"

namespace storage {

std::span<const PostgresStatement> postgres_history_statements();

}  // namespace storage
