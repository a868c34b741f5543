#include "crawler/options/extraction.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>
#include <variant>

#include "parser/extract/rules_file.h"
#include "storage/store/place.h"
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

namespace {

uint64_t not_followed(const storage::Stats& stats) {
  for (const auto& [reason, count] : stats.skipped_by)
    if (reason == storage::Reason::kFollow) return count;
  return 0;
}

}  // namespace

std::string what_rules_missed(const Options& options, const parser::Rules& rules,
                              storage::Store& store) {
  auto stats = store.stats();  // if it can't be read, the crawl will say so
  if (!stats || stats->fetched == 0) return "";
  std::string words;
  if (!rules.tables.empty())
    words = fmt::format(
        "{} pages are stored already; if {} is new or changed, ask it of them too: "
        "crawl extract {} --extract {}",
        terminal::with_thousands(stats->fetched), options.extract,
        shell_word(storage::shown_place(options.db)), shell_word(options.extract));
  if (!rules.follows.empty())
    words += fmt::format(
        "{} follows counts for pages that are fetched from now on, not for the links of those that "
        "are stored",
        words.empty() ? "what " + options.extract : ". What it");
  else if (const uint64_t urls = not_followed(*stats); urls > 0)
    words += fmt::format(
        "{}hat rules of an earlier run did not follow stays skipped ({}), until a page that is "
        "fetched from now on links to it",
        words.empty() ? "w" : ". W",
        terminal::with_thousands(urls) + (urls == 1 ? " URL" : " URLs"));
  return words;
}

}  // namespace crawler
