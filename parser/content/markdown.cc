// The article is walked in document order, and each element opens, writes and closes. What is
// between words (spaces, line ends, prefixes of quotes and lists) is not written but owed, and paid
// by the next word, so empty elements leave no trace. Tables and code are written in one piece.
// Text is escaped where it could be read as markup, so that the page can't inject any.
#include "parser/content/markdown.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "parser/content/heading.h"
#include "parser/content/markdown_code.h"
#include "parser/content/markdown_lines.h"
#include "parser/content/markdown_list.h"
#include "parser/content/markdown_marks.h"
#include "parser/content/markdown_table.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

// Deeper quotes and lists are written as deep as this.
constexpr std::size_t kDeepest = 16;
constexpr std::size_t kMaxCodeBytes = 1u << 20;

std::string_view emphasis_of(const Node& node) {
  if (node.name_space != Namespace::kHtml) return "";
  if (node.text == "b" || node.text == "strong") return "**";
  if (node.text == "i" || node.text == "em" || node.text == "cite") return "*";
  if (node.text == "del" || node.text == "s" || node.text == "strike") return "~~";
  return "";
}

// What Markdown has no mark for, and would be another number or formula without.
std::string_view tag_of(const Node& node) {
  if (node.name_space != Namespace::kHtml) return "";
  if (node.text == "sup") return "<sup>";
  return node.text == "sub" ? "<sub>" : "";
}

bool is_block(Tag tag) {
  const TagEffect effect = effect_of(tag);
  return effect == TagEffect::kLine || effect == TagEffect::kVerbatim;
}

bool is_code(const Node& node) {
  return node.text == "code" || node.text == "kbd" || node.text == "samp";
}

bool is_plain(const Node& node) {
  return effect_of(node.tag) == TagEffect::kNone && node.tag != Tag::kA && node.tag != Tag::kImg &&
         emphasis_of(node).empty() && tag_of(node).empty() && !is_code(node);
}

class Writer {
 public:
  Writer(const Tree& tree, const Article& article, const Url& page, std::size_t most)
      : tree_(tree), article_(article), base_(page), most_(most) {
    if (const auto href = base_href(tree)) {
      Url base;
      if (base.assign(*href, &page) == UrlStatus::kOk) base_ = base;
    }
  }

  std::string write() {
    if (article_.root == kNoNode) return "";
    const NodeId end = tree_[article_.root].end;
    for (NodeId id = article_.root; id < end && lines_.size() + run_.size() < most_; ++id) {
      while (!open_.empty() && tree_[open_.back().element].end <= id) close();
      const Node& node = tree_[id];
      const bool is_out = article_.left_out[id] != 0 || node.unseen;
      if (is_out && node.is_element()) id = node.end - 1;
      if (is_out) continue;
      if (!node.is_element()) {
        run_.append(node.text);
        continue;
      }
      // Says nothing here, so what is around it and inside is one text.
      if (is_plain(node)) continue;
      write_run();
      if (!take_whole(id, node))
        open(id, node);
      else
        id = node.end - 1;
    }
    write_run();
    while (!open_.empty()) close();
    return lines_.take();
  }

 private:
  // What an element that is open has to write when it ends.
  struct Open {
    NodeId element = kNoNode;
    std::size_t marks = 0;   // number of its own
    std::size_t prefix = 0;  // bytes that it added to each line's
    bool is_link = false;
    bool is_list = false, is_table = false;
    bool is_first = false;     // an item, of its list
    std::size_t mark_end = 0;  // behind the mark of an item or a quote
    MarkdownLines::Place before_mark{};
  };

  // ---- Lines

  void new_block() {
    if (is_in_line()) {
      lines_.owe_space();
      has_blocks_in_link_ |= marks_.in_link();
      return;
    }
    marks_.restart();
    if (in_heading_) lines_.end_heading();
    in_heading_ = false;
    // What begins a list's item stands behind its mark.
    if (!is_behind_mark()) lines_.owe_lines(2);
  }

  // What has no line of its own, so nothing inside has.
  bool is_in_line() const { return marks_.in_link() || table_.in_cell(); }
  bool is_behind_mark() const { return lines_.is_behind_mark(); }

  // Before what `next` begins.
  void begin(std::string_view next) {
    lines_.start();
    if (!heading_.empty()) {
      lines_.markup(std::exchange(heading_, ""));
      in_heading_ = true;
    }
    marks_.write(next);
  }

  // A text comes in pieces, and what is markup shows only in all of it.
  void write_run() {
    if (run_.empty()) return;
    words(run_);
    run_.clear();
  }

  void words(std::string_view text) {
    while (!text.empty()) {
      std::size_t end = 0;
      while (end < text.size() && !ascii::is_space(text[end])) ++end;
      if (end > 0) word(text.substr(0, end));
      if (end == text.size()) return;
      lines_.owe_space();
      while (end < text.size() && ascii::is_space(text[end])) ++end;
      text.remove_prefix(end);
    }
  }

  void word(std::string_view text) {
    begin(text);
    lines_.word(text);
  }

  void raw(std::string_view text) {
    begin(text);
    lines_.markup(text);
  }

  // ---- Elements that are written in one piece

  bool take_whole(NodeId id, const Node& node) {
    if (node.tag == Tag::kImg) {
      image(node);
    } else if (node.tag == Tag::kPre || node.tag == Tag::kListing) {
      code_lines(id);
    } else if (node.tag == Tag::kBr) {
      if (is_in_line() || in_heading_)
        lines_.owe_space();
      else if (!lines_.break_line())
        new_block();
    } else if (node.tag == Tag::kHr) {
      new_block();
      // "- ---" is one line and no item.
      if (!is_in_line()) raw(is_behind_mark() ? "___" : "---");
      new_block();
    } else if (is_code(node)) {
      code(id);
    } else {
      return false;
    }
    return true;
  }

  void image(const Node& node) {
    auto source = tree_.attribute(node, "src");
    // Pages that load images late keep the place for scripts.
    if (!source || source->starts_with("data:")) source = tree_.attribute(node, "data-src");
    Url url;
    if (!source || url.assign(*source, &base_) != UrlStatus::kOk) return;
    std::string alt;
    ascii::append_folded(tree_.attribute(node, "alt").value_or(""), alt);
    std::string text = "![";
    append_escaped(alt, text);
    raw(text.append("](").append(target(url)).append(")"));
  }

  // What Markdown has a meaning for in a target, in a cell or before it looks for links.
  std::string target(const Url& url) const {
    std::string href;
    for (const char c : url.href()) {
      if (c == '|' && table_.in_cell())
        href += "%7C";
      else if (c == '`')
        href += "%60";
      else if (c == '\\')
        href += "%5C";
      else
        href += c;
    }
    return href.find_first_of("()") == href.npos ? href : "<" + href + ">";
  }

  void code(NodeId id) {
    std::string text;
    append_words(tree_, id, ' ', kMaxCodeBytes, text);
    if (text.empty()) return;
    const std::string fence = code_fence(text, 1);
    const bool needs_space = text.starts_with('`') || text.ends_with('`');
    if (table_.in_cell()) {
      std::string escaped;
      for (const char c : text) escaped.append(c == '|' ? "\\|" : std::string(1, c));
      text = std::move(escaped);
    }
    raw(fence + (needs_space ? " " : "") + text + (needs_space ? " " : "") + fence);
  }

  void code_lines(NodeId id) {
    const CodeBlock code = code_block(tree_, id, article_.left_out);
    if (code.text.empty()) return;
    if (is_in_line()) return words(code.text);
    const std::string fence = code_fence(code.text, 3);
    new_block();
    raw(fence + code.language);
    lines_.lines(code.text);
    lines_.lines(fence);
    lines_.owe_lines(2);
  }

  // ---- Elements with something inside

  void open(NodeId id, const Node& node) {
    Open opened;
    opened.element = id;
    if (is_heading(node.tag)) {
      new_block();
      const auto level = static_cast<std::size_t>(node.tag) - static_cast<std::size_t>(Tag::kH1);
      if (!is_in_line()) heading_ = std::string(level + 1, '#') + " ";
    } else if (node.tag == Tag::kUl || node.tag == Tag::kOl) {
      open_list(node, opened);
    } else if (node.tag == Tag::kLi) {
      open_item(node, opened);
    } else if (node.tag == Tag::kBlockquote) {
      open_quote(opened);
    } else if (node.tag == Tag::kTable) {
      open_table(id, opened);
    } else if (table_.is_open() && open_in_table(node)) {
      // written
    } else if (is_block(node.tag)) {
      new_block();
    } else if (node.tag == Tag::kTd || node.tag == Tag::kTh) {
      lines_.owe_space();
    } else {
      open_inline(node, opened);
    }
    open_.push_back(opened);
  }

  void open_inline(const Node& node, Open& opened) {
    const std::string_view marks = emphasis_of(node);
    if (!marks.empty() && !marks_.is_open(marks)) opened.marks = marks_.open_emphasis(marks);
    const std::string_view tag = tag_of(node);
    if (!tag.empty() && marks_.depth_of(tag) < kDeepest) opened.marks = marks_.open_tag(tag);
    if (node.tag != Tag::kA || marks_.in_link()) return;
    const auto href = tree_.attribute(node, "href");
    Url url;
    if (!href || href->starts_with('#') || url.assign(*href, &base_) != UrlStatus::kOk) return;
    opened.marks = marks_.open_link(target(url));
    opened.is_link = true;
  }

  void add_prefix(std::string_view prefix, Open& opened) {
    if (open_prefixes_ >= kDeepest) return;
    opened.prefix = prefix.size();
    lines_.push_prefix(prefix);
    ++open_prefixes_;
  }

  // Written at once only behind another mark. An empty one is taken back.
  void begin_mark(std::string_view mark, Open& opened) {
    opened.before_mark = lines_.place();
    lines_.start();
    lines_.mark(mark);
    opened.mark_end = lines_.size();
  }

  void open_quote(Open& opened) {
    new_block();
    if (is_in_line() || open_prefixes_ >= kDeepest) return;
    if (is_behind_mark()) begin_mark("> ", opened);
    add_prefix("> ", opened);
  }

  void open_list(const Node& node, Open& opened) {
    if (lists_.empty() || is_in_line())
      new_block();
    else if (!is_behind_mark())
      lines_.owe_tight_line();
    opened.is_list = true;
    MarkdownList list(tree_, node);
    const bool is_next = lines_.size() == list_end_ && open_prefixes_ == list_depth_;
    if (is_next && last_list_.has_items) list.differ_from(last_list_);
    lists_.push_back(list);
  }

  void close_list() {
    if (lists_.back().has_items) {
      last_list_ = lists_.back();
      list_end_ = lines_.size();
      list_depth_ = open_prefixes_;
    }
    lists_.pop_back();
  }

  void open_item(const Node& node, Open& opened) {
    if (is_in_line() || open_prefixes_ >= kDeepest) return new_block();
    marks_.restart();
    MarkdownList alone;
    MarkdownList& list = lists_.empty() ? alone : lists_.back();
    const std::string mark = list.take_mark(tree_, node);
    opened.is_first = !list.has_items;
    list.has_items = true;
    if (is_behind_mark())
      lines_.owe_lines(0);
    else if (!opened.is_first || !lines_.owes_line())
      lines_.owe_lines(1);
    if (opened.is_first && !list.can_follow_text(mark) && !is_behind_mark()) lines_.owe_lines(2);
    begin_mark(mark, opened);
    add_prefix(std::string(mark.size(), ' '), opened);
  }

  void open_table(NodeId id, Open& opened) {
    new_block();
    if (marks_.in_link() || table_.is_open()) return;
    opened.is_table = table_.begin(tree_, id, article_.left_out);
  }
  // False: it is not of the table but of what is in a cell, or a caption.
  bool open_in_table(const Node& node) {
    const auto column = table_.column_of(tree_, node);
    if (!column && node.tag != Tag::kTr) return false;
    marks_.restart();
    if (column)
      table_.begin_cell(*column);
    else
      table_.begin_row();
    return true;
  }

  // ---- Ends

  void take_back(const Open& empty) {
    lines_.go_back(empty.before_mark);
    if (empty.is_first && !lists_.empty()) lists_.back().has_items = false;
  }

  void close() {
    write_run();
    Open& closing = open_.back();
    const Node& node = tree_[closing.element];
    if (closing.marks > 0) marks_.close(closing.marks);
    const bool ends_card = closing.is_link && has_blocks_in_link_;
    if (is_heading(node.tag)) heading_.clear();
    if (closing.is_table) {
      marks_.restart();
      table_.end();
    }
    if (closing.is_list) close_list();
    if (closing.prefix > 0) {
      lines_.pop_prefix(closing.prefix);
      --open_prefixes_;
    }
    if (closing.mark_end > 0 && closing.mark_end == lines_.size()) take_back(closing);
    const bool ends_block = is_block(node.tag) && (!table_.is_open() || table_.in_cell());
    open_.pop_back();
    if (ends_card) has_blocks_in_link_ = false;
    if (ends_block || ends_card) new_block();
  }

  const Tree& tree_;
  const Article& article_;
  Url base_;
  std::size_t most_;
  MarkdownLines lines_;
  std::string run_;  // text that is not written yet
  std::vector<Open> open_;
  MarkdownMarks marks_{lines_};
  std::string heading_;  // its mark, which waits for a word
  bool has_blocks_in_link_ = false;
  bool in_heading_ = false;  // in its line
  MarkdownTable table_{lines_};
  std::size_t open_prefixes_ = 0;
  std::vector<MarkdownList> lists_;  // open
  MarkdownList last_list_;           // that ended
  std::size_t list_end_ = 0, list_depth_ = 0;
};

}  // namespace

std::string article_markdown(const Tree& tree, const Article& article, const Url& page,
                             std::size_t most) {
  return Writer(tree, article, page, most).write();
}

}  // namespace parser
