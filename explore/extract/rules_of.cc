#include "explore/extract/rules_of.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>
#include <variant>

#include "parser/extract/rules_file.h"
#include "storage/sqlite/sqlite_schema.h"

namespace explore {

using ground::Error;
using ground::ErrorCode;

ground::Result<parser::Rules> read_rules_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file is no failure of its own.
  const bool is_empty = file && file.peek() == std::ifstream::traits_type::eof() && !file.bad();
  if (!file || (!is_empty && !(text << file.rdbuf())))
    return Error{ErrorCode::kIo, path + ": " + std::strerror(errno != 0 ? errno : EIO)};
  auto read = parser::read_rules(text.str(), path, storage::taken_table_names());
  if (const auto* problem = std::get_if<parser::RulesProblem>(&read))
    return Error{ErrorCode::kQuery, problem->words};
  return std::move(std::get<parser::Rules>(read));
}

std::vector<storage::UserTable> user_tables(const parser::Rules& rules) {
  std::vector<storage::UserTable> tables;
  for (const parser::TableRule& rule : rules.tables) {
    storage::UserTable& table = tables.emplace_back();
    table.name = rule.name;
    table.description = rule.description;
    for (const parser::FieldRule& field : rule.fields)
      table.columns.push_back({field.name, std::string(field.column_type()), field.description});
  }
  return tables;
}

storage::PageTables page_tables(std::string url, const parser::Extracted& extracted) {
  storage::PageTables tables;
  tables.url = std::move(url);
  for (const parser::ExtractedRow& row : extracted.rows)
    tables.rows.push_back({row.table, row.position, row.values});
  for (const parser::ExtractProblem& problem : extracted.problems)
    tables.problems.push_back(
        {problem.table, problem.position, problem.field, problem.reason, problem.value});
  return tables;
}

}  // namespace explore
