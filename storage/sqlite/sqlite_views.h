// The views: the database's contract with the people who query it (docs/schema.md), and the rows
// that the program itself asks for. Nobody outside of storage/ names a table.
#pragma once

#include <string_view>

#include "storage/sqlite/sqlite.h"

namespace storage {

// Makes the views as this version knows them, if they are not so already. In a transaction. Where
// rules gave a table the name of one of the program's own views, the table stays.
void replace_views(Database& db);

// Makes those of the program's own views that the file has not, or has otherwise, for this
// connection alone: a file that another version wrote last is read like one of this version's.
void complete_views(Database& db);

// Whether the file has that view: one from before it was thought of has not.
bool has_view(Database& db, std::string_view name);

}  // namespace storage
