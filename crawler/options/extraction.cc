#include "crawler/options/extraction.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>
#include <variant>

#include "parser/extract/rules_file.h"
#include "terminal/number_text.h"

namespace crawler {

Extraction read_extraction(const std::string& path, const std::vector<std::string>& reserved) {
  Extraction extraction;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file is no failure of its own.
  const bool is_empty = file && file.peek() == std::ifstream::traits_type::eof() && !file.bad();
  if (!file || (!is_empty && !(text << file.rdbuf()))) {
    extraction.problem = path + ": " + std::strerror(errno != 0 ? errno : EIO);
    return extraction;
  }
  auto read = parser::read_rules(text.str(), path, reserved);
  if (const auto* problem = std::get_if<parser::RulesProblem>(&read)) {
    extraction.problem = problem->words;
    return extraction;
  }
  extraction.rules = std::move(std::get<parser::Rules>(read));
  for (const parser::TableRule& rule : extraction.rules.tables) {
    storage::UserTable& table = extraction.tables.emplace_back();
    table.name = rule.name;
    table.description = rule.description;
    for (const parser::FieldRule& field : rule.fields)
      table.columns.push_back({field.name, std::string(field.column_type()), field.description});
  }
  return extraction;
}

std::string what_rules_missed(const Options& options, storage::Store& store) {
  auto stats = store.stats();  // if it can't be read, the crawl will say so
  if (options.extract.empty() || !stats || stats->fetched == 0) return "";
  return fmt::format(
      "{} pages are stored already; if {} is new or changed, ask it of them too: "
      "crawl extract {} --extract {}",
      terminal::with_thousands(stats->fetched), options.extract, shell_word(options.db),
      shell_word(options.extract));
}

}  // namespace crawler
