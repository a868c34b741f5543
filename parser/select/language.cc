#include "parser/select/language.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "ground/ascii.h"
#include "ground/utf8.h"
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
  return tree.default_language().empty() ? std::nullopt : std::optional(tree.default_language());
}

enum class Direction : uint8_t { kNone, kLeftToRight, kRightToLeft };

// Of the first letter that has one.
Direction direction_of(std::string_view utf8, CpuBudget& budget) {
  constexpr std::size_t kLettersPerStep = 16;
  std::size_t looks = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    if (++looks % kLettersPerStep == 0 && !budget.spend()) return Direction::kNone;
    const ground::Utf8Character character = ground::character_at(utf8, at);
    at += character.length;
    const UCharDirection type = u_charDirection(static_cast<UChar32>(character.code_point));
    if (type == U_LEFT_TO_RIGHT) return Direction::kLeftToRight;
    if (type == U_RIGHT_TO_LEFT || type == U_RIGHT_TO_LEFT_ARABIC) return Direction::kRightToLeft;
  }
  return Direction::kNone;
}

// What dir says, as far as it says something.
Direction said_direction(std::string_view dir) {
  if (ascii::equals(dir, "ltr")) return Direction::kLeftToRight;
  return ascii::equals(dir, "rtl") ? Direction::kRightToLeft : Direction::kNone;
}

// HTML 3.2.6.4, "auto directionality": what has a direction of its own doesn't count.
Direction auto_direction(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Tree::Node& root = tree[element];
  if (root.is_html("input"))
    return direction_of(tree.attribute(root, "value").value_or(""), budget);
  for (NodeId id = element + 1; id < root.end;) {
    const Tree::Node& node = tree[id];
    if (!node.is_element()) {
      if (const Direction found = direction_of(node.text, budget); found != Direction::kNone)
        return found;
      ++id;
      continue;
    }
    const auto dir = attribute_of(tree, node, "dir", budget);
    if (budget.is_over()) break;
    const bool is_apart =
        (dir && (said_direction(*dir) != Direction::kNone || ascii::equals(*dir, "auto"))) ||
        node.is_html("bdi") || node.is_html("script") || node.is_html("style") ||
        node.is_html("textarea");
    id = is_apart ? node.end : id + 1;
  }
  return Direction::kNone;
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
  Direction found = Direction::kNone;
  for (NodeId id = element; id != kNoNode && found == Direction::kNone; id = tree[id].parent) {
    const auto said = attribute_of(tree, tree[id], "dir", budget);
    if (budget.is_over()) return false;
    if (said) found = said_direction(*said);
    const bool is_auto = said && ascii::equals(*said, "auto");
    if (found != Direction::kNone || (!is_auto && !tree[id].is_html("bdi"))) continue;
    found = auto_direction(tree, id, budget);
    if (budget.is_over()) return false;
    if (found == Direction::kNone) found = Direction::kLeftToRight;
  }
  return direction == (found == Direction::kRightToLeft ? "rtl" : "ltr");
}

}  // namespace parser
