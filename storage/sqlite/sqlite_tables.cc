#include "storage/sqlite/sqlite_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>
#include <variant>

#include "storage/sqlite/history_views.h"
#include "storage/store/stored_json.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// Names are checked to have no quotes, but may be words of SQL.
std::string quoted_name(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string sql_type(std::string_view type) {
  if (type == "integer" || type == "boolean") return "INTEGER";
  return type == "number" ? "REAL" : "TEXT";
}

// Names and types, which make the table; what describes it may change.
std::string shape_of(std::string_view columns) {
  std::string shape;
  for (const TableColumn& column : columns_of_json(columns))
    shape += column.name + " " + sql_type(column.type) + ",";
  return shape;
}

nlohmann::json json_of(const SqlValue& value) {
  return std::visit(
      [](const auto& one) {
        using Value = std::decay_t<decltype(one)>;
        if constexpr (std::is_arithmetic_v<Value> || std::is_convertible_v<Value, std::string_view>)
          return nlohmann::json(one);
        else
          return nlohmann::json();
      },
      value);
}

// Those of the page, by a statement that gives them in order.
void add_rows(std::string_view url, const std::string& name, Statement& rows,
              nlohmann::json* tables) {
  rows.with(url);
  while (rows.step()) {
    nlohmann::json row = nlohmann::json::array();
    for (int column = 1; column < rows.columns(); ++column)
      row.push_back(json_of(rows.value(column)));
    (*tables)[name].push_back(std::move(row));
  }
}

std::string text_of(const nlohmann::json& tables) {
  if (tables.empty()) return {};
  return tables.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Result<void> SqliteTables::prepare(const std::vector<UserTable>& tables, Existing existing) {
  for (const UserTable& table : tables) {
    if (auto made = make(table, existing); !made) return made;
    Filled& filled = tables_.emplace_back();
    filled.name = table.name;
    filled.clear =
        db_.prepare(fmt::format("DELETE FROM {} WHERE url = ?1", quoted_name(table.name)));
    filled.rows = db_.prepare(
        fmt::format("SELECT * FROM {} WHERE url = ?1 ORDER BY position", quoted_name(table.name)));
    std::string places = "?1, ?2";
    for (std::size_t i = 0; i < table.columns.size(); ++i) places += fmt::format(", ?{}", i + 3);
    filled.add =
        db_.prepare(fmt::format("INSERT INTO {} VALUES({})", quoted_name(table.name), places));
  }
  replace_histories_of_rules(db_);
  clear_problems_ = db_.prepare("DELETE FROM extract_error WHERE url = ?1 AND table_name = ?2");
  // Two values of one field may fail for the same reason.
  add_problem_ = db_.prepare(
      "INSERT OR IGNORE INTO extract_error "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
  return {};
}

Result<void> SqliteTables::make(const UserTable& table, Existing existing) {
  const std::string columns = columns_json(table);
  drop_history_named(db_, table.name);
  Statement known =
      db_.prepare("SELECT name, columns FROM extract_table WHERE lower(name) = lower(?1)");
  const bool is_known = known.with(table.name).step();
  const std::string old_name = is_known ? known.string(0) : "";
  const bool is_same = is_known && shape_of(known.text(1)) == shape_of(columns);
  known.reset();
  Statement there = db_.prepare("SELECT 1 FROM sqlite_schema WHERE lower(name) = lower(?1)");
  const bool is_there = there.with(table.name).step();
  there.reset();
  if (is_there && !is_known)
    return Error{
        ErrorCode::kNotOurs,
        fmt::format("{}: already has a table {} that is not from rules: choose another name "
                    "in the rules",
                    db_.path(), table.name)};
  if (is_there && !is_same && existing == Existing::kKeep)
    return Error{
        ErrorCode::kNotOurs,
        fmt::format("{0}: table {1} was made by other rules and has other columns: rebuild "
                    "it with crawl extract {0} --extract FILE, then resume",
                    db_.path(), table.name)};
  if (is_there && existing == Existing::kMakeAnew) {
    db_.exec(fmt::format("DROP TABLE {}", quoted_name(old_name)));
    db_.prepare("DELETE FROM extract_error WHERE table_name = ?1").with(old_name).run();
  }
  if (!is_there || existing == Existing::kMakeAnew) {
    std::string list = "url TEXT NOT NULL, position INTEGER NOT NULL";
    for (const TableColumn& column : table.columns)
      list += fmt::format(", {} {}", quoted_name(column.name), sql_type(column.type));
    db_.exec(fmt::format("CREATE TABLE {}({}, PRIMARY KEY(url, position))", quoted_name(table.name),
                         list));
  }
  db_.prepare("DELETE FROM extract_table WHERE lower(name) = lower(?1)").with(table.name).run();
  db_.prepare("INSERT INTO extract_table VALUES(?1, ?2, ?3)")
      .with(table.name, table.description, columns)
      .run();
  return {};
}

void SqliteTables::keep(const PageTables& page) {
  for (Filled& table : tables_) {
    table.clear.with(page.url).run();
    clear_problems_.with(page.url, table.name).run();
  }
  for (const TableRow& row : page.rows) {
    Statement& add = tables_[row.table].add;
    add.with(page.url, row.position);
    int index = 2;
    for (const TableValue& value : row.values) {
      ++index;
      if (const auto* number = std::get_if<int64_t>(&value))
        add.bind(index, *number);
      else if (const auto* real = std::get_if<double>(&value))
        add.bind(index, *real);
      else if (const auto* text = std::get_if<std::string>(&value))
        add.bind(index, *text);
      else
        add.bind(index, std::nullopt);
    }
    add.run();
  }
  for (const TableProblem& problem : page.problems)
    add_problem_
        .with(page.url, tables_[problem.table].name, problem.position, problem.field,
              problem.reason, OrNull{problem.value})
        .run();
}

std::string SqliteTables::rows_json(std::string_view url) {
  nlohmann::json tables = nlohmann::json::object();
  for (Filled& table : tables_) add_rows(url, table.name, table.rows, &tables);
  return text_of(tables);
}

std::string SqliteTables::all_rows_json(std::string_view url) {
  nlohmann::json tables = nlohmann::json::object();
  for (Kept& table : all_kept()) add_rows(url, table.name, table.rows, &tables);
  return text_of(tables);
}

std::string SqliteTables::rows_json(const PageTables& page) const {
  std::vector<std::string> names;
  names.reserve(tables_.size());
  for (const Filled& table : tables_) names.push_back(table.name);
  return storage::rows_json(page, names);
}

std::vector<SqliteTables::Kept>& SqliteTables::all_kept() {
  if (all_) return *all_;
  all_.emplace();
  forget_problems_ = db_.prepare("DELETE FROM extract_error WHERE url = ?1");
  Statement name = db_.prepare("SELECT name FROM extract_table");
  while (name.step()) {
    const std::string table = quoted_name(name.text(0));
    all_->push_back(
        {name.string(0),
         db_.prepare(fmt::format("SELECT * FROM {} WHERE url = ?1 ORDER BY position", table)),
         db_.prepare(fmt::format("DELETE FROM {} WHERE url = ?1", table))});
  }
  return *all_;
}

void SqliteTables::forget(std::string_view url) {
  for (Kept& table : all_kept()) table.forget.with(url).run();
  forget_problems_.with(url).run();
}

}  // namespace storage
