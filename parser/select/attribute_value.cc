#include "parser/select/attribute_value.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Compare = SelectorParts::Compare;
using Case = SelectorParts::Case;
using Simple = SelectorParts::Simple;

// Names differ in their first letters: several are compared in a step.
constexpr std::size_t kAttributesPerStep = 8;

// Of the places where a part may begin so many are tried between two looks at the time.
constexpr std::size_t kPlacesAtOnce = 4096;

// Attributes whose values have no case to selectors (HTML 4.16.2).
constexpr std::array<std::string_view, 46> kWithoutCase = {
    "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
    "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
    "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
    "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
    "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
    "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
    "type",       "valign",         "valuetype", "vlink"};

static_assert(std::is_sorted(kWithoutCase.begin(), kWithoutCase.end()));

bool is_without_case(std::string_view name) {
  return std::binary_search(kWithoutCase.begin(), kWithoutCase.end(), name);
}

struct Exact {
  bool operator()(char a, char b) const { return a == b; }
};
struct AnyCase {
  bool operator()(char a, char b) const { return ascii::lower(a) == ascii::lower(b); }
};

template <typename Same>
bool is_equal(std::string_view a, std::string_view b, Same same) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

template <typename Same>
bool has_word(std::string_view list, std::string_view word, Same same) {
  for (std::string_view token = ascii::next_token(list); !token.empty();
       token = ascii::next_token(list))
    if (is_equal(token, word, same)) return true;
  return false;
}

// Trying each place costs the product of the lengths if a page is made for it.
template <typename Same>
bool contains(std::string_view value, std::string_view wanted, Same same, CpuBudget& budget) {
  for (; value.size() >= wanted.size(); value.remove_prefix(kPlacesAtOnce)) {
    const std::string_view piece = value.substr(0, kPlacesAtOnce - 1 + wanted.size());
    if (std::search(piece.begin(), piece.end(), wanted.begin(), wanted.end(), same) != piece.end())
      return true;
    if (piece.size() == value.size()) return false;
    if (!budget.spend_bytes(kPlacesAtOnce * wanted.size())) return false;
  }
  return false;
}

// An empty value is a part of nothing.
template <typename Same>
bool compares(Compare compare, std::string_view value, std::string_view wanted, Same same,
              CpuBudget& budget) {
  const std::size_t size = wanted.size();
  switch (compare) {
    case Compare::kIsThere:
      return true;
    case Compare::kEquals:
      return is_equal(value, wanted, same);
    case Compare::kWord:
      return size > 0 && has_word(value, wanted, same);
    case Compare::kPrefixDash:
      return is_equal(value, wanted, same) || (value.size() > size && value[size] == '-' &&
                                               is_equal(value.substr(0, size), wanted, same));
    case Compare::kBegins:
      return size > 0 && value.size() >= size && is_equal(value.substr(0, size), wanted, same);
    case Compare::kEnds:
      return size > 0 && value.size() >= size &&
             is_equal(value.substr(value.size() - size), wanted, same);
    case Compare::kContains:
      return size > 0 && contains(value, wanted, same, budget);
  }
  return false;
}

// Of "*|name": the name of an attribute is written with its prefix (xlink:href).
std::optional<std::string_view> of_any_namespace(const Tree& tree, const Tree::Node& node,
                                                 std::string_view name) {
  for (const Tree::Attribute& attribute : tree.attributes(node))
    if (attribute.name.substr(attribute.name.rfind(':') + 1) == name) return attribute.value;
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> attribute_of(const Tree& tree, const Tree::Node& node,
                                             std::string_view name, CpuBudget& budget) {
  if (!budget.spend(1 + node.attributes / kAttributesPerStep)) return std::nullopt;
  return tree.attribute(node, name);
}

bool has_id(const Tree& tree, const Tree::Node& node, std::string_view id, CpuBudget& budget) {
  const auto own = attribute_of(tree, node, "id", budget);
  return own && (*own == id || (tree.is_quirky() && is_equal(*own, id, AnyCase())));
}

bool has_class(const Tree& tree, const Tree::Node& node, std::string_view name, CpuBudget& budget) {
  const auto classes = attribute_of(tree, node, "class", budget);
  if (!classes || !budget.spend_bytes(classes->size())) return false;
  return tree.is_quirky() ? has_word(*classes, name, AnyCase()) : has_word(*classes, name, Exact());
}

bool matches_attribute(const Simple& simple, const Tree& tree, const Tree::Node& node,
                       CpuBudget& budget) {
  const bool is_html = node.name_space == Namespace::kHtml;
  auto value = attribute_of(tree, node, is_html ? simple.lower : simple.name, budget);
  if (!value && !is_html && simple.any_namespace) value = of_any_namespace(tree, node, simple.name);
  if (!value || !budget.spend_bytes(value->size())) return false;
  const bool any_case =
      simple.letters == Case::kIgnore ||
      (simple.letters == Case::kAsHtmlSays && is_html && is_without_case(simple.lower));
  return any_case ? compares(simple.compare, *value, simple.value, AnyCase(), budget)
                  : compares(simple.compare, *value, simple.value, Exact(), budget);
}

}  // namespace parser
