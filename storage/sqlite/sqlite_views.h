// The views: the database's contract with the people who query it.
#pragma once

#include "storage/sqlite/sqlite.h"

namespace storage {

// Makes the views as this version knows them, if they are not so already. In a transaction.
void replace_views(Database& db);

}  // namespace storage
