#include "parser/content/markdown_code.h"

#include <algorithm>
#include <vector>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostBytes = 1u << 20;

std::string language_of(const Tree& tree, const Tree::Node& node) {
  std::string_view names = tree.attribute(node, "class").value_or("");
  for (auto name = ascii::next_token(names); !name.empty(); name = ascii::next_token(names))
    for (const std::string_view start : {"language-", "lang-", "highlight-source-"}) {
      const std::string_view rest = name.substr(std::min(name.size(), start.size()));
      const bool is_plain = std::all_of(rest.begin(), rest.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '+' || c == '#' || c == '-';
      });
      if (name.starts_with(start) && is_plain) return std::string(rest);
    }
  return "";
}

// Highlighters put each line into a block of its own, which then has no line feed.
class Lines {
 public:
  Lines(const Tree& tree, std::string& out) : tree_(tree), out_(out) {}

  void add(NodeId id) {
    const Tree::Node& node = tree_[id];
    while (!block_ends_.empty() && block_ends_.back() <= id) {
      block_ends_.pop_back();
      owes_line_ = true;
    }
    if (!node.is_element()) return text(node.text);
    if (node.tag == Tag::kBr) return text("\n");
    if (effect_of(node.tag) == TagEffect::kLine) {
      owes_line_ = true;
      block_ends_.push_back(node.end);
    }
  }

 private:
  void text(std::string_view text) {
    if (owes_line_ && !out_.empty() && !out_.ends_with('\n')) out_.push_back('\n');
    owes_line_ = false;
    if (out_.size() < kMostBytes) out_.append(text);
  }

  const Tree& tree_;
  std::string& out_;
  std::vector<NodeId> block_ends_;
  bool owes_line_ = false;
};

}  // namespace

CodeBlock code_block(const Tree& tree, NodeId pre, std::span<const uint8_t> left_out) {
  CodeBlock code{"", language_of(tree, tree[pre])};
  Lines lines(tree, code.text);
  for (NodeId id = pre + 1; id < tree[pre].end; ++id) {
    const Tree::Node& node = tree[id];
    if (left_out[id] != 0 || node.unseen) {
      if (node.is_element()) id = node.end - 1;
      continue;
    }
    lines.add(id);
    if (node.is_element() && code.language.empty() && node.text == "code")
      code.language = language_of(tree, node);
  }
  std::string& text = code.text;
  std::erase(text, '\r');
  while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
  if (text.starts_with('\n')) text.erase(0, 1);
  return code;
}

std::string code_fence(std::string_view text, std::size_t at_least) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(longest + 1, at_least), '`');
}

std::string code_span(std::string_view text) {
  const std::string fence = code_fence(text, 1);
  const std::string_view space = text.starts_with('`') || text.ends_with('`') ? " " : "";
  return fence + std::string(space).append(text).append(space) + fence;
}

}  // namespace parser
