// What every store keeps as JSON, in the same words, as people ask for it: the counts of a run, and
// the columns of a table that rules fill. Thread: pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store/records.h"

namespace storage {

std::string counts_json(const Stats& stats);

// An array of {name, type, description}: url, position, and those of the table.
std::string columns_json(const UserTable& table);
// Of such an array the table's own, behind url and position; none if it is no such array.
std::vector<TableColumn> columns_of_json(std::string_view json);

// What rules have made of a page, as its history has it: {"table": [[position, value, …], …]}; ""
// if that is nothing. `tables`: the names of those told, by TableRow::table.
std::string rows_json(const PageTables& page, std::span<const std::string> tables);

}  // namespace storage
