// The tables of what was: visits, versions of pages, changes, when a URL is due again. Empty in the
// file of a crawl that was never updated. docs/schema.md explains them.
#pragma once

#include <string_view>

#include "storage/database/database.h"

namespace storage {

// Since version 9. In SQL.
std::string_view tables_of_history();

// What finds changes by the view's texts of their times and kinds, also where another version wrote
// these otherwise. In a write transaction.
void index_texts_of_changes(Database& db);

// The names of what is stored by number. In a write transaction.
void write_names_of_history(Database& db);

}  // namespace storage
