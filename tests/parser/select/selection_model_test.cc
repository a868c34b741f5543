// Random selectors on random pages, held against a matcher that tries all there is: recursive, and
// without any of the short cuts of parser/select.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "parser/html/html.h"
#include "parser/select/selection.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

struct Compound;
using Chain = std::vector<Compound>;
using List = std::vector<Chain>;

struct Part {
  enum Kind { kName, kClass, kAttribute, kScope, kNth, kNthOfType, kIs, kNot, kHas };
  Kind kind = kName;
  std::string name;
  int step = 0, offset = 0;
  bool from_end = false;
  List list;  // of kNth: empty if there is no "of"
};

struct Compound {
  char combinator = ' ';  // to the left; of the first one: to the anchor, if there is one
  std::vector<Part> parts;
};

std::string text_of(const List& list, bool is_relative);

std::string text_of(const Part& part) {
  const std::string formula =
      std::to_string(part.step) + "n" + (part.offset < 0 ? "" : "+") + std::to_string(part.offset);
  const std::string last = part.from_end ? "last-" : "";
  switch (part.kind) {
    case Part::kName:
      return part.name;
    case Part::kClass:
      return "." + part.name;
    case Part::kAttribute:
      return "[class~=" + part.name + "]";
    case Part::kScope:
      return ":scope";
    case Part::kNth:
      return ":nth-" + last + "child(" + formula +
             (part.list.empty() ? "" : " of " + text_of(part.list, false)) + ")";
    case Part::kNthOfType:
      return ":nth-" + last + "of-type(" + formula + ")";
    case Part::kIs:
      return ":is(" + text_of(part.list, false) + ")";
    case Part::kNot:
      return ":not(" + text_of(part.list, false) + ")";
    default:
      return ":has(" + text_of(part.list, true) + ")";
  }
}

std::string text_of(const List& list, bool is_relative) {
  std::string text;
  for (const Chain& chain : list) {
    if (!text.empty()) text += ", ";
    for (std::size_t i = 0; i < chain.size(); ++i) {
      if (i > 0 || is_relative) text += std::string(" ") + chain[i].combinator + " ";
      for (const Part& part : chain[i].parts) text += text_of(part);
    }
  }
  return text;
}

class Obvious {
 public:
  Obvious(const Tree& tree, NodeId scope) : tree_(tree), scope_(scope) {}

  bool matches(const List& list, NodeId id, NodeId anchor = kNoNode) const {
    return std::any_of(list.begin(), list.end(), [&](const Chain& chain) {
      return matches(chain, chain.size() - 1, id, anchor);
    });
  }

 private:
  template <typename Holds>
  bool any_element(Holds&& holds) const {
    for (NodeId id = 0; id < tree_.end(); ++id)
      if (tree_[id].is_element() && holds(id)) return true;
    return false;
  }
  bool stands(char combinator, NodeId left, NodeId right) const {
    const bool are_siblings = tree_[left].parent == tree_[right].parent && left < right;
    switch (combinator) {
      case '>':
        return tree_[right].parent == left;
      case '+':
        return tree_[right].previous == left;
      case '~':
        return are_siblings;
      default:
        return left < right && right < tree_[left].end;
    }
  }
  // `anchor`: where the chain begins; kNoNode if it is not relative.
  bool matches(const Chain& chain, std::size_t last, NodeId id, NodeId anchor) const {
    for (const Part& part : chain[last].parts)
      if (!is(part, id)) return false;
    const char combinator = chain[last].combinator;
    if (last == 0) return anchor == kNoNode || stands(combinator, anchor, id);
    return any_element([&](NodeId left) {
      return stands(combinator, left, id) && matches(chain, last - 1, left, anchor);
    });
  }
  bool is_at(const Part& part, NodeId id, const std::vector<NodeId>& siblings) const {
    const auto found = std::find(siblings.begin(), siblings.end(), id);
    if (found == siblings.end()) return false;
    const auto place = part.from_end ? siblings.end() - found : found - siblings.begin() + 1;
    for (int n = 0; n <= 100; ++n)
      if (part.step * n + part.offset == place) return true;
    return false;
  }
  bool is(const Part& part, NodeId id) const {
    std::vector<NodeId> siblings;
    switch (part.kind) {
      case Part::kName:
        return tree_[id].text == part.name;
      case Part::kClass:
      case Part::kAttribute: {
        const auto classes = tree_.attribute(tree_[id], "class");
        return classes && ascii::has_token(*classes, part.name);
      }
      case Part::kScope:
        return id == scope_;
      case Part::kNth:
      case Part::kNthOfType:
        any_element([&](NodeId other) {
          if (tree_[other].parent != tree_[id].parent) return false;
          if (part.kind == Part::kNthOfType && tree_[other].text != tree_[id].text) return false;
          if (part.list.empty() || matches(part.list, other)) siblings.push_back(other);
          return false;
        });
        return is_at(part, id, siblings);
      case Part::kIs:
        return matches(part.list, id);
      case Part::kNot:
        return !matches(part.list, id);
      case Part::kHas:
        return any_element([&](NodeId other) { return matches(part.list, other, id); });
    }
    return false;
  }

  const Tree& tree_;
  NodeId scope_;
};

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  unsigned below(unsigned most) { return static_cast<unsigned>(random_() % most); }

  std::string page() {
    std::string html;
    for (unsigned i = 5 + below(30); i > 0; --i) {
      const std::string name = kNames[below(4)];
      constexpr std::string_view kOpen[] = {" class='x y'>", " class=x>", ">", ">text"};
      html += below(4) == 0 ? "</" + name + ">" : "<" + name + std::string(kOpen[below(4)]);
    }
    return html;
  }

  List list(unsigned depth) {
    List list(1 + below(4) / 3);
    for (Chain& chain : list) {
      chain.resize(1 + below(depth == 0 ? 4 : 2));
      for (Compound& one : chain) one = compound(depth);
    }
    return list;
  }

 private:
  static constexpr const char* kNames[] = {"div", "p", "b", "i"};

  Compound compound(unsigned depth) {
    Compound compound;
    compound.combinator = " >+~"[below(4)];
    if (below(2) == 0) compound.parts.push_back({Part::kName, kNames[below(4)], 0, 0, false, {}});
    for (unsigned i = compound.parts.empty() ? 1 : below(2); i > 0; --i)
      compound.parts.push_back(part(depth));
    return compound;
  }
  Part part(unsigned depth) {
    constexpr unsigned kDeepest = 2;
    Part part;
    part.kind = static_cast<Part::Kind>(1 + below(depth < kDeepest ? 8 : 5));
    part.name = below(2) == 0 ? "x" : "y";
    part.step = static_cast<int>(below(5)) - 2;
    part.offset = static_cast<int>(below(6)) - 1;
    part.from_end = below(2) == 0;
    const bool wants_list = part.kind >= Part::kIs || (part.kind == Part::kNth && below(2) == 0);
    if (wants_list && depth < kDeepest) part.list = list(depth + 1);
    return part;
  }

  std::mt19937 random_;
};

class SelectionModel : public testing::Test {
 protected:
  void read(std::string html) {
    html_ = std::move(html);
    HtmlLimits limits;
    limits.attributes = Attributes::kAll;
    parser_.parse(html_, limits);
    tree_.read(parser_);
    selection_.begin(tree_, std::chrono::minutes(10));
  }
  // The root, or some element.
  NodeId scope(Chance& chance) const {
    const NodeId id = chance.below(tree_.end());
    return chance.below(2) == 0 || !tree_[id].is_element() ? kNoNode : id;
  }
  void compare(const List& list, NodeId scope, bool is_relative) {
    const std::string text = text_of(list, is_relative);
    SelectorProblem problem;
    const auto selector = Selector::compile(text, problem, Selector::Relative::kAllowed);
    ASSERT_TRUE(selector) << text << ": " << problem.at << ": " << problem.what;
    const NodeId scope_or_root = scope == kNoNode ? 0 : scope;
    const Obvious obvious(tree_, scope_or_root);
    std::vector<NodeId> expected, found;
    for (NodeId id = 0; id < tree_.end(); ++id) {
      if (!tree_[id].is_element()) continue;
      const bool matches = obvious.matches(list, id, is_relative ? scope_or_root : kNoNode);
      ASSERT_EQ(selection_.matches(*selector, id, scope), matches) << text << "\n" << html_;
      const bool is_inside = scope == kNoNode || (id > scope && id < tree_[scope].end);
      if (matches && (is_inside || is_relative)) expected.push_back(id);
    }
    selection_.all(*selector, scope, found, SIZE_MAX);
    ASSERT_EQ(found, expected) << text << " at " << scope << "\n" << html_;
    ASSERT_EQ(selection_.first(*selector, scope), expected.empty() ? kNoNode : expected[0]) << text;
  }

  std::string html_;
  HtmlParser parser_;
  Tree tree_;
  Selection selection_;
};

TEST_F(SelectionModel, ChoosesWhatTrialChooses) {
  Chance chance(11);
  for (int round = 0; round < 400; ++round) {
    read(chance.page());
    for (int one = 0; one < 8; ++one) compare(chance.list(0), scope(chance), false);
    if (HasFatalFailure()) return;
  }
}

// "> " before a descendant's name can't be left out here: a relative selector that begins with a
// space is none, and begins anywhere.
TEST_F(SelectionModel, RelativeSelectorsChooseWhatTrialChooses) {
  Chance chance(12);
  for (int round = 0; round < 400; ++round) {
    read(chance.page());
    for (int one = 0; one < 8; ++one) {
      List list = chance.list(0);
      for (Chain& chain : list)
        if (chain[0].combinator == ' ') chain[0].combinator = '>';
      compare(list, scope(chance), true);
    }
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace parser
