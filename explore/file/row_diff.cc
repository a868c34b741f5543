#include "explore/file/row_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "storage/sqlite/sqlite_views.h"

namespace explore {

using ground::Result;

namespace {

using Columns = std::map<std::string, std::vector<std::string>>;  // by table

std::string as_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

Columns columns_of_tables(storage::Database& db) {
  Columns columns;
  if (!storage::has_view(db, "docs")) return columns;
  storage::Statement row = db.prepare(
      "SELECT table_name, column_name FROM docs WHERE column_name NOT IN ('url', 'position')");
  while (row.step()) columns[row.string(0)].push_back(row.string(1));
  return columns;
}

std::string text_of_value(const nlohmann::json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// `row`: its position and its values.
void add_row(const std::string& table, const std::vector<std::string>& names,
             const nlohmann::json& row, std::vector<PastRow>* rows) {
  if (!row.is_array() || row.empty() || !row[0].is_number_integer()) return;
  PastRow& past = rows->emplace_back();
  past.table = table;
  past.position = row[0].get<int64_t>();
  const bool is_as_now = names.size() + 1 == row.size();
  for (std::size_t i = 1; i < row.size(); ++i)
    past.values.push_back({is_as_now ? names[i - 1] : std::to_string(i), text_of_value(row[i])});
}

// False: it is no version that is past.
bool read_past(storage::Database& db, int64_t id, const Columns& columns,
               std::vector<PastRow>* rows) {
  storage::Statement row = db.prepare("SELECT rows_json FROM version_rows WHERE id = ?1");
  if (!row.with(id).step()) return false;
  const auto tables = nlohmann::json::parse(row.text(0), nullptr, false);
  if (!tables.is_object()) return true;
  static const std::vector<std::string> kNone;
  for (const auto& [table, list] : tables.items()) {
    const auto names = columns.find(table);
    for (const auto& one : list)
      add_row(table, names != columns.end() ? names->second : kNone, one, rows);
  }
  return true;
}

void read_present(storage::Database& db, int64_t id, const Columns& columns,
                  std::vector<PastRow>* rows) {
  for (const auto& [table, names] : columns) {
    storage::Statement there =
        db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)");
    const bool is_there = there.with(table).step();
    there.reset();
    if (!is_there) continue;
    std::string values = "position";
    for (const std::string& name : names) values += ", " + as_identifier(name);
    // As JSON, so that numbers are written as those of the past are.
    storage::Statement row = db.prepare(
        fmt::format("SELECT json_array({}) FROM {} WHERE url = (SELECT u.url FROM page_rows p "
                    "JOIN url_rows u ON u.id = p.url_id WHERE p.id = ?1) ORDER BY position",
                    values, as_identifier(table)));
    row.with(id);
    while (row.step())
      add_row(table, names, nlohmann::json::parse(row.text(0), nullptr, false), rows);
  }
}

// --- What differs

using Rows = std::vector<const PastRow*>;

std::string_view first_value(const PastRow& row) {
  return row.values.empty() ? std::string_view() : row.values[0].value;
}

std::string all_values(const PastRow& row) {
  std::string words;
  for (const RowValue& one : row.values)
    if (!one.value.empty())
      words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", one.column, one.value);
  return words;
}

// For each of `is` the row of `was` that it was, or null; each is taken once.
Rows partners(const Rows& was, const Rows& is) {
  Rows found(is.size(), nullptr);
  std::set<const PastRow*> taken;
  const auto take_by = [&](auto key) {
    std::map<decltype(key(*is[0])), Rows> left;
    for (const PastRow* row : was)
      if (!taken.contains(row)) left[key(*row)].push_back(row);
    for (auto& [each, rows] : left) std::reverse(rows.begin(), rows.end());
    for (std::size_t i = 0; i < is.size(); ++i) {
      if (found[i] != nullptr) continue;
      const auto at = left.find(key(*is[i]));
      if (at == left.end() || at->second.empty()) continue;
      taken.insert(found[i] = at->second.back());
      at->second.pop_back();
    }
  };
  if (is.empty()) return found;
  take_by([](const PastRow& row) { return all_values(row); });
  take_by([](const PastRow& row) { return std::string(first_value(row)); });
  take_by([](const PastRow& row) { return row.position; });
  return found;
}

void diff_row(const std::string& name, const PastRow& was, const PastRow& is,
              std::vector<FieldDiff>* fields) {
  std::map<std::string_view, std::string_view> left;
  for (const RowValue& one : was.values) left[one.column] = one.value;
  for (const RowValue& one : is.values) {
    const auto at = left.find(one.column);
    const std::string_view before = at != left.end() ? at->second : std::string_view();
    if (before != one.value)
      fields->push_back({name + "." + one.column, std::string(before), one.value});
    if (at != left.end()) left.erase(at);
  }
  for (const auto& [column, before] : left)
    if (!before.empty())
      fields->push_back({fmt::format("{}.{}", name, column), std::string(before), ""});
}

}  // namespace

Result<std::vector<PastRow>> rows_of(storage::Database& db, int64_t page_id) {
  std::vector<PastRow> rows;
  const Columns columns = columns_of_tables(db);
  if (!read_past(db, page_id, columns, &rows)) read_present(db, page_id, columns, &rows);
  if (auto read = db.take_failure(); !read) return read.error();
  return rows;
}

std::vector<FieldDiff> diff_rows(const std::vector<PastRow>& was, const std::vector<PastRow>& is) {
  std::map<std::string, std::pair<Rows, Rows>> tables;
  for (const PastRow& row : was) tables[row.table].first.push_back(&row);
  for (const PastRow& row : is) tables[row.table].second.push_back(&row);
  std::vector<FieldDiff> fields;
  for (const auto& [table, sides] : tables) {
    const auto& [before, after] = sides;
    const bool is_single = before.size() <= 1 && after.size() <= 1;
    const auto name_of_row = [is_single, &name = table](const PastRow& row) {
      return is_single ? name : fmt::format("{}[{}]", name, row.position);
    };
    const Rows found = partners(before, after);
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (found[i] != nullptr)
        diff_row(name_of_row(*after[i]), *found[i], *after[i], &fields);
      else
        fields.push_back({name_of_row(*after[i]), "", all_values(*after[i])});
    }
    const std::set<const PastRow*> stayed(found.begin(), found.end());
    for (const PastRow* row : before)
      if (!stayed.contains(row)) fields.push_back({name_of_row(*row), all_values(*row), ""});
  }
  return fields;
}

}  // namespace explore
