// Text, lines and HTML are all written in one pass over the nodes of an element, which are
// consecutive in the flat tree. There is no recursion, so depth does not matter. HTML is written as
// the standard serialises it, whatever the page's own markup looked like.
#include "parser/html/element_value.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/html/inline_style.h"
#include "parser/html/link_gap.h"
#include "parser/html/markup_names.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// ---- Words

class Words {
 public:
  Words(char between_blocks, std::size_t most, std::string& out)
      : between_blocks_(between_blocks), most_(most), begin_(out.size()), out_(out) {}

  // A line's end counts more than a cell's, and that more than a space.
  void owe(char gap) {
    constexpr std::string_view kByRank = " \t\n";
    if (gap_ == '\0' || kByRank.find(gap) > kByRank.find(gap_)) gap_ = gap;
    links_.end();
  }
  void add(std::string_view text) {
    while (!text.empty()) {
      std::size_t end = 0;
      while (end < text.size() && !ascii::is_space(text[end])) ++end;
      if (end > 0) add_word(text.substr(0, end));
      if (end == text.size()) return;
      owe(' ');
      while (end < text.size() && ascii::is_space(text[end])) ++end;
      text.remove_prefix(end);
    }
  }
  // Text whose white space counts, where there are lines; else as any other.
  void add_as_written(std::string_view text) {
    if (between_blocks_ != '\n') return add(text);
    if (gap_ == '\n' && out_.ends_with('\n')) gap_ = '\0';
    if (!text.empty()) add_word(text);
  }
  void open(Tag tag) {
    const TagEffect effect = effect_of(tag);
    if (effect == TagEffect::kVerbatim) ++verbatim_;
    if (effect == TagEffect::kNewline && is_verbatim()) return add_as_written("\n");
    if (is_block(effect)) owe(between_blocks_);
    if (effect == TagEffect::kCell) owe(between_blocks_ == '\n' ? '\t' : between_blocks_);
    if (effect == TagEffect::kApart) owe(' ');
  }
  void close(Tag tag) {
    const TagEffect effect = effect_of(tag);
    // What blocks in a cell owe, the row says better.
    if (effect == TagEffect::kCell && between_blocks_ == '\n' && gap_ != '\0') gap_ = ' ';
    if (effect == TagEffect::kCell || effect == TagEffect::kApart) owe(' ');
    if (effect == TagEffect::kVerbatim && --verbatim_ == 0 && between_blocks_ == '\n')
      while (out_.size() > begin_ && ascii::is_space(out_.back())) out_.pop_back();
    if (is_block(effect)) owe(between_blocks_);
  }
  void open_link(std::string_view href) { links_.open(href, out_.size()); }
  void close_link() { links_.close(out_.size()); }
  bool is_verbatim() const { return verbatim_ > 0; }
  bool is_full() const { return is_full_; }

 private:
  static bool is_block(TagEffect effect) {
    return effect == TagEffect::kLine || effect == TagEffect::kNewline ||
           effect == TagEffect::kVerbatim;
  }
  void add_word(std::string_view word) {
    if (is_full_) return;
    const std::size_t before = out_.size();
    if (links_.divides(std::string_view(out_).substr(begin_), word) && !is_verbatim()) owe(' ');
    if (gap_ != '\0' && before > begin_) out_.push_back(gap_);
    gap_ = '\0';
    const std::size_t room = most_ - std::min(most_, out_.size());
    const std::string_view kept = ground::utf8_prefix(word, room);
    out_.append(kept);
    is_full_ = kept.size() < word.size();
    if (kept.empty()) out_.resize(before);
  }

  char between_blocks_;
  std::size_t most_;
  std::size_t begin_;
  std::string& out_;
  char gap_ = '\0';
  LinkGap links_;
  int verbatim_ = 0;  // elements that are open
  bool is_full_ = false;
};

// The element itself or, of "pre code", the one it stands in.
NodeId verbatim_around(const Tree& tree, NodeId element) {
  constexpr int kMostLevels = 4;
  for (int level = 0; level < kMostLevels && element != kNoNode; ++level) {
    if (effect_of(tree[element].tag) == TagEffect::kVerbatim) return element;
    element = tree[element].parent;
  }
  return kNoNode;
}

// ---- HTML

// Their text is written as it is.
bool is_raw(const Tree::Node& element) {
  constexpr std::array<std::string_view, 7> kNames = {"style",   "script",   "xmp",      "iframe",
                                                      "noembed", "noframes", "plaintext"};
  return element.name_space == Namespace::kHtml &&
         std::find(kNames.begin(), kNames.end(), element.text) != kNames.end();
}

void append_escaped(std::string_view text, bool in_attribute, std::string& out) {
  constexpr std::string_view kNoBreakSpace = "\u00A0";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '&') {
      out.append("&amp;");
    } else if (c == '<') {
      out.append("&lt;");
    } else if (c == '>') {
      out.append("&gt;");
    } else if (c == '"' && in_attribute) {
      out.append("&quot;");
    } else if (text.substr(at, kNoBreakSpace.size()) == kNoBreakSpace) {
      out.append("&nbsp;");
      at += kNoBreakSpace.size() - 1;
    } else {
      out.push_back(c);
    }
  }
}

void append_start_tag(const Tree& tree, const Tree::Node& element, std::string& out) {
  out.append("<").append(element.text);
  for (const Tree::Attribute& attribute : tree.attributes(element)) {
    out.append(" ").append(attribute.name).append("=\"");
    append_escaped(attribute.value, true, out);
    out.push_back('"');
  }
  out.push_back('>');
}

void append_end_tag(const Tree::Node& element, std::string& out) {
  if (element.name_space == Namespace::kHtml && is_void(element.text)) return;
  out.append("</").append(element.text).append(">");
}

}  // namespace

bool append_words(const Tree& tree, NodeId element, char between_blocks, std::size_t most,
                  std::string& out, std::span<const uint8_t> left_out) {
  Words words(between_blocks, most, out);
  std::vector<NodeId> open;  // blocks and links, innermost last
  const auto close_until = [&](NodeId id) {
    for (; !open.empty() && tree[open.back()].end <= id; open.pop_back()) {
      words.close(tree[open.back()].tag);
      if (tree[open.back()].tag == Tag::kA) words.close_link();
    }
  };
  const NodeId end = tree[element].end;
  const NodeId verbatim = verbatim_around(tree, element);
  if (verbatim != kNoNode) words.open(tree[verbatim].tag);
  for (NodeId id = element + 1; id < end && !words.is_full(); ++id) {
    close_until(id);
    const Tree::Node& node = tree[id];
    if (!left_out.empty() && left_out[id] != 0) {
      if (node.is_element()) {
        words.open(node.tag);
        words.close(node.tag);
        id = node.end - 1;
      }
      continue;
    }
    if (!node.is_element()) {
      words.is_verbatim() ? words.add_as_written(node.text) : words.add(node.text);
      continue;
    }
    if (node.unseen) {
      id = node.end - 1;
      continue;
    }
    words.open(node.tag);
    const bool is_link = node.tag == Tag::kA;
    if (is_link) words.open_link(tree.attribute(node, "href").value_or(""));
    if (is_link || effect_of(node.tag) != TagEffect::kNone) open.push_back(id);
  }
  if (!words.is_full()) close_until(end);
  if (!words.is_full() && verbatim != kNoNode) words.close(tree[verbatim].tag);
  return !words.is_full();
}

std::string words_of(const Tree& tree, NodeId element, std::size_t most) {
  std::string words;
  append_words(tree, element, ' ', most, words);
  return words;
}

bool is_invisible(const Tree& tree, const Tree::Node& element) {
  if (element.unseen) return true;
  const auto style = tree.attribute(element, "style");
  return style && element.tag != Tag::kBody && element.tag != Tag::kHtml && hides(*style);
}

bool append_html(const Tree& tree, NodeId element, bool outer, std::size_t most, std::string& out) {
  std::vector<NodeId> open;
  if (outer) {
    append_start_tag(tree, tree[element], out);
    open.push_back(element);
  }
  const NodeId end = tree[element].end;
  bool is_whole = true;
  NodeId id = element + 1;
  for (; id < end; ++id) {
    while (!open.empty() && tree[open.back()].end <= id) {
      append_end_tag(tree[open.back()], out);
      open.pop_back();
    }
    const Tree::Node& node = tree[id];
    const std::size_t before = out.size();
    if (node.is_element()) {
      append_start_tag(tree, node, out);
    } else if (is_raw(tree[node.parent])) {
      out.append(node.text);
    } else {
      append_escaped(node.text, false, out);
    }
    if (out.size() > most) {
      out.resize(before);
      is_whole = false;
      break;
    }
    if (node.is_element()) open.push_back(id);
  }
  // What is open is closed even if there is no room for more: its names are short.
  for (; !open.empty(); open.pop_back()) append_end_tag(tree[open.back()], out);
  return is_whole;
}

std::string_view url_attribute(const Tree::Node& element) {
  struct Row {
    std::string_view name;
    std::string_view attribute;
  };
  // HTML's index of attributes: those whose value is one URL, the first by use.
  static constexpr Row kRows[] = {
      {"a", "href"},      {"area", "href"},       {"link", "href"},   {"base", "href"},
      {"img", "src"},     {"script", "src"},      {"iframe", "src"},  {"frame", "src"},
      {"embed", "src"},   {"source", "src"},      {"track", "src"},   {"audio", "src"},
      {"video", "src"},   {"input", "src"},       {"form", "action"}, {"button", "formaction"},
      {"object", "data"}, {"blockquote", "cite"}, {"q", "cite"},      {"ins", "cite"},
      {"del", "cite"},    {"meta", "content"},    {"image", "href"}};
  for (const Row& row : kRows)
    if (row.name == element.text) return row.attribute;
  return "";
}

std::optional<std::string_view> base_href(const Tree& tree) {
  for (NodeId id = 0; id < tree.end(); ++id) {
    if (tree[id].tag != Tag::kBase) continue;
    const auto href = tree.attribute(tree[id], "href");
    if (!href) continue;
    if (href->size() > kMaxBaseBytes) return std::nullopt;
    return href;
  }
  return std::nullopt;
}

}  // namespace parser
