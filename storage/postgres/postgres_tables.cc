#include "storage/postgres/postgres_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "ground/ascii.h"
#include "ground/number.h"
#include "storage/postgres/postgres_views.h"
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

TableValue value_of_text(std::string_view type, std::string_view text) {
  if (type == "integer" || type == "boolean") {
    if (const auto number = ground::number_of<int64_t>(text)) return *number;
  } else if (type == "number") {
    if (const auto number = ground::number_of<double>(text)) return *number;
  }
  return std::string(text);
}

// The view of its past; whatever stands under its name already stays.
Result<void> make_history(Connection& server, const UserTable& table, int bucket_bits) {
  server.prepare("",
                 "SELECT count(*) FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace "
                 "WHERE s.nspname = 'public' AND c.relname = lower($1::text) || '_history'");
  auto there = server.ask("", PostgresValues().text(table.name));
  if (!there) return there.error();
  if (there->number(0, 0) > 0) return {};
  return server.script(postgres_rule_history_script(table, bucket_bits));
}

}  // namespace

std::string rows_statement(const UserTable& table) {
  std::string sql = "SELECT url, position";
  for (const TableColumn& column : table.columns)
    sql += fmt::format(", {}::text", quoted_lower(column.name));
  return sql + fmt::format(" FROM public.{} WHERE url = ANY($1::text[]) ORDER BY url, position",
                           quoted_lower(table.name));
}

TableRow table_row_of(const PostgresRows& rows, std::size_t row, const UserTable& table,
                      std::size_t number) {
  TableRow made{static_cast<uint32_t>(number), static_cast<uint32_t>(rows.number(row, 1)), {}};
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const int column = static_cast<int>(c) + 2;
    made.values.push_back(rows.is_null(row, column)
                              ? TableValue()
                              : value_of_text(table.columns[c].type, rows.text(row, column)));
  }
  return made;
}

std::string quoted_lower(std::string_view name) { return '"' + ground::ascii::lowered(name) + '"'; }

Result<void> PostgresTables::make(Connection& server, const std::vector<UserTable>& tables,
                                  int bucket_bits) {
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
      return Error{
          ErrorCode::kNotOurs,
          fmt::format("{}: table {} was made by other rules and has other columns: choose "
                      "another name in the rules, or drop the table and its history: DROP TABLE "
                      "{} CASCADE",
                      server.place(), table.name, table.name)};
    if (!is_there)
      if (auto made = server.script(create_statement(table)); !made) return made;
    server.prepare("",
                   "INSERT INTO crawl.extract_table VALUES($1::text, $2::text, $3::text) "
                   "ON CONFLICT(name) DO UPDATE SET description = excluded.description, "
                   "columns = excluded.columns");
    auto noted =
        server.ask("", PostgresValues().text(table.name).text(table.description).text(columns));
    if (!noted) return noted.error();
    if (auto made = make_history(server, table, bucket_bits); !made) return made;
    tables_.push_back({table, "clear_table_" + n, "fill_table_" + n});
  }
  server.prepare("", "SELECT name, columns FROM crawl.extract_table ORDER BY name");
  auto names = server.ask("", {});
  if (!names) return names.error();
  for (std::size_t i = 0; i < names->size(); ++i)
    known_.push_back({names->string(i, 0), "", columns_of_json(names->text(i, 1))});
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
  for (std::size_t i = 0; i < known_.size(); ++i) {
    server.prepare(
        "forget_table_" + std::to_string(i),
        fmt::format("DELETE FROM public.{} WHERE url = $1", quoted_lower(known_[i].name)));
    server.prepare("read_table_" + std::to_string(i), rows_statement(known_[i]));
  }
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
    server.queue("clear_problems", PostgresValues().text(url).text(known_[i].name));
  }
}

std::string PostgresTables::rows_json(const PageTables& page) const {
  std::vector<std::string> names;
  names.reserve(tables_.size());
  for (const Filled& filled : tables_) names.push_back(filled.table.name);
  return storage::rows_json(page, names);
}

Result<std::vector<PostgresTables::KeptRows>> PostgresTables::read(
    Connection& server, const std::vector<std::string_view>& urls) const {
  std::vector<KeptRows> kept(urls.size());
  if (urls.empty() || known_.empty()) return kept;
  for (std::size_t i = 0; i < known_.size(); ++i)
    server.queue(("read_table_" + std::to_string(i)).c_str(), PostgresValues().texts(urls));
  auto answers = server.run_all();
  if (!answers) return answers.error();
  std::vector<std::string> names;
  std::vector<bool> is_ours;
  for (const UserTable& table : known_) {
    names.push_back(table.name);
    is_ours.push_back(std::any_of(tables_.begin(), tables_.end(), [&table](const Filled& one) {
      return one.table.name == table.name;
    }));
  }
  for (std::size_t page = 0; page < urls.size(); ++page) {
    PageTables any, ours;
    for (std::size_t table = 0; table < known_.size(); ++table) {
      const PostgresRows& rows = (*answers)[table].rows;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.text(i, 0) != urls[page]) continue;
        any.rows.push_back(table_row_of(rows, i, known_[table], table));
        if (is_ours[table]) ours.rows.push_back(any.rows.back());
      }
    }
    kept[page] = {storage::rows_json(any, names), storage::rows_json(ours, names)};
  }
  return kept;
}

}  // namespace storage
