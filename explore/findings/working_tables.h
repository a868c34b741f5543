// Working tables: the rows of the audit's views (explore/audit/audit_views), kept for the time of
// an audit. Many findings ask the same of every page; with these it is worked out once. Whoever
// runs all findings makes them before: each finding gives the same rows without them, later.
//
// They are of the connection alone, under the names of the views, in SQLite's temporary storage (a
// file without a name, once they are large), and hold one state of the crawl.
// Thread: that of the database.
#pragma once

#include <span>
#include <string_view>

#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

// Makes them, anew if there are some. Errors: those of the database, kInterrupted among them; the
// views then answer as before.
ground::Result<void> make_working_tables(storage::Database& db);
// Of these views alone, for a connection that asks nothing of the others.
ground::Result<void> make_working_tables(storage::Database& db,
                                         std::span<const std::string_view> names);

// Takes them away: the views answer as before, of the present state.
ground::Result<void> drop_working_tables(storage::Database& db);

}  // namespace explore
