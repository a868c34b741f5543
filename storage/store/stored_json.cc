#include "storage/store/stored_json.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <variant>

#include "storage/store/reasons.h"

namespace storage {

std::string counts_json(const Stats& stats) {
  nlohmann::json counts = {{"discovered", stats.discovered},
                           {"waiting", stats.waiting},
                           {"fetched", stats.fetched},
                           {"skipped", stats.skipped},
                           {"failed", stats.failed},
                           {"hosts", stats.hosts},
                           {"links", stats.links}};
  for (const auto& [reason, n] : stats.skipped_by)
    counts["skipped_by"][std::string(name_of(reason))] = n;
  for (const auto& [reason, n] : stats.failed_by)
    counts["failed_by"][std::string(name_of(reason))] = n;
  return counts.dump();
}

std::string columns_json(const UserTable& table) {
  nlohmann::ordered_json columns = nlohmann::ordered_json::array();
  columns.push_back({{"name", "url"}, {"type", "text"}, {"description", "of the page"}});
  columns.push_back(
      {{"name", "position"}, {"type", "integer"}, {"description", "of the row on its page"}});
  for (const TableColumn& column : table.columns)
    columns.push_back(
        {{"name", column.name}, {"type", column.type}, {"description", column.description}});
  return columns.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::vector<TableColumn> columns_of_json(std::string_view json) {
  std::vector<TableColumn> columns;
  const auto read = nlohmann::json::parse(json, nullptr, false);
  if (!read.is_array()) return columns;
  const auto text = [](const nlohmann::json& column, const char* name) {
    const auto at = column.find(name);
    return at != column.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  for (const auto& column : read)
    if (column.is_object())
      columns.push_back({text(column, "name"), text(column, "type"), text(column, "description")});
  const auto given = std::min<std::ptrdiff_t>(2, std::ssize(columns));
  columns.erase(columns.begin(), columns.begin() + given);
  return columns;
}

std::string rows_json(const PageTables& page, std::span<const std::string> names) {
  std::vector<const TableRow*> rows;
  for (const TableRow& row : page.rows) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto* a, const auto* b) { return a->position < b->position; });
  nlohmann::json tables = nlohmann::json::object();
  for (const TableRow* row : rows) {
    nlohmann::json values = nlohmann::json::array({row->position});
    for (const TableValue& value : row->values)
      values.push_back(std::visit(
          [](const auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>)
              return nlohmann::json();
            else
              return nlohmann::json(one);
          },
          value));
    tables[names[row->table]].push_back(std::move(values));
  }
  if (tables.empty()) return {};
  return tables.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace storage
