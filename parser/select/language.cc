#include "parser/select/language.h"

#include <algorithm>
#include <optional>

#include "ground/ascii.h"
#include "parser/select/attribute_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

std::string_view take_subtag(std::string_view& rest) {
  const std::string_view subtag = rest.substr(0, rest.find('-'));
  rest.remove_prefix(std::min(rest.size(), subtag.size() + 1));
  return subtag;
}

// `range` in lower case.
bool is_in_range(std::string_view tag, std::string_view range) {
  if (range.empty() || tag.empty()) return range.empty() && tag.empty();
  const std::string_view first = take_subtag(range);
  if (const std::string_view own = take_subtag(tag); first != "*" && !ascii::equals(own, first))
    return false;
  while (!range.empty()) {
    const std::string_view wanted = take_subtag(range);
    if (wanted == "*") continue;
    for (;;) {
      if (tag.empty()) return false;
      const std::string_view subtag = take_subtag(tag);
      if (ascii::equals(subtag, wanted)) break;
      if (subtag.size() == 1) return false;  // what follows is an extension
    }
  }
  return true;
}

std::optional<std::string_view> language_of(const Tree& tree, NodeId element, CpuBudget& budget) {
  for (NodeId id = element; id != kNoNode; id = tree[id].parent) {
    if (const auto said = attribute_of(tree, tree[id], "lang", budget)) return said;
    if (const auto said = attribute_of(tree, tree[id], "xml:lang", budget)) return said;
    if (budget.is_over()) break;
  }
  return std::nullopt;
}

}  // namespace

bool is_in_language(const Tree& tree, NodeId element, std::string_view ranges, CpuBudget& budget) {
  const auto tag = language_of(tree, element, budget);
  if (!tag) return false;
  for (;;) {
    const std::size_t comma = ranges.find(',');
    if (!budget.spend_bytes(tag->size())) return false;
    if (is_in_range(*tag, ranges.substr(0, comma))) return true;
    if (comma == ranges.npos) return false;
    ranges.remove_prefix(comma + 1);
  }
}

bool has_direction(const Tree& tree, NodeId element, std::string_view direction,
                   CpuBudget& budget) {
  for (NodeId id = element; id != kNoNode; id = tree[id].parent) {
    const auto said = attribute_of(tree, tree[id], "dir", budget);
    if (budget.is_over()) return false;
    if (!said) continue;
    if (ascii::equals(*said, "rtl")) return direction == "rtl";
    if (ascii::equals(*said, "ltr") || ascii::equals(*said, "auto")) return direction == "ltr";
  }
  return direction == "ltr";
}

}  // namespace parser
