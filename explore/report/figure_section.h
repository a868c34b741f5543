// A figure in a report: its chart, which a script draws from its table, the table, what each bar
// leads to, and its SQL.
// Thread: that of the database.
#pragma once

#include <string>

#include "explore/report/figures.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

// Rows of label and url: the first twenty of the figure's members.
std::string members_sql(const Figure& figure);

// Asks the database, and appends what it says to `out`. Errors: those of the database; kQuery names
// the figure.
ground::Result<void> add_figure(storage::Database& db, const Figure& figure, std::string* out);

}  // namespace explore
