// The words that a file of rules may have, and what a name of a table or a column is. Thread: pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "ground/ascii.h"
#include "parser/extract/rules.h"

namespace parser {

inline constexpr std::size_t kMaxRulesBytes = 1u << 20;
inline constexpr std::size_t kMaxRuleTables = 100;
// SQLite takes 2,000 columns (https://www.sqlite.org/limits.html); nobody reads as many.
inline constexpr std::size_t kMaxRuleFields = 500;
inline constexpr std::size_t kMaxRuleIgnored = 500;  // selectors and expressions of one table
inline constexpr std::size_t kMaxRuleNameBytes = 64;

inline constexpr std::array<std::string_view, 3> kFileKeys = {"tables", "ignore", "ignore_text"};
inline constexpr std::array<std::string_view, 10> kTableKeys = {
    "description", "pages", "pages_regex", "follow", "ignore",
    "ignore_text", "rows",  "items",       "of",     "fields"};
inline constexpr std::array<std::string_view, 15> kFieldKeys = {
    "language", "css",     "scope", "take",    "type", "regex",    "group",      "map",
    "format",   "decimal", "path",  "default", "many", "required", "description"};
inline constexpr std::array<std::string_view, 5> kTakenColumns = {"url", "position", "rowid", "oid",
                                                                  "_rowid_"};
inline constexpr std::array<std::string_view, 5> kTakes = {"text", "lines", "html", "outer-html",
                                                           "exists"};
inline constexpr std::array<Take, 5> kTakesOf = {Take::kText, Take::kLines, Take::kHtml,
                                                 Take::kOuterHtml, Take::kExists};

inline bool is_rule_name(std::string_view name) {
  const auto fits = [](char c) {
    return ground::ascii::is_alpha(c) || ground::ascii::is_digit(c) || c == '_';
  };
  return !name.empty() && name.size() <= kMaxRuleNameBytes && !ground::ascii::is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(), fits);
}

}  // namespace parser
