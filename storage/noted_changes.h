// Reads the changes that updates noted.
// Errors: of the database, which sticks to them. Thread: that of the Database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/database/database.h"
#include "storage/store/noted_change.h"

namespace storage {

// In the order in which they were noted, behind that id; at most so many.
std::vector<NotedChange> noted_changes(Database& db, int64_t after, std::size_t most);

// The id of the last; 0 if there is none.
int64_t last_noted_change(Database& db);

}  // namespace storage
