// A file of rules, in TOML 1.0, as docs/manual.md describes it:
//   [tables.NAME]         pages, pages_regex, follow, rows or items, description
//   [tables.NAME.fields]  FIELD = "selector", or { css, take, type, regex, … }
// The only user of toml++. Thread: pure.
// Errors: the first one, as words that begin with the place: "rules.toml:7:9: …".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "parser/extract/rules.h"

namespace parser {

struct RulesProblem {
  std::string words;
};

// `name` stands in the words of a problem; `taken` are the names that no table may have, in lower
// case.
std::variant<Rules, RulesProblem> read_rules(std::string_view toml, std::string_view name,
                                             std::span<const std::string> taken = {});

}  // namespace parser
