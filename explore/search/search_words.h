// Translates what a user types into an expression of FTS5; whatever is typed, the expression is
// valid.
// Thread: pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace explore {

struct SearchWords {
  std::string match;        // for MATCH
  std::string title_match;  // the same, and all that is wanted stands in the title
  std::string problem;      // "" or what is wrong: then there is no match
};

// `has_words`: whether the tokenizer finds a word in a text; FTS5 finds nothing by a phrase without
// one.
//
//   word "a phrase" pref*   all of these
//   -word NOT word          none of these; also -"a phrase"
//   one OR other            one of these at least
SearchWords parse_search(std::string_view typed,
                         const std::function<bool(std::string_view)>& has_words);

}  // namespace explore
