// `crawl query postgres://…`: the same of a crawl in a server. Thread: main.
#pragma once

#include <string>

#include "explore/rows/row_writer.h"

namespace explore {

// Writes the rows; gives the exit status.
int query_server(const std::string& where, const std::string& sql, const RowStyle& style);
// What there is to ask.
int list_server_views(const std::string& where);

}  // namespace explore
