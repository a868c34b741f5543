// A stored page has no user, so pseudo-classes fall in three groups: those that follow from the
// tree, those that the HTML standard defines by attributes (the states of forms), and those that
// only a live page has, which are known and never match. A name that other tools have gets a
// message with the CSS way to write it.
#include "parser/select/pseudo_class.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "ground/ascii.h"
#include "parser/select/attribute_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

struct PseudoRow {
  std::string_view name;
  PseudoClass pseudo;
};

constexpr PseudoRow kPseudos[] = {
    {"scope", PseudoClass::kScope},
    {"root", PseudoClass::kRoot},
    {"empty", PseudoClass::kEmpty},
    {"link", PseudoClass::kLink},
    {"any-link", PseudoClass::kLink},
    {"checked", PseudoClass::kChecked},
    {"default", PseudoClass::kDefault},
    {"defined", PseudoClass::kDefined},
    {"disabled", PseudoClass::kDisabled},
    {"enabled", PseudoClass::kEnabled},
    {"indeterminate", PseudoClass::kIndeterminate},
    {"in-range", PseudoClass::kInRange},
    {"muted", PseudoClass::kMuted},
    {"open", PseudoClass::kOpen},
    {"optional", PseudoClass::kOptional},
    {"out-of-range", PseudoClass::kOutOfRange},
    {"placeholder-shown", PseudoClass::kPlaceholderShown},
    {"read-only", PseudoClass::kReadOnly},
    {"read-write", PseudoClass::kReadWrite},
    {"required", PseudoClass::kRequired},
    {"active", PseudoClass::kNever},
    {"autofill", PseudoClass::kNever},
    {"buffering", PseudoClass::kNever},
    {"current", PseudoClass::kNever},
    {"focus", PseudoClass::kNever},
    {"focus-visible", PseudoClass::kNever},
    {"focus-within", PseudoClass::kNever},
    {"fullscreen", PseudoClass::kNever},
    {"future", PseudoClass::kNever},
    {"host", PseudoClass::kNever},
    {"hover", PseudoClass::kNever},
    {"invalid", PseudoClass::kNever},
    {"local-link", PseudoClass::kNever},
    {"modal", PseudoClass::kNever},
    {"past", PseudoClass::kNever},
    {"paused", PseudoClass::kNever},
    {"playing", PseudoClass::kNever},
    {"popover-open", PseudoClass::kNever},
    {"seeking", PseudoClass::kNever},
    {"stalled", PseudoClass::kNever},
    {"target", PseudoClass::kNever},
    {"target-within", PseudoClass::kNever},
    {"user-invalid", PseudoClass::kNever},
    {"user-valid", PseudoClass::kNever},
    {"valid", PseudoClass::kNever},
    {"visited", PseudoClass::kNever},
    {"volume-locked", PseudoClass::kNever},
};

struct NotCss {
  std::string_view name;
  std::string_view remedy;
};

// What other tools or older standards have, and what says the same in CSS.
constexpr NotCss kNotCss[] = {
    {"after", "it is a pseudo-element, not an element of the page"},
    {"before", "it is a pseudo-element, not an element of the page"},
    {"contains",
     "CSS does not look at texts: choose the element, then hold its text against a regex"},
    {"eq", "write :nth-child() or :nth-of-type(), which count from 1"},
    {"even", "write :nth-child(even)"},
    {"first", "write :first-child or :first-of-type"},
    {"first-letter", "it is a pseudo-element, not an element of the page"},
    {"first-line", "it is a pseudo-element, not an element of the page"},
    {"last", "write :last-child or :last-of-type"},
    {"odd", "write :nth-child(odd)"},
    {"parent", "write :not(:empty), or :has() for what has a child"},
};

template <std::size_t kCount>
bool is_any(const Node& node, const std::array<std::string_view, kCount>& names) {
  return node.name_space == Namespace::kHtml &&
         std::find(names.begin(), names.end(), node.text) != names.end();
}
bool is_html(const Node& node, std::string_view name) {
  return node.name_space == Namespace::kHtml && node.text == name;
}

bool has(const Tree& tree, const Node& node, std::string_view attribute) {
  return tree.attribute(node, attribute).has_value();
}
template <std::size_t kCount>
bool is_input_of(const Tree& tree, const Node& node,
                 const std::array<std::string_view, kCount>& types) {
  if (!is_html(node, "input")) return false;
  const std::string_view type = tree.attribute(node, "type").value_or("text");
  return std::any_of(types.begin(), types.end(),
                     [type](std::string_view one) { return ascii::equals(type, one); });
}

constexpr std::array<std::string_view, 2> kTicked = {"checkbox", "radio"};

bool is_checked(const Tree& tree, const Node& node) {
  if (is_html(node, "option")) return has(tree, node, "selected");
  return is_input_of(tree, node, kTicked) && has(tree, node, "checked");
}

bool is_link(const Tree& tree, const Node& node) {
  if (node.name_space == Namespace::kSvg)
    return node.text == "a" && (has(tree, node, "href") || has(tree, node, "xlink:href"));
  return is_any(node, std::array<std::string_view, 2>{"a", "area"}) && has(tree, node, "href");
}

// True inside a fieldset that is disabled, but for its first legend (HTML 4.10.19.5).
bool is_in_disabled_fieldset(const Tree& tree, NodeId element, CpuBudget& budget) {
  NodeId child = element;
  for (NodeId id = tree[element].parent; id != kNoNode; child = id, id = tree[id].parent) {
    if (!budget.spend()) return false;
    if (!is_html(tree[id], "fieldset") || !attribute_of(tree, tree[id], "disabled", budget))
      continue;
    bool is_in_legend = is_html(tree[child], "legend");
    for (NodeId before = tree[child].previous; is_in_legend && before != kNoNode && budget.spend();
         before = tree[before].previous)
      is_in_legend = !is_html(tree[before], "legend");
    if (!is_in_legend) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 7> kCanBeDisabled = {
    "button", "input", "select", "textarea", "optgroup", "option", "fieldset"};

bool is_disabled(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (!is_any(node, kCanBeDisabled)) return false;
  if (has(tree, node, "disabled")) return true;
  if (is_html(node, "optgroup")) return false;
  if (is_html(node, "option")) {
    const NodeId parent = node.parent;
    return parent != kNoNode && is_html(tree[parent], "optgroup") &&
           has(tree, tree[parent], "disabled");
  }
  return is_in_disabled_fieldset(tree, element, budget);
}

constexpr std::array<std::string_view, 3> kCanBeRequired = {"input", "select", "textarea"};
// Those whose value is not written (HTML 4.10.5.1); a type that nobody knows is text.
constexpr std::array<std::string_view, 10> kNotWritten = {
    "hidden", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button"};
constexpr std::array<std::string_view, 7> kHintTypes = {"text",  "search",   "url",   "tel",
                                                        "email", "password", "number"};

bool is_writable(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (is_input_of(tree, node, kNotWritten)) return false;
  if (is_html(node, "textarea") || is_html(node, "input"))
    return !has(tree, node, "readonly") && !is_disabled(tree, element, budget);
  for (NodeId id = element; id != kNoNode && !budget.is_over(); id = tree[id].parent) {
    const auto editable = attribute_of(tree, tree[id], "contenteditable", budget);
    if (editable && !ascii::equals(*editable, "inherit")) return !ascii::equals(*editable, "false");
  }
  return false;
}

bool shows_placeholder(const Tree& tree, NodeId element) {
  const Node& node = tree[element];
  if (!has(tree, node, "placeholder")) return false;
  if (is_html(node, "textarea")) return node.end == element + 1;
  return is_input_of(tree, node, kHintTypes) && tree.attribute(node, "value").value_or("").empty();
}

double number_of(std::optional<std::string_view> text) {
  double number = NAN;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

// Of numbers alone; -1 below or above the range, 0 if there is none, 1 within it.
int range_of(const Tree& tree, const Node& node) {
  constexpr std::array<std::string_view, 2> kNumbers = {"number", "range"};
  if (!is_input_of(tree, node, kNumbers)) return 0;
  const double least = number_of(tree.attribute(node, "min"));
  const double most = number_of(tree.attribute(node, "max"));
  if (std::isnan(least) && std::isnan(most)) return 0;
  const double value = number_of(tree.attribute(node, "value"));
  return value < least || value > most ? -1 : 1;
}

// White space alone is nothing (Selectors 4, 13.2).
bool is_empty(const Tree& tree, NodeId element, CpuBudget& budget) {
  if (tree[element].elements > 0) return false;
  for (NodeId id = element + 1; id < tree[element].end; ++id) {
    const std::string_view text = tree[id].text;
    if (!std::all_of(text.begin(), text.end(), ascii::is_space)) return false;
    if (!budget.spend_bytes(text.size())) return false;
  }
  return true;
}

// The group of radio buttons of which none is checked is not looked for: a page that is not alive
// has no state there.
bool is_indeterminate(const Tree& tree, const Node& node) {
  return is_html(node, "progress") && !has(tree, node, "value");
}

}  // namespace

std::optional<PseudoClass> pseudo_class(std::string_view name) {
  for (const PseudoRow& row : kPseudos)
    if (row.name == name) return row.pseudo;
  return std::nullopt;
}

std::string_view remedy_for(std::string_view name) {
  for (const NotCss& one : kNotCss)
    if (one.name == name) return one.remedy;
  return {};
}

bool is_in_state(const Tree& tree, NodeId element, PseudoClass pseudo, CpuBudget& budget) {
  const Node& node = tree[element];
  // Some look at two or three attributes, one after the other.
  if (!budget.spend(1 + node.attributes / 2)) return false;
  switch (pseudo) {
    case PseudoClass::kNever:
    case PseudoClass::kScope:
      return false;
    case PseudoClass::kRoot:
      return node.parent == kNoNode;
    case PseudoClass::kEmpty:
      return is_empty(tree, element, budget);
    case PseudoClass::kLink:
      return is_link(tree, node);
    case PseudoClass::kChecked:
    case PseudoClass::kDefault:
      return is_checked(tree, node);
    case PseudoClass::kDefined:
      return node.name_space != Namespace::kHtml || node.text.find('-') == node.text.npos;
    case PseudoClass::kDisabled:
      return is_disabled(tree, element, budget);
    case PseudoClass::kEnabled:
      return is_any(node, kCanBeDisabled) && !is_disabled(tree, element, budget);
    case PseudoClass::kIndeterminate:
      return is_indeterminate(tree, node);
    case PseudoClass::kInRange:
      return range_of(tree, node) > 0;
    case PseudoClass::kMuted:
      return is_any(node, std::array<std::string_view, 2>{"audio", "video"}) &&
             has(tree, node, "muted");
    case PseudoClass::kOpen:
      return is_any(node, std::array<std::string_view, 2>{"details", "dialog"}) &&
             has(tree, node, "open");
    case PseudoClass::kOptional:
      return is_any(node, kCanBeRequired) && !has(tree, node, "required");
    case PseudoClass::kOutOfRange:
      return range_of(tree, node) < 0;
    case PseudoClass::kPlaceholderShown:
      return shows_placeholder(tree, element);
    case PseudoClass::kReadOnly:
      return !is_writable(tree, element, budget);
    case PseudoClass::kReadWrite:
      return is_writable(tree, element, budget);
    case PseudoClass::kRequired:
      return is_any(node, kCanBeRequired) && has(tree, node, "required");
  }
  return false;
}

}  // namespace parser
