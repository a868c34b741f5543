// The views of what was: changes, versions, visits; and for each table of the user's rules the
// history of its rows. See sqlite_views.h.
#pragma once

#include <span>
#include <string_view>

#include "storage/database/database.h"
#include "storage/sqlite/view_sql.h"

namespace storage {

// For people; and rows as they are kept, for the program itself.
std::span<const View> views_of_history();
std::span<const View> rows_of_history();

// Makes "NAME_history" for each table of the user's rules, if it is not so already; where a table
// or a view of somebody else has that name, that stays. In a transaction.
void replace_histories_of_rules(Database& db);

// Makes room for a table of that name, if what has it now is a history that was made here.
void drop_history_named(Database& db, std::string_view name);

}  // namespace storage
