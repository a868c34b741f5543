// The views of history, with the names and columns that they have in a file. Thread: constants.
#pragma once

#include <string>
#include <vector>

#include "storage/store/records.h"

namespace storage {

// `$time(x)`, `$url(host, key)` and the like are spelled out by postgres_views.
struct PostgresHistoryView {
  std::string name, body;
};
std::vector<PostgresHistoryView> postgres_history_views();

// Of a table that rules fill: what it had of each page, and has. In lower case, as it is.
PostgresHistoryView postgres_history_of(const UserTable& table);

}  // namespace storage
