// The tables that findings are kept in from run to run. docs/schema.md explains them.
#pragma once

#include <string_view>

#include "storage/database/database.h"

namespace storage {

// Since version 9. In SQL.
std::string_view tables_of_findings();

// The table of faults that URLs in a row have, which files lack that no version since 11 wrote to.
bool has_finding_spans(Database& db);
// Makes it of what is there, if there is none. In a write transaction.
void add_finding_spans(Database& db);

}  // namespace storage
