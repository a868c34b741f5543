// A selector is tested from right to left, as browsers do it, because most elements fail at the
// rightmost part. Even that test is mostly one comparison: each element has a 64-bit summary of its
// name, id and classes, and a selector knows which bits must be set. Answers about ancestors are
// remembered, so that :has() and descendants don't become quadratic, and all work counts against a
// budget of CPU time.
#include "parser/select/selection.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "parser/select/attribute_value.h"
#include "parser/select/language.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Parts = SelectorParts;
using Simple = Parts::Simple;
using Match = Parts::Match;
using Combinator = Parts::Combinator;

// "div:has(.x) b" asks each b's ancestors again: those of a deep page fit, and more.
constexpr std::size_t kKnown = 1024;

std::size_t slot_of(uint32_t part, NodeId element) {
  return (element ^ part * 0x9E3779B1U) % kKnown;
}

// Comparing traits costs 1 ns: to count each would cost more.
constexpr NodeId kGlancesPerStep = 16;
constexpr NodeId kGlances = 4096;  // at once

uint64_t traits_of_classes(std::string_view list) {
  uint64_t traits = 0;
  for (std::string_view token = ascii::next_token(list); !token.empty();
       token = ascii::next_token(list))
    traits |= bit_of_class(token);
  return traits;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), ascii::lower);
  return lower;
}

constexpr uint64_t kEveryTrait = ~uint64_t{0};

// Names count in lower case: those of SVG and MathML, which have both, are compared again.
uint64_t traits_of(const Tree& tree, const Tree::Node& node) {
  const bool is_html = node.name_space == Namespace::kHtml;
  uint64_t traits =
      kElementTrait | (is_html ? bit_of_name(node.text) : bit_of_name(in_lower_case(node.text)));
  for (const Tree::Attribute& attribute : tree.attributes(node)) {
    traits |= is_html ? bit_of_attribute(attribute.name)
                      : bit_of_attribute(in_lower_case(attribute.name));
    const bool is_id = attribute.name == "id", is_class = attribute.name == "class";
    // In quirks mode they have no case, so that no glance rules them out.
    if ((is_id || is_class) && tree.is_quirky()) return kEveryTrait;
    if (is_id) traits |= bit_of_id(attribute.value);
    if (is_class) traits |= traits_of_classes(attribute.value);
  }
  return traits;
}

bool is_of_name(const Tree::Node& node, const Simple& simple) {
  return node.text == (node.name_space == Namespace::kHtml ? simple.lower : simple.name);
}

// True if step * n + offset is `place` for an n of 0 or more.
bool is_at(const Simple& simple, uint32_t place) {
  const int64_t beyond = int64_t{place} - simple.offset;
  if (simple.step == 0) return beyond == 0;
  return beyond % simple.step == 0 && beyond / simple.step >= 0;
}

}  // namespace

void Selection::begin(const Tree& tree, std::chrono::milliseconds max_time) {
  tree_ = &tree;
  budget_.start(max_time);
  places_.begin(tree);
  known_has_.clear();
  known_firsts_.clear();
  question_ = 0;
  ground::empty_and_shrink(found_);
  ground::empty_and_shrink(traits_);
  traits_.resize(tree.size());
  for (NodeId id = 0; id < tree.end(); ++id) {
    if (!tree[id].is_element()) continue;
    if (!budget_.spend(1 + tree[id].attributes)) return;
    traits_[id] = traits_of(tree, tree[id]);
  }
}

// ---- Questions

Selection::Place Selection::begin_question(const Selector& selector, NodeId scope) {
  parts_ = &selector.parts();
  ++question_;
  places_.begin_question();
  if (scope == kNoNode) {
    inside_ = {0, tree_->end()};
    return {};
  }
  inside_ = {scope + 1, (*tree_)[scope].end};
  return {scope, scope};
}

void Selection::all(const Selector& selector, NodeId scope, std::vector<NodeId>& found,
                    std::size_t most) {
  if (tree_->empty() || most == 0 || budget_.is_over()) return;
  const std::size_t before = found.size();
  choose(begin_question(selector, scope), found, most);
  // What :not() says once the time is over is not so.
  if (budget_.is_over()) found.resize(before);
}

NodeId Selection::first(const Selector& selector, NodeId scope) {
  found_.clear();
  all(selector, scope, found_, 1);
  return found_.empty() ? kNoNode : found_[0];
}

bool Selection::matches(const Selector& selector, NodeId element, NodeId scope) {
  if (budget_.is_over()) return false;
  const Place place = begin_question(selector, scope);
  return matches_list(parts_->whole, element, place) && !budget_.is_over();
}

// Each complex selector of the list goes through its own elements; the first one found is next.
void Selection::choose(const Place& place, std::vector<NodeId>& found, std::size_t most) {
  const Parts::List list = parts_->lists[parts_->whole];
  ahead_.clear();
  for (uint32_t i = list.first; i < list.last; ++i) {
    Reach reach = reach_of(parts_->complexes[i], place);
    const NodeId next = next_match(parts_->complexes[i], reach, place);
    if (next != kNoNode) ahead_.push_back({next, i, reach});
  }
  for (; most > 0 && !ahead_.empty(); --most) {
    const auto is_before = [](const Ahead& a, const Ahead& b) { return a.next < b.next; };
    const NodeId next = std::min_element(ahead_.begin(), ahead_.end(), is_before)->next;
    if (!budget_.spend(ahead_.size())) return;
    found.push_back(next);
    for (Ahead& one : ahead_)
      if (one.next == next) one.next = next_match(parts_->complexes[one.complex], one.rest, place);
    std::erase_if(ahead_, [](const Ahead& one) { return one.next == kNoNode; });
  }
}

// The next one in `reach`, from which all up to it is taken; kNoNode if there is none.
NodeId Selection::next_match(const Parts::Complex& complex, Reach& reach, const Place& place) {
  const Parts::Compound& right = parts_->compounds[complex.last - 1];
  while (reach.begin < reach.end) {
    const NodeId from = reach.begin;
    const NodeId until = from + std::min(reach.end - from, kGlances);
    NodeId id = from;
    while (!reach.siblings_only && id < until && !may_match(right, id)) ++id;
    if (!budget_.spend(1 + (id - from) / kGlancesPerStep)) return kNoNode;
    reach.begin = id;
    if (id == until) continue;
    reach.begin = reach.siblings_only ? (*tree_)[id].end : id + 1;
    if (may_match(right, id) && matches_complex(complex, id, place)) return id;
  }
  return kNoNode;
}

Selection::Reach Selection::reach_of(const Parts::Complex& complex, const Place& place) const {
  if (!complex.is_relative) return inside_;
  const Combinator combinator = parts_->compounds[complex.first + 1].to_left;
  const bool is_one_step = complex.last - complex.first == 2;
  const Tree::Node& anchor = (*tree_)[place.anchor];
  if (!Parts::is_sibling(combinator))
    return {place.anchor + 1, anchor.end, is_one_step && combinator == Combinator::kChild};
  if (anchor.parent == kNoNode) return {};
  const Reach behind{anchor.end, (*tree_)[anchor.parent].end, is_one_step};
  if (combinator == Combinator::kLater || !complex.leads_down) return behind;
  // All is in the next element; before it there is one text at most.
  NodeId next = behind.begin;
  while (next < behind.end && !(*tree_)[next].is_element()) ++next;
  if (next >= behind.end) return {};
  return {next, is_one_step ? next + 1 : (*tree_)[next].end, is_one_step};
}

// ---- Lists and complex selectors

bool Selection::matches_list(uint32_t list, NodeId element, const Place& place) {
  const Parts::List range = parts_->lists[list];
  for (uint32_t i = range.first; i < range.last; ++i)
    if (matches_complex(parts_->complexes[i], element, place)) return true;
  return false;
}

bool Selection::matches_complex(const Parts::Complex& complex, NodeId element, const Place& place) {
  return matches_from(complex, complex.last - 1, element, place) == Outcome::kMatches;
}

Selection::Outcome Selection::matches_from(const Parts::Complex& complex, uint32_t compound,
                                           NodeId element, const Place& place) {
  const Parts::Compound& here = parts_->compounds[compound];
  if (!budget_.spend()) return Outcome::kNever;
  if (!may_match(here, element) || !matches_compound(here, element, place))
    return Outcome::kTryLaterSibling;
  if (compound == complex.first) return Outcome::kMatches;
  const Combinator combinator = here.to_left;
  const auto left_of = [&](NodeId id) {
    return Parts::is_sibling(combinator) ? (*tree_)[id].previous : (*tree_)[id].parent;
  };
  if (combinator == Combinator::kLater && !complex.is_relative)
    return follows_one(complex, compound - 1, element, place) ? Outcome::kMatches
                                                              : Outcome::kTryDescendant;
  // Nothing that belongs to a relative selector stands before its anchor.
  const NodeId floor = complex.is_relative ? place.anchor : 0;
  for (NodeId id = left_of(element); id != kNoNode && id >= floor; id = left_of(id)) {
    const Outcome outcome = matches_from(complex, compound - 1, id, place);
    if (outcome == Outcome::kMatches || outcome == Outcome::kNever) return outcome;
    if (combinator == Combinator::kNext) return outcome;
    if (combinator == Combinator::kChild) return Outcome::kTryDescendant;
    if (combinator == Combinator::kLater && outcome == Outcome::kTryDescendant) return outcome;
  }
  return Parts::is_sibling(combinator) ? Outcome::kTryDescendant : Outcome::kNever;
}

// True if a sibling before `element` matches the selector up to `compound`. The first one that does
// is looked for once: sibling by sibling, the last of them would ask all others.
bool Selection::follows_one(const Parts::Complex& complex, uint32_t compound, NodeId element,
                            const Place& place) {
  const NodeId parent = (*tree_)[element].parent;
  if (parent == kNoNode) return false;
  if (known_firsts_.empty()) known_firsts_.resize(kKnown);
  const std::size_t slot = slot_of(compound, parent);
  KnownFirst known = known_firsts_[slot];
  if (known.question != question_ || known.compound != compound || known.parent != parent)
    known = {question_, compound, parent, kNoNode, parent + 1};
  for (; known.first == kNoNode && known.next < element; known.next = (*tree_)[known.next].end) {
    if (!budget_.spend()) return false;
    if ((*tree_)[known.next].is_element() &&
        matches_from(complex, compound, known.next, place) == Outcome::kMatches)
      known.first = known.next;
  }
  known_firsts_[slot] = known;
  return known.first < element;
}

// ---- Compounds

bool Selection::matches_compound(const Parts::Compound& compound, NodeId element,
                                 const Place& place) {
  for (uint32_t i = compound.first; i < compound.last; ++i)
    if (!matches_simple(i, element, place)) return false;
  return true;
}

bool Selection::matches_simple(uint32_t index, NodeId element, const Place& place) {
  const Simple& simple = parts_->simples[index];
  const Tree::Node& node = (*tree_)[element];
  switch (simple.match) {
    case Match::kType:
      return is_of_name(node, simple);
    case Match::kId:
      return has_id(*tree_, node, simple.value, budget_);
    case Match::kClass:
      return has_class(*tree_, node, simple.value, budget_);
    case Match::kAttribute:
      return matches_attribute(simple, *tree_, node, budget_);
    case Match::kPseudo:
      if (simple.pseudo == PseudoClass::kScope) return element == place.scope;
      return is_in_state(*tree_, element, simple.pseudo, budget_);
    case Match::kIs:
      return matches_list(simple.list, element, place);
    case Match::kNot:
      return !matches_list(simple.list, element, place);
    case Match::kHas:
      return matches_has(index, element, place);
    case Match::kNth:
      return matches_nth(index, element, place);
    case Match::kLang:
      return is_in_language(*tree_, element, simple.value, budget_);
    case Match::kDir:
      return has_direction(*tree_, element, simple.value, budget_);
    case Match::kAnchor:
      return element == place.anchor;
  }
  return false;
}

bool Selection::matches_has(uint32_t index, NodeId element, const Place& place) {
  if (known_has_.empty()) known_has_.resize(kKnown);
  const std::size_t slot = slot_of(index, element);
  if (const KnownHas& known = known_has_[slot];
      known.question == question_ && known.simple == index && known.element == element)
    return known.holds;
  const Parts::List list = parts_->lists[parts_->simples[index].list];
  bool holds = false;
  const Place here{place.scope, element};
  for (uint32_t i = list.first; i < list.last && !holds; ++i) {
    Reach reach = reach_of(parts_->complexes[i], here);
    holds = next_match(parts_->complexes[i], reach, here) != kNoNode;
  }
  known_has_[slot] = {question_, index, element, holds};
  return holds;
}

bool Selection::matches_nth(uint32_t index, NodeId element, const Place& place) {
  const Simple& simple = parts_->simples[index];
  const bool has_list = simple.list != Parts::kNoList;
  const Tree::Node& node = (*tree_)[element];
  if (node.parent == kNoNode)  // the root has no siblings
    return is_at(simple, 1) && (!has_list || matches_list(simple.list, element, place));
  SiblingPlaces::Place found{node.place, (*tree_)[node.parent].elements - node.place + 1};
  if (simple.of_type) found = places_.of_type(element, budget_);
  if (has_list)
    found = places_.of_counted(
        index, element, [&](NodeId sibling) { return matches_list(simple.list, sibling, place); });
  return found.from_start != 0 &&
         is_at(simple, simple.from_end ? found.from_end : found.from_start);
}

}  // namespace parser
