// SQLite's own functions on texts whose time is not that of their arguments' lengths but of the
// product of them: instr, replace, trim, LIKE and GLOB. With texts of megabytes one call may take
// hours, and nothing can end it. These take their places under the same names, with the same
// results: instr and replace in one pass, the others refused (an error of the statement) where the
// product is beyond kMostSteps.
// Thread: that of the database.
#pragma once

#include <cstdint>

struct sqlite3;

namespace storage {

inline constexpr int64_t kMostSteps = int64_t{1} << 30;  // a second or two

// SQLite's result code.
int add_bounded_functions(sqlite3* db);

}  // namespace storage
