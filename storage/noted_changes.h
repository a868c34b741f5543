// Reads the changes that updates noted, and keeps how far somebody was told of them.
// Errors: of the database, which sticks to them. Thread: that of the Database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/database/database.h"
#include "storage/store/noted_change.h"

namespace storage {

// In the order in which they were noted, behind that id; at most so many.
std::vector<NotedChange> noted_changes(Database& db, int64_t after, std::size_t most);

// The id of the last; 0 if there is none.
int64_t last_noted_change(Database& db);

// The id of the last that was told; nothing: none ever was.
std::optional<int64_t> told_change(Database& db);
void keep_told_change(Database& db, int64_t id);

}  // namespace storage
