// Takes the one statement that a user's SQL may contain.
// Thread: that of the database.
#pragma once

#include <string_view>

#include "storage/database/database.h"

namespace explore {

// As Database::ask, but that there is none, or more than one, is a problem too.
storage::Question ask_one_statement(storage::Database& db, std::string_view sql);

}  // namespace explore
