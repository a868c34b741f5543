// What belongs together in a form (buttons, radio buttons, options) is looked for anew each time:
// few pages have many of them, and all work counts against the budget.
#include "parser/select/form_state.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "ground/ascii.h"
#include "parser/select/attribute_value.h"
#include "parser/select/input_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

template <std::size_t kCount>
bool is_of_type(const Tree& tree, const Node& node,
                const std::array<std::string_view, kCount>& types, std::string_view otherwise) {
  const std::string_view type = tree.attribute(node, "type").value_or(otherwise);
  return std::any_of(types.begin(), types.end(),
                     [type](std::string_view one) { return ascii::equals(type, one); });
}

template <std::size_t kCount>
bool is_input_of(const Tree& tree, const Node& node,
                 const std::array<std::string_view, kCount>& types) {
  return node.is_html("input") && is_of_type(tree, node, types, "text");
}

constexpr std::array<std::string_view, 2> kTicked = {"checkbox", "radio"};
constexpr std::array<std::string_view, 1> kRadio = {"radio"};
constexpr std::array<std::string_view, 2> kSubmits = {"submit", "image"};
constexpr std::array<std::string_view, 2> kDoesNotSubmit = {"reset", "button"};

// Those whose value is not written (HTML 4.10.5.1); a type that nobody knows is text.
constexpr std::array<std::string_view, 10> kNotWritten = {
    "hidden", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button"};
constexpr std::array<std::string_view, 5> kPicked = {"date", "month", "week", "time",
                                                     "datetime-local"};

// True inside a fieldset that is disabled, but for its first legend (HTML 4.10.19.5).
bool is_in_disabled_fieldset(const Tree& tree, NodeId element, CpuBudget& budget) {
  NodeId child = element;
  for (NodeId id = tree[element].parent; id != kNoNode; child = id, id = tree[id].parent) {
    if (!budget.spend()) return false;
    if (!tree[id].is_html("fieldset") || !attribute_of(tree, tree[id], "disabled", budget))
      continue;
    bool is_in_legend = tree[child].is_html("legend");
    for (NodeId before = tree[child].previous; is_in_legend && before != kNoNode && budget.spend();
         before = tree[before].previous)
      is_in_legend = !tree[before].is_html("legend");
    if (!is_in_legend) return true;
  }
  return false;
}

NodeId nearest(const Tree& tree, NodeId element, std::string_view name, CpuBudget& budget) {
  NodeId id = tree[element].parent;
  while (id != kNoNode && budget.spend() && !tree[id].is_html(name)) id = tree[id].parent;
  return id;
}

// The first of all nodes from `begin` to `end` that `wanted` says yes to; kNoNode if there is none.
template <typename Wanted>
NodeId find(NodeId begin, NodeId end, CpuBudget& budget, Wanted wanted) {
  constexpr NodeId kLooksPerStep = 16;
  for (NodeId id = begin; id < end; ++id) {
    if (id % kLooksPerStep == 0 && !budget.spend()) return kNoNode;
    if (wanted(id)) return id;
  }
  return kNoNode;
}

// The form owner (HTML 4.10.17.3); kNoNode: none.
NodeId form_of(const Tree& tree, NodeId element, CpuBudget& budget) {
  const auto named = attribute_of(tree, tree[element], "form", budget);
  if (!named) return nearest(tree, element, "form", budget);
  const NodeId id = find(0, tree.end(), budget, [&tree, named](NodeId at) {
    return tree[at].is_element() && tree.attribute(tree[at], "id") == named;
  });
  return id != kNoNode && tree[id].is_html("form") ? id : kNoNode;
}

bool is_submit_button(const Tree& tree, const Node& node) {
  if (node.is_html("button")) return !is_of_type(tree, node, kDoesNotSubmit, "submit");
  return is_input_of(tree, node, kSubmits);
}

bool is_shown_as_list(const Tree& tree, const Node& select) {
  const std::string_view size = tree.attribute(select, "size").value_or("");
  return tree.has_attribute(select, "multiple") || (!size.empty() && size != "0" && size != "1");
}

bool is_disabled_option(const Tree& tree, const Node& option) {
  const NodeId parent = option.parent;
  return tree.has_attribute(option, "disabled") ||
         (parent != kNoNode && tree[parent].is_html("optgroup") &&
          tree.has_attribute(tree[parent], "disabled"));
}

// Of a <select> that shows one option: the last of those that say so, else the first that can be
// chosen (HTML 4.10.7, "selectedness setting algorithm").
bool is_selected(const Tree& tree, NodeId option, CpuBudget& budget) {
  const bool says_so = tree.has_attribute(tree[option], "selected");
  const NodeId select = nearest(tree, option, "select", budget);
  if (select == kNoNode || tree.has_attribute(tree[select], "multiple")) return says_so;
  const auto is_chosen = [&tree](NodeId id) {
    return tree[id].is_html("option") && tree.has_attribute(tree[id], "selected");
  };
  const NodeId end = tree[select].end;
  if (says_so) return find(option + 1, end, budget, is_chosen) == kNoNode;
  if (is_shown_as_list(tree, tree[select])) return false;
  const NodeId first = find(select + 1, option + 1, budget, [&tree](NodeId id) {
    return tree[id].is_html("option") && !is_disabled_option(tree, tree[id]);
  });
  return first == option && find(select + 1, end, budget, is_chosen) == kNoNode;
}

// The first submit button of its form, in the order of the page.
bool is_default_button(const Tree& tree, NodeId element, CpuBudget& budget) {
  const NodeId form = form_of(tree, element, budget);
  if (form == kNoNode) return false;
  // Before the form there are only buttons that name it.
  const bool may_be_named = tree.has_attribute(tree[form], "id");
  const NodeId begin = may_be_named ? 0 : form;
  return find(begin, element, budget, [&](NodeId id) {
           return is_submit_button(tree, tree[id]) && form_of(tree, id, budget) == form;
         }) == kNoNode;
}

}  // namespace

bool can_be_disabled(const Node& node) {
  return can_be_required(node) || node.is_html("button") || node.is_html("optgroup") ||
         node.is_html("option") || node.is_html("fieldset");
}

bool is_disabled(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (!can_be_disabled(node)) return false;
  if (node.is_html("option")) return is_disabled_option(tree, node);
  if (tree.has_attribute(node, "disabled")) return true;
  return !node.is_html("optgroup") && is_in_disabled_fieldset(tree, element, budget);
}

bool can_be_required(const Node& node) {
  return node.is_html("input") || node.is_html("select") || node.is_html("textarea");
}

bool is_checked(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (node.is_html("option")) return is_selected(tree, element, budget);
  return is_input_of(tree, node, kTicked) && tree.has_attribute(node, "checked");
}

bool is_default(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (node.is_html("option")) return tree.has_attribute(node, "selected");
  if (is_submit_button(tree, node)) return is_default_button(tree, element, budget);
  return is_input_of(tree, node, kTicked) && tree.has_attribute(node, "checked");
}

bool is_indeterminate(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (node.is_html("progress")) return !tree.has_attribute(node, "value");
  if (!is_input_of(tree, node, kRadio) || tree.has_attribute(node, "checked")) return false;
  const auto name = tree.attribute(node, "name");
  if (!name || name->empty()) return true;  // a group of its own
  const NodeId form = form_of(tree, element, budget);
  return find(0, tree.end(), budget, [&](NodeId id) {
           return is_input_of(tree, tree[id], kRadio) && tree.has_attribute(tree[id], "checked") &&
                  tree.attribute(tree[id], "name") == name && form_of(tree, id, budget) == form;
         }) == kNoNode;
}

RangeState range_state_of(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (!node.is_html("input")) return RangeState::kNone;
  const std::string_view type = tree.attribute(node, "type").value_or("");
  const bool is_slider = ascii::equals(type, "range");
  const auto number_in = [&](std::string_view attribute) {
    const auto text = tree.attribute(node, attribute);
    return text ? input_number(type, *text) : std::nullopt;
  };
  const auto least = number_in("min"), most = number_in("max");
  if (!is_slider && !least && !most) return RangeState::kNone;
  if (is_disabled(tree, element, budget)) return RangeState::kNone;
  if (is_slider) return RangeState::kWithin;  // its knob can't be elsewhere
  if (tree.has_attribute(node, "readonly")) return RangeState::kNone;
  const auto value = number_in("value");
  if (!value) return RangeState::kWithin;
  const bool is_low = least && *value < *least, is_high = most && *value > *most;
  // From 22:00 to 06:00 there is a night between.
  const bool is_reversed = ascii::equals(type, "time") && least && most && *most < *least;
  const bool is_outside = is_reversed ? is_low && is_high : is_low || is_high;
  return is_outside ? RangeState::kOutside : RangeState::kWithin;
}

bool is_writable(const Tree& tree, NodeId element, CpuBudget& budget) {
  const Node& node = tree[element];
  if (node.name_space != Namespace::kHtml || is_input_of(tree, node, kNotWritten)) return false;
  if (node.is_html("textarea") || node.is_html("input"))
    return !tree.has_attribute(node, "readonly") && !is_disabled(tree, element, budget);
  for (NodeId id = element; id != kNoNode && !budget.is_over(); id = tree[id].parent) {
    const auto editable = attribute_of(tree, tree[id], "contenteditable", budget);
    if (!editable) continue;
    if (editable->empty() || ascii::equals(*editable, "true") ||
        ascii::equals(*editable, "plaintext-only"))
      return true;
    if (ascii::equals(*editable, "false")) return false;
  }
  return false;
}

bool shows_placeholder(const Tree& tree, NodeId element) {
  const Node& node = tree[element];
  if (!tree.has_attribute(node, "placeholder")) return false;
  if (node.is_html("textarea")) return node.end == element + 1;
  return node.is_html("input") && !is_input_of(tree, node, kNotWritten) &&
         !is_input_of(tree, node, kPicked) && tree.attribute(node, "value").value_or("").empty();
}

}  // namespace parser
