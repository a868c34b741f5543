#include "parser/extract/rules.h"

#include <algorithm>
#include <iterator>

namespace parser {

std::string_view name_of(ValueType type) {
  static constexpr std::string_view kNames[] = {"text",    "integer", "number",
                                                "boolean", "date",    "json"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(ValueType::kJson) + 1);
  return kNames[static_cast<std::size_t>(type)];
}

namespace {

bool are_for(const std::vector<Pattern>& pages, std::string_view url) {
  return pages.empty() || std::any_of(pages.begin(), pages.end(),
                                      [url](const Pattern& pattern) { return pattern.finds(url); });
}

}  // namespace

bool TableRule::applies_to(std::string_view url) const { return are_for(pages, url); }

bool FollowRule::applies_to(std::string_view url) const { return are_for(pages, url); }

bool IgnoreRule::applies_to(std::string_view url) const { return are_for(pages, url); }

bool Rules::ignore_parts_of(std::string_view url) const {
  return std::any_of(ignores.begin(), ignores.end(),
                     [url](const IgnoreRule& ignore) { return ignore.applies_to(url); });
}

bool Rules::choose_links_of(std::string_view url) const {
  return std::any_of(follows.begin(), follows.end(),
                     [url](const FollowRule& follow) { return follow.applies_to(url); });
}

bool Rules::fill_tables_of(std::string_view url) const {
  return std::any_of(tables.begin(), tables.end(),
                     [url](const TableRule& table) { return table.applies_to(url); });
}

}  // namespace parser
