// The views: the database's contract with the people who query it (docs/schema.md), and the rows
// that the program itself asks for. Nobody outside of storage/ names a table.
#pragma once

#include <string_view>

#include "storage/database/database.h"

namespace storage {

// Makes the views as this version knows them, if they are not so already. In a transaction. Where
// rules gave a table the name of one of the program's own views, the table stays.
void replace_views(Database& db);

// Makes those of the program's own views that the file has not, or has otherwise, for this
// connection alone: a file that another version wrote last is read like one of this version's.
// `has_all_tables`: the same of views for people that it has otherwise.
void complete_views(Database& db, bool has_all_tables);

// Whether rules may have made a table of that name, since the view is younger. Such a table stays.
bool may_be_taken(std::string_view name);

// Whether the file has that view: one from before it was thought of has not.
bool has_view(Database& db, std::string_view name);

}  // namespace storage
