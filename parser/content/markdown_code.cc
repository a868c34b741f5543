#include "parser/content/markdown_code.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "parser/content/markdown_elements.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostBytes = 1u << 20;

// Names of classes that begin with what stands before the language's own.
constexpr std::array<std::string_view, 6> kOfCode = {"language-",  "lang-",   "highlight-source-",
                                                     "highlight-", "source-", "mw-highlight-lang-"};
constexpr std::array<std::string_view, 4> kAroundCode = {"language-", "highlight-source-",
                                                         "highlight-", "mw-highlight-lang-"};
// "highlight-…" that is no language: Sphinx's for none, and boxes.
constexpr std::array<std::string_view, 12> kNone = {"default", "none",    "text",  "wrapper",
                                                    "box",     "content", "block", "container",
                                                    "code",    "lines",   "inner", "table"};

std::string plain_name(std::string_view name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return ascii::is_alphanumeric(c) || c == '+' || c == '#' || c == '-' || c == '_' || c == '.';
  });
  const bool is_none = std::find(kNone.begin(), kNone.end(), name) != kNone.end();
  return is_plain && !is_none ? std::string(name) : "";
}

// The longest of the prefixes counts.
std::string language_in(std::string_view name, std::span<const std::string_view> prefixes) {
  std::string_view longest;
  for (const std::string_view prefix : prefixes)
    if (name.starts_with(prefix) && prefix.size() > longest.size()) longest = prefix;
  return longest.empty() ? "" : plain_name(name.substr(longest.size()));
}

// "brush: js; toolbar: false", with or without the spaces.
std::string brush_in(std::string_view names) {
  constexpr std::string_view kBrush = "brush:";
  const std::size_t at = names.find(kBrush);
  if (at == names.npos) return "";
  names = ascii::trim(names.substr(at + kBrush.size()));
  return plain_name(names.substr(0, names.find_first_of("; \t\n")));
}

std::string language_of(const Tree& tree, const Tree::Node& node,
                        std::span<const std::string_view> prefixes) {
  for (const std::string_view attribute : {"data-lang", "data-language"})
    if (const auto value = tree.attribute(node, attribute); value && !value->empty())
      return plain_name(*value);
  std::string_view names = tree.attribute(node, "class").value_or("");
  if (std::string brush = brush_in(names); !brush.empty()) return brush;
  bool is_behind_name = false;  // of pandoc, which says the language behind it
  for (auto name = ascii::next_token(names); !name.empty(); name = ascii::next_token(names)) {
    std::string language = is_behind_name ? plain_name(name) : language_in(name, prefixes);
    if (!language.empty()) return language;
    is_behind_name = name == "sourceCode";
  }
  return "";
}

// Said of a box that holds the code and little else.
std::string language_around(const Tree& tree, NodeId pre) {
  constexpr int kMostLevels = 3;
  constexpr uint32_t kMostElements = 2;
  NodeId box = tree[pre].parent;
  for (int level = 0; level < kMostLevels && box != kNoNode; ++level, box = tree[box].parent) {
    const Tree::Node& node = tree[box];
    const bool is_box = (node.tag == Tag::kDiv || node.tag == Tag::kFigure);
    if (!is_box || node.elements > kMostElements) return "";
    if (std::string language = language_of(tree, node, kAroundCode); !language.empty())
      return language;
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
  CodeBlock code{"", language_of(tree, tree[pre], kOfCode)};
  Lines lines(tree, code.text);
  for (NodeId id = pre + 1; id < tree[pre].end; ++id) {
    const Tree::Node& node = tree[id];
    if (left_out[id] != 0 || is_invisible(tree, node)) {
      id = node.end - 1;
      continue;
    }
    lines.add(id);
    if (node.is_element() && code.language.empty() && node.text == "code")
      code.language = language_of(tree, node, kOfCode);
  }
  if (code.language.empty()) code.language = language_around(tree, pre);
  std::string& text = code.text;
  std::erase(text, '\r');
  while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
  if (text.starts_with('\n')) text.erase(0, 1);
  return code;
}

std::vector<CodeLink> links_in_code(const Tree& tree, NodeId pre,
                                    std::span<const uint8_t> left_out) {
  constexpr std::size_t kMostLinks = 100, kMostWords = 200;
  std::vector<CodeLink> links;
  std::set<std::string_view> known;
  for (NodeId id = pre + 1; id < tree[pre].end && links.size() < kMostLinks; ++id) {
    const auto href = tree[id].tag == Tag::kA ? tree.attribute(tree[id], "href") : std::nullopt;
    if (!href || href->starts_with('#') || left_out[id] != 0) continue;
    std::string text;
    append_words(tree, id, ' ', kMostWords, text, left_out);
    if (text.empty() || text == *href || !known.insert(*href).second) continue;
    links.push_back({*href, std::move(text)});
  }
  return links;
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
