#include "parser/select/selection.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "parser/ascii.h"

namespace parser {
namespace {

using Parts = SelectorParts;
using Simple = Parts::Simple;
using Match = Parts::Match;
using Compare = Parts::Compare;
using Combinator = Parts::Combinator;

// A step costs 5 to 100 ns, a reading of the clock 250.
constexpr uint32_t kStepsPerClockReading = 2048;
constexpr std::size_t kCandidatesPerStep = 64;

std::chrono::nanoseconds spent() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

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
  while (!list.empty()) {
    const std::string_view token = ascii::next_token(list);
    if (!token.empty() && is_equal(token, word, same)) return true;
  }
  return false;
}

// An empty value is a part of nothing.
template <typename Same>
bool compares(Compare compare, std::string_view value, std::string_view wanted, Same same) {
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
      return size > 0 && std::search(value.begin(), value.end(), wanted.begin(), wanted.end(),
                                     same) != value.end();
  }
  return false;
}

bool is_sibling(Combinator combinator) {
  return combinator == Combinator::kNext || combinator == Combinator::kLater;
}

// RFC 4647, 3.3.2: extended filtering, all in lower case.
bool is_in_range(std::string_view tag, std::string_view range) {
  const auto take = [](std::string_view& rest) {
    const std::string_view part = rest.substr(0, rest.find('-'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
  };
  if (range.empty() || tag.empty()) return range.empty() && tag.empty();
  const std::string_view first = take(range);
  if (first != "*" && first != take(tag)) return false;
  if (first == "*") take(tag);
  while (!range.empty()) {
    const std::string_view wanted = take(range);
    if (wanted == "*") continue;
    for (;;) {
      if (tag.empty()) return false;
      const std::string_view part = take(tag);
      if (part == wanted) break;
      if (part.size() == 1) return false;
    }
  }
  return true;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), ascii::lower);
  return lower;
}

// Hashes are of lower case: names of SVG and MathML, which have both, are compared again.
uint64_t traits_of(const Tree& tree, const Tree::Node& node) {
  const bool is_html = node.name_space == Namespace::kHtml;
  uint64_t traits = 0;
  for (const Tree::Attribute& attribute : tree.attributes(node)) {
    traits |=
        bit_of_attribute(is_html ? std::string(attribute.name) : in_lower_case(attribute.name));
    if (attribute.name == "id") traits |= bit_of_id(attribute.value);
    if (attribute.name != "class") continue;
    for (std::string_view list = attribute.value; !list.empty();) {
      const std::string_view token = ascii::next_token(list);
      if (!token.empty()) traits |= bit_of_class(token);
    }
  }
  return traits;
}

uint32_t name_hash_of(const Tree::Node& node) {
  return hash_of_name(node.name_space == Namespace::kHtml ? std::string(node.text)
                                                          : in_lower_case(node.text));
}

bool is_of_name(const Tree::Node& node, const Simple& simple) {
  return node.text == (node.name_space == Namespace::kHtml ? simple.lower : simple.name);
}

// True if step * n + offset is `place` for an n of 0 or more.
bool is_at(const Simple& simple, int32_t place) {
  const int32_t beyond = place - simple.offset;
  if (simple.step == 0) return beyond == 0;
  return beyond % simple.step == 0 && beyond / simple.step >= 0;
}

}  // namespace

void Selection::begin(const Tree& tree, std::chrono::milliseconds max_time) {
  tree_ = &tree;
  candidates_.clear();
  for (NodeId id = 0; id < tree.end(); ++id) {
    const Tree::Node& node = tree[id];
    if (node.is_element()) candidates_.push_back({id, name_hash_of(node), traits_of(tree, node)});
  }
  deadline_ = spent() + max_time;
  steps_ = 0;
  ran_out_ = false;
}

bool Selection::spend() {
  if (++steps_ % kStepsPerClockReading == 0) ran_out_ |= spent() >= deadline_;
  return !ran_out_;
}

std::size_t Selection::candidate_at(NodeId id) const {
  const auto found = std::lower_bound(
      candidates_.begin(), candidates_.end(), id,
      [](const Candidate& candidate, NodeId wanted) { return candidate.id < wanted; });
  return static_cast<std::size_t>(found - candidates_.begin());
}

void Selection::all(const Selector& selector, NodeId scope, std::vector<NodeId>& found,
                    std::size_t most) {
  if (tree_->empty()) return;
  parts_ = &selector.parts();
  counted_.clear();
  const NodeId end = scope == kNoNode ? tree_->end() : (*tree_)[scope].end;
  const Place place{scope, scope == kNoNode ? 0 : scope};
  const Parts::List list = parts_->lists[parts_->whole];
  const std::size_t most_found = found.size() + most;
  for (std::size_t at = scope == kNoNode ? 0 : candidate_at(scope + 1);
       at < candidates_.size() && candidates_[at].id < end && found.size() < most_found; ++at) {
    // Most are passed over in a nanosecond.
    if (at % kCandidatesPerStep == 0 && !spend()) return;
    const Candidate& candidate = candidates_[at];
    for (uint32_t i = list.first; i < list.last; ++i) {
      const Parts::Complex& complex = parts_->complexes[i];
      if (!may_match(candidate, parts_->compounds[complex.last - 1]) ||
          !matches_complex(complex, candidate.id, place))
        continue;
      found.push_back(candidate.id);
      break;
    }
  }
}

NodeId Selection::first(const Selector& selector, NodeId scope) {
  std::vector<NodeId> found;
  all(selector, scope, found, 1);
  return found.empty() ? kNoNode : found[0];
}

bool Selection::matches(const Selector& selector, NodeId element, NodeId scope) {
  parts_ = &selector.parts();
  counted_.clear();
  return matches_list(parts_->whole, element, {scope, scope == kNoNode ? 0 : scope});
}

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
  if (!spend()) return Outcome::kNever;
  if (!matches_compound(here, element, place)) return Outcome::kTryLaterSibling;
  if (compound == complex.first) return Outcome::kMatches;
  const Combinator combinator = here.to_left;
  const auto left_of = [&](NodeId id) {
    return is_sibling(combinator) ? (*tree_)[id].previous : (*tree_)[id].parent;
  };
  for (NodeId id = left_of(element); id != kNoNode; id = left_of(id)) {
    const Outcome outcome = matches_from(complex, compound - 1, id, place);
    if (outcome == Outcome::kMatches || outcome == Outcome::kNever) return outcome;
    if (combinator == Combinator::kNext) return outcome;
    if (combinator == Combinator::kChild) return Outcome::kTryDescendant;
    if (combinator == Combinator::kLater && outcome == Outcome::kTryDescendant) return outcome;
  }
  return is_sibling(combinator) ? Outcome::kTryDescendant : Outcome::kNever;
}

bool Selection::matches_compound(const Parts::Compound& compound, NodeId element,
                                 const Place& place) {
  for (uint32_t i = compound.first; i < compound.last; ++i)
    if (!matches_simple(parts_->simples[i], i, element, place)) return false;
  return true;
}

bool Selection::matches_simple(const Simple& simple, uint32_t index, NodeId element,
                               const Place& place) {
  const Tree::Node& node = (*tree_)[element];
  switch (simple.match) {
    case Match::kType:
      return is_of_name(node, simple);
    case Match::kId:
      return tree_->attribute(node, "id") == simple.value;
    case Match::kClass: {
      const auto classes = tree_->attribute(node, "class");
      return classes && has_word(*classes, simple.value, Exact());
    }
    case Match::kAttribute:
      return matches_attribute(simple, node);
    case Match::kPseudo:
      return is_in_state(*tree_, element, simple.pseudo, place.scope);
    case Match::kIs:
      return matches_list(simple.list, element, place);
    case Match::kNot:
      return !matches_list(simple.list, element, place);
    case Match::kHas:
      return matches_has(simple, element, place);
    case Match::kNth:
      return matches_nth(simple, index, element, place);
    case Match::kLang:
      return matches_lang(simple, element);
    case Match::kDir:
      return matches_dir(simple, element);
    case Match::kAnchor:
      return element == place.anchor;
  }
  return false;
}

bool Selection::matches_attribute(const Simple& simple, const Tree::Node& node) const {
  const bool is_html = node.name_space == Namespace::kHtml;
  const auto value = tree_->attribute(node, is_html ? simple.lower : simple.name);
  if (!value) return false;
  const bool any_case =
      simple.letters == Parts::Case::kIgnore ||
      (simple.letters == Parts::Case::kAsHtmlSays && is_html && is_without_case(simple.lower));
  return any_case ? compares(simple.compare, *value, simple.value, AnyCase())
                  : compares(simple.compare, *value, simple.value, Exact());
}

bool Selection::matches_lang(const Simple& simple, NodeId element) const {
  std::optional<std::string_view> said;
  for (NodeId id = element; id != kNoNode && !said; id = (*tree_)[id].parent) {
    said = tree_->attribute((*tree_)[id], "lang");
    if (!said) said = tree_->attribute((*tree_)[id], "xml:lang");
  }
  if (!said) return false;
  const std::string tag = in_lower_case(*said);
  for (std::string_view ranges = simple.value;;) {
    const std::size_t comma = ranges.find(',');
    if (is_in_range(tag, ranges.substr(0, comma))) return true;
    if (comma == ranges.npos) return false;
    ranges.remove_prefix(comma + 1);
  }
}

// Without looking at the letters of the text: dir=auto is taken for left to right.
bool Selection::matches_dir(const Simple& simple, NodeId element) const {
  for (NodeId id = element; id != kNoNode; id = (*tree_)[id].parent) {
    const auto said = tree_->attribute((*tree_)[id], "dir");
    if (!said) continue;
    if (ascii::equals(*said, "rtl")) return simple.value == "rtl";
    if (ascii::equals(*said, "ltr") || ascii::equals(*said, "auto")) return simple.value == "ltr";
  }
  return simple.value == "ltr";
}

// ---- :has()

bool Selection::matches_has(const Simple& simple, NodeId element, const Place& place) {
  const Parts::List list = parts_->lists[simple.list];
  const Place from_here{place.scope, element};
  for (uint32_t i = list.first; i < list.last; ++i)
    if (has_inside(parts_->complexes[i], element, from_here)) return true;
  return false;
}

// The first compound of a relative selector is its anchor; what is chosen lies inside of it, or
// behind it in its parent.
bool Selection::has_inside(const Parts::Complex& complex, NodeId element, const Place& place) {
  const Tree::Node& node = (*tree_)[element];
  const Combinator first = parts_->compounds[complex.first + 1].to_left;
  NodeId begin = element + 1, end = node.end;
  if (is_sibling(first)) {
    begin = node.end;
    end = node.parent == kNoNode ? node.end : (*tree_)[node.parent].end;
  }
  const Parts::Compound& right = parts_->compounds[complex.last - 1];
  for (std::size_t at = candidate_at(begin); at < candidates_.size() && candidates_[at].id < end;
       ++at) {
    if (!spend()) return false;
    const Candidate& candidate = candidates_[at];
    if (may_match(candidate, right) && matches_complex(complex, candidate.id, place)) return true;
  }
  return false;
}

// ---- :nth-child() and its like

bool Selection::counts(const Simple& simple, NodeId sibling, NodeId like, const Place& place) {
  if (simple.list != Parts::kNoList) return matches_list(simple.list, sibling, place);
  const Tree::Node &node = (*tree_)[sibling], &other = (*tree_)[like];
  return !simple.of_type || (node.text == other.text && node.name_space == other.name_space);
}

// The place of `element`, which counts, among its siblings that count. Elements are asked in the
// order of the document: from one child of a parent to the next it is a step.
int32_t Selection::place_among(const Simple& simple, uint32_t index, NodeId element,
                               const Place& place) {
  const Tree::Node& node = (*tree_)[element];
  uint64_t key = uint64_t{index} << 32 | node.parent;
  if (simple.of_type) key = XXH3_64bits_withSeed(node.text.data(), node.text.size(), key);
  Counted& counted = counted_[key];
  int32_t between = 0;
  NodeId before = element;
  for (; before != kNoNode && before != counted.last && spend(); before = (*tree_)[before].previous)
    between += counts(simple, before, element, place) ? 1 : 0;
  counted_[key].count = before == kNoNode ? between : counted_[key].count + between;
  counted_[key].last = element;
  const int32_t from_start = counted_[key].count;
  if (!simple.from_end) return from_start;
  if (counted_[key].total < 0) {
    int32_t total = from_start;
    for (NodeId id = (*tree_)[element].end; id < (*tree_)[node.parent].end && spend();
         id = (*tree_)[id].end)
      total += (*tree_)[id].is_element() && counts(simple, id, element, place) ? 1 : 0;
    counted_[key].total = total;
  }
  return counted_[key].total - from_start + 1;
}

bool Selection::matches_nth(const Simple& simple, uint32_t index, NodeId element,
                            const Place& place) {
  const Tree::Node& node = (*tree_)[element];
  const bool all_count = simple.list == Parts::kNoList && !simple.of_type;
  if (node.parent == kNoNode)  // the root has no siblings
    return is_at(simple, 1) && (all_count || counts(simple, element, element, place));
  if (all_count) {
    const uint32_t siblings = (*tree_)[node.parent].elements;
    return is_at(simple,
                 static_cast<int32_t>(simple.from_end ? siblings - node.place + 1 : node.place));
  }
  return counts(simple, element, element, place) &&
         is_at(simple, place_among(simple, index, element, place));
}

}  // namespace parser
