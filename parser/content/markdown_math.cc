#include "parser/content/markdown_math.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

// Elements whose children have each a place of its own, counted from 1.
struct Script {
  std::string_view name;
  uint32_t lowered = 0, raised = 0;
};
constexpr std::array<Script, 6> kScripts = {{{"msub", 2, 0},
                                             {"msup", 0, 2},
                                             {"msubsup", 2, 3},
                                             {"munder", 2, 0},
                                             {"mover", 0, 2},
                                             {"munderover", 2, 3}}};
constexpr std::array<std::string_view, 5> kTokens = {"mi", "mn", "mo", "mtext", "ms"};

bool is_token(const Node& node) {
  return std::find(kTokens.begin(), kTokens.end(), node.text) != kTokens.end();
}

// A fraction's part or a root's of more than one piece.
bool needs_brackets(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  if (is_token(node)) return false;
  return node.elements != 1 || !is_token(tree[id + 1].is_element() ? tree[id + 1] : node);
}

void put_in_brackets(MathMarks& marks) {
  marks.begin += '(';
  marks.end.insert(0, 1, ')');
}

void mark_by_place(const Tree& tree, NodeId id, const Node& parent, MathMarks& marks) {
  const Node& node = tree[id];
  for (const Script& script : kScripts) {
    if (parent.text != script.name) continue;
    if (node.place == script.lowered) marks.tag = "<sub>";
    if (node.place == script.raised) marks.tag = "<sup>";
  }
  if (parent.text == "mfrac") {
    if (node.place == 2) marks.before = "/";
    if (needs_brackets(tree, id)) put_in_brackets(marks);
  }
  if (parent.text == "mroot") {
    // The third root is the power of a third.
    if (node.place == 1 && needs_brackets(tree, id)) put_in_brackets(marks);
    if (node.place == 2) {
      marks.tag = "<sup>";
      marks.begin = "1/";
    }
  }
  if (parent.text == "mfenced" && node.place > 1) {
    const std::string_view between =
        ascii::trim(tree.attribute(parent, "separators").value_or(","));
    const bool is_plain = between.empty() || static_cast<unsigned char>(between[0]) < 0x80;
    marks.before = is_plain ? between.substr(0, 1) : ",";
  }
  if (parent.text == "semantics" && node.place > 1) marks.is_left_out = true;
  if (node.text == "mtr" && node.place > 1) marks.before = "; ";
}

}  // namespace

MathMarks math_marks(const Tree& tree, NodeId element) {
  const Node& node = tree[element];
  MathMarks marks;
  marks.is_left_out = node.text == "mphantom" || node.text == "annotation" ||
                      node.text == "annotation-xml" || node.text == "none";
  marks.is_apart = node.text == "mtd" || node.text == "mspace";
  if (node.parent != kNoNode && tree[node.parent].name_space == Namespace::kMathMl)
    mark_by_place(tree, element, tree[node.parent], marks);
  if (node.text == "msqrt") {
    marks.begin += "\u221A(";
    marks.end.insert(0, 1, ')');
  }
  if (node.text == "mfenced") {
    marks.begin += tree.attribute(node, "open").value_or("(");
    marks.end.insert(0, tree.attribute(node, "close").value_or(")"));
  }
  return marks;
}

std::string_view tex_of(const Tree& tree, NodeId math) {
  for (NodeId id = math + 1; id < tree[math].end; ++id) {
    const Node& node = tree[id];
    if (node.text != "annotation" || !node.is_element()) continue;
    const auto encoding = tree.attribute(node, "encoding");
    const bool is_text = id + 1 < node.end && !tree[id + 1].is_element();
    if (encoding && (encoding == "application/x-tex" || encoding == "TeX") && is_text)
      return ascii::trim(tree[id + 1].text);
  }
  return "";
}

bool is_between_math(const Tree& tree, const Node& text) {
  if (text.parent == kNoNode || tree[text.parent].name_space != Namespace::kMathMl) return false;
  return !is_token(tree[text.parent]) && ascii::trim(text.text).empty();
}

}  // namespace parser
