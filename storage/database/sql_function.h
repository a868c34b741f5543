// SQLite's values as ours, and functions of ours that SQL calls. Thread: that of the database.
// Errors: a function that throws fails the statement that called it; none of it goes through
// SQLite.
#pragma once

#include <string>

#include "storage/database/sql_value.h"

struct sqlite3;
struct sqlite3_value;

namespace storage {

// Views what SQLite holds, for as long as SQLite holds it.
SqlValue sql_value_of(sqlite3_value* value);

// `arguments`: how many; -1 for any number. SQLite's result code.
int add_sql_function(sqlite3* db, const std::string& name, int arguments, SqlFunction function);

}  // namespace storage
