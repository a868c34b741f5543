#include "storage/postgres/postgres_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "ground/ascii.h"
#include "storage/store/stored_json.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

std::string_view postgres_type(std::string_view type) {
  if (type == "integer" || type == "boolean") return "bigint";
  return type == "number" ? "double precision" : "text";
}

// Names and types, which make the table; what describes it may change.
std::string shape_of_columns(std::string_view columns) {
  std::string shape;
  for (const TableColumn& column : columns_of_json(columns))
    shape += fmt::format("{} {},", column.name, postgres_type(column.type));
  return shape;
}

std::string create_statement(const UserTable& table) {
  std::string list = "url text NOT NULL, position bigint NOT NULL";
  for (const TableColumn& column : table.columns)
    list += fmt::format(", {} {}", quoted_lower(column.name), postgres_type(column.type));
  return fmt::format("CREATE TABLE public.{}({}, PRIMARY KEY(url, position))",
                     quoted_lower(table.name), list);
}

void add_value(std::string_view type, const TableValue& value, PostgresValues* values) {
  const auto* number = std::get_if<int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  const auto* text = std::get_if<std::string>(&value);
  if (type == "text") {
    if (text != nullptr)
      values->text(*text);
    else if (number != nullptr)
      values->text(std::to_string(*number));
    else if (real != nullptr)
      values->text(fmt::format("{}", *real));
    else
      values->null();
  } else if (type == "bigint") {
    number != nullptr ? values->number(*number) : values->null();
  } else if (number != nullptr || real != nullptr) {
    values->real(real != nullptr ? *real : static_cast<double>(*number));
  } else {
    values->null();
  }
}

}  // namespace

std::string quoted_lower(std::string_view name) { return '"' + ground::ascii::lowered(name) + '"'; }

Result<void> PostgresTables::make(Connection& server, const std::vector<UserTable>& tables) {
  for (const UserTable& table : tables) {
    const std::string columns = columns_json(table), n = std::to_string(tables_.size());
    server.prepare("",
                   "SELECT x.columns, (SELECT count(*) FROM pg_class c JOIN pg_namespace s "
                   "ON s.oid = c.relnamespace WHERE s.nspname = 'public' AND "
                   "c.relname = lower($1::text)) FROM (SELECT 1) o LEFT JOIN "
                   "crawl.extract_table x ON lower(x.name) = lower($1::text)");
    auto known = server.ask("", PostgresValues().text(table.name));
    if (!known) return known.error();
    const bool is_known = !known->is_null(0, 0), is_there = known->number(0, 1) > 0;
    if (is_there && !is_known)
      return Error{ErrorCode::kNotOurs,
                   fmt::format("{}: already has a table {} that is not from rules: choose another "
                               "name in the rules",
                               server.place(), table.name)};
    if (is_there && shape_of_columns(known->text(0, 0)) != shape_of_columns(columns))
      return Error{ErrorCode::kNotOurs,
                   fmt::format("{}: table {} was made by other rules and has other columns: choose "
                               "another name in the rules, or drop the table",
                               server.place(), table.name)};
    if (!is_there)
      if (auto made = server.script(create_statement(table)); !made) return made;
    server.prepare("",
                   "INSERT INTO crawl.extract_table VALUES($1::text, $2::text, $3::text) "
                   "ON CONFLICT(name) DO UPDATE SET description = excluded.description, "
                   "columns = excluded.columns");
    auto noted =
        server.ask("", PostgresValues().text(table.name).text(table.description).text(columns));
    if (!noted) return noted.error();
    tables_.push_back({table, "clear_table_" + n, "fill_table_" + n});
  }
  server.prepare("", "SELECT name FROM crawl.extract_table ORDER BY name");
  auto names = server.ask("", {});
  if (!names) return names.error();
  for (std::size_t i = 0; i < names->size(); ++i) known_.push_back(names->string(i, 0));
  return {};
}

void PostgresTables::prepare(Connection& server) const {
  for (const Filled& filled : tables_) {
    const std::string name = quoted_lower(filled.table.name);
    server.prepare(filled.clear, fmt::format("DELETE FROM public.{} WHERE url = $1", name));
    std::string places = "$1::text, $2::bigint";
    for (std::size_t i = 0; i < filled.table.columns.size(); ++i)
      places += fmt::format(", ${}::{}", i + 3, postgres_type(filled.table.columns[i].type));
    server.prepare(filled.add, fmt::format("INSERT INTO public.{} VALUES({}) "
                                           "ON CONFLICT DO NOTHING",
                                           name, places));
  }
  for (std::size_t i = 0; i < known_.size(); ++i)
    server.prepare("forget_table_" + std::to_string(i),
                   fmt::format("DELETE FROM public.{} WHERE url = $1", quoted_lower(known_[i])));
}

void PostgresTables::queue(Connection& server, const PageTables& page) const {
  for (const Filled& filled : tables_) {
    server.queue(filled.clear.c_str(), PostgresValues().text(page.url));
    server.queue("clear_problems", PostgresValues().text(page.url).text(filled.table.name));
  }
  for (const TableRow& row : page.rows) {
    const Filled& filled = tables_[row.table];
    PostgresValues values;
    values.text(page.url).number(row.position);
    for (std::size_t i = 0; i < row.values.size() && i < filled.table.columns.size(); ++i)
      add_value(postgres_type(filled.table.columns[i].type), row.values[i], &values);
    server.queue(filled.add.c_str(), values);
  }
  for (const TableProblem& problem : page.problems)
    server.queue("add_problem", PostgresValues()
                                    .text(page.url)
                                    .text(tables_[problem.table].table.name)
                                    .number(problem.position)
                                    .text(problem.field)
                                    .text(problem.reason)
                                    .text_or_null(problem.value));
}

void PostgresTables::queue_forget(Connection& server, const std::string& url) const {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    server.queue(("forget_table_" + std::to_string(i)).c_str(), PostgresValues().text(url));
    server.queue("clear_problems", PostgresValues().text(url).text(known_[i]));
  }
}

}  // namespace storage
