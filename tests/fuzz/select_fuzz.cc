// parser/select: "SELECTOR\nPAGE".
#include <algorithm>
#include <string>
#include <vector>

#include "ground/utf8.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/select/selection.h"
#include "tests/fuzz/require.h"

using fuzz::require;
using parser::kNoNode;
using parser::NodeId;
using parser::Selection;
using parser::Selector;
using parser::Tree;

namespace {

constexpr std::chrono::milliseconds kTime(100);
constexpr std::size_t kMost = 50;

struct Answers {
  std::vector<NodeId> all, few;
  NodeId first = kNoNode;
  bool ran_out = false;
};

Answers ask(Selection& selection, const Selector& selector, NodeId scope) {
  Answers answers;
  selection.all(selector, scope, answers.all, SIZE_MAX);
  selection.all(selector, scope, answers.few, kMost);
  answers.first = selection.first(selector, scope);
  answers.ran_out = selection.ran_out();
  return answers;
}

void check(const Tree& tree, Selection& selection, const Selector& selector, NodeId scope) {
  const Answers answers = ask(selection, selector, scope);
  const std::vector<NodeId>& all = answers.all;
  require(std::is_sorted(all.begin(), all.end()), "elements come in document order");
  require(std::adjacent_find(all.begin(), all.end()) == all.end(), "each comes once");
  require(std::all_of(all.begin(), all.end(),
                      [&](NodeId id) { return id < tree.end() && tree[id].is_element(); }),
          "only elements of the page are chosen");
  if (answers.ran_out) return;
  require(answers.first == (all.empty() ? kNoNode : all[0]), "the first is the first of all");
  require(std::equal(answers.few.begin(), answers.few.end(), all.begin(),
                     all.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, all.size()))),
          "some are the first of all");
  for (NodeId id = 0; id < std::min<NodeId>(tree.end(), 100); ++id) {
    if (!tree[id].is_element()) continue;
    const bool matches = selection.matches(selector, id, scope);
    if (selection.ran_out()) return;
    const bool is_inside = scope == kNoNode || (id > scope && id < tree[scope].end);
    const bool is_chosen = std::binary_search(all.begin(), all.end(), id);
    require(matches || !is_chosen, "what is chosen matches");
    require(is_chosen || !matches || !is_inside, "what matches inside of the scope is chosen");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  const std::string_view text = fuzz::take_line(rest);
  parser::SelectorProblem problem;
  const auto strict = Selector::compile(text, problem);
  require(strict || (problem.at <= text.size() && !problem.what.empty()),
          "what is no selector has a place and a reason");
  const auto selector = Selector::compile(text, problem, Selector::Relative::kAllowed);
  require(selector || !strict, "all selectors are among those that may be relative");
  if (!selector) return 0;
  if (!ground::is_valid_utf8(rest)) return 0;

  static parser::HtmlParser html;
  static Tree tree;
  static Selection selection;
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  html.parse(rest, limits);
  tree.read(html);
  if (tree.empty()) return 0;
  selection.begin(tree, kTime);
  check(tree, selection, *selector, kNoNode);
  NodeId scope = tree.end() / 2;
  while (!tree[scope].is_element()) --scope;
  check(tree, selection, *selector, scope);
  return 0;
}
