// The log of what people asked of a crawl while it ran, and what of it stands: a table, of which
// the last row of a setting counts. docs/schema.md explains it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "storage/database/database.h"
#include "storage/store/control.h"

namespace storage {

// Since version 11. In SQL.
std::string_view tables_of_control();

// In a write transaction. `at`: milliseconds since 1970 UTC. `run_id`: 0: the last run. Errors:
// stick to the database.
void write_control(Database& db, const ControlRecord& record, int64_t at, int64_t run_id);

// See Store::controls(). Errors: stick to the database.
std::vector<ControlRecord> read_controls(Database& db);

}  // namespace storage
