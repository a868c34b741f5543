// Where to start: the views with their columns, and example queries.
// Thread: main.
#pragma once

#include <span>
#include <string_view>

#include "explore/command/output.h"
#include "storage/database/database.h"

namespace explore {

struct StartingQuery {
  std::string_view question;
  std::string_view sql;
};

std::span<const StartingQuery> starting_queries();

struct ViewMeaning {
  std::string_view name, meaning;
};

std::span<const ViewMeaning> views_to_ask();

// What `crawl query DB` says without SQL. `name`: the database as the user named it. Errors: those
// of the database stick to it.
void show_starting_points(storage::Database& db, std::string_view name, Output& output);

}  // namespace explore
