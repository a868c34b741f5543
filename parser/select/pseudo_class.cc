// A stored page has no user, so pseudo-classes fall in three groups: those that follow from the
// tree, those that the HTML standard defines by attributes (the states of forms), and those that
// only a live page has, which are known and never match. A name that other tools have gets a
// message with the CSS way to write it.
#include "parser/select/pseudo_class.h"

#include <algorithm>

#include "ground/ascii.h"
#include "parser/select/form_state.h"

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

constexpr std::string_view kNoTexts =
    "CSS does not look at texts: choose the element, then hold its text against a regex";
constexpr std::string_view kPseudoElement = "it is a pseudo-element, not an element of the page";
constexpr std::string_view kNoStyles = "a stored page has no styles: choose by class or attribute";
constexpr std::string_view kPlaces = "write :nth-child() or :nth-of-type(), which count from 1";
constexpr std::string_view kByType = "write [type=\"…\"] with the type of the input";

// What other tools or older standards have, and what says the same in CSS.
constexpr NotCss kNotCss[] = {
    {"-abp-contains", kNoTexts},
    {"-abp-has", "write :has()"},
    {"-soup-contains", kNoTexts},
    {"-soup-contains-own", kNoTexts},
    {"after", kPseudoElement},
    {"animated", kNoStyles},
    {"attr", "write take = \"@NAME\""},
    {"before", kPseudoElement},
    {"button", "write button, input[type=\"button\"]"},
    {"checkbox", kByType},
    {"contains", kNoTexts},
    {"contains-own", kNoTexts},
    {"containsown", kNoTexts},
    {"eq", kPlaces},
    {"even", "write :nth-child(even)"},
    {"file", kByType},
    {"first", "write :first-child or :first-of-type"},
    {"first-letter", kPseudoElement},
    {"first-line", kPseudoElement},
    {"gt", "write :nth-child(n+3) for all from the third on"},
    {"has-text", kNoTexts},
    {"header", "write :is(h1, h2, h3, h4, h5, h6)"},
    {"hidden", "a stored page has no styles: write [hidden]"},
    {"icontains", kNoTexts},
    {"image", kByType},
    {"input", "write :is(input, select, textarea, button)"},
    {"last", "write :last-child or :last-of-type"},
    {"lt", "write :nth-child(-n+2) for the first two"},
    {"matches-css", kNoStyles},
    {"matchesown", kNoTexts},
    {"min-text-length", kNoTexts},
    {"nth", kPlaces},
    {"odd", "write :nth-child(odd)"},
    {"parent", "write :not(:empty), or :has() for what has a child"},
    {"password", kByType},
    {"radio", kByType},
    {"re", kNoTexts},
    {"reset", kByType},
    {"selected", "write :checked"},
    {"submit", "write [type=\"submit\"]"},
    {"text", "write take = \"text\", or [type=\"text\"] for inputs"},
    {"upward", "write :has(), of the element around it"},
    {"visible", kNoStyles},
    {"xpath", "there is CSS only"},
};

bool is_link(const Tree& tree, const Node& node) {
  if (node.name_space == Namespace::kSvg)
    return node.text == "a" &&
           (tree.has_attribute(node, "href") || tree.has_attribute(node, "xlink:href"));
  return (node.is_html("a") || node.is_html("area")) && tree.has_attribute(node, "href");
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
      return is_checked(tree, element, budget);
    case PseudoClass::kDefault:
      return is_default(tree, element, budget);
    case PseudoClass::kDefined:
      return node.name_space != Namespace::kHtml || node.text.find('-') == node.text.npos;
    case PseudoClass::kDisabled:
      return is_disabled(tree, element, budget);
    case PseudoClass::kEnabled:
      return can_be_disabled(node) && !is_disabled(tree, element, budget);
    case PseudoClass::kIndeterminate:
      return is_indeterminate(tree, element, budget);
    case PseudoClass::kInRange:
      return range_state_of(tree, element, budget) == RangeState::kWithin;
    case PseudoClass::kMuted:
      return (node.is_html("audio") || node.is_html("video")) && tree.has_attribute(node, "muted");
    case PseudoClass::kOpen:
      return (node.is_html("details") || node.is_html("dialog")) &&
             tree.has_attribute(node, "open");
    case PseudoClass::kOptional:
      return can_be_required(node) && !tree.has_attribute(node, "required");
    case PseudoClass::kOutOfRange:
      return range_state_of(tree, element, budget) == RangeState::kOutside;
    case PseudoClass::kPlaceholderShown:
      return shows_placeholder(tree, element);
    case PseudoClass::kReadOnly:
      return node.name_space == Namespace::kHtml && !is_writable(tree, element, budget);
    case PseudoClass::kReadWrite:
      return is_writable(tree, element, budget);
    case PseudoClass::kRequired:
      return can_be_required(node) && tree.has_attribute(node, "required");
  }
  return false;
}

}  // namespace parser
