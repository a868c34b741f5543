// The article is walked in document order, and each element opens, writes and closes. What is
// between words (spaces, line ends, prefixes of quotes and lists) is not written but owed, and paid
// by the next word, so empty elements leave no trace. Tables and code are written in one piece.
// Text is escaped where it could be read as markup, so that the page can't inject any.
#include "parser/content/markdown.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "parser/content/heading.h"
#include "parser/content/markdown_code.h"
#include "parser/content/markdown_elements.h"
#include "parser/content/markdown_lines.h"
#include "parser/content/markdown_list.h"
#include "parser/content/markdown_marks.h"
#include "parser/content/markdown_math.h"
#include "parser/content/markdown_media.h"
#include "parser/content/markdown_table.h"
#include "parser/html/element_value.h"
#include "parser/html/link_gap.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

// Deeper quotes and lists are written as deep as this.
constexpr std::size_t kDeepest = 16;
constexpr std::size_t kMostResolvedBytes = 64u << 20;

using Kind = MarkdownKind;

// A word that is only there to take room: no-break spaces.
bool is_blank(std::string_view word) {
  constexpr std::string_view kNoBreakSpace = "\u00A0";
  while (word.starts_with(kNoBreakSpace)) word.remove_prefix(kNoBreakSpace.size());
  return word.empty();
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
      if (!node.is_element()) {
        if (article_.left_out[id] == 0 && !is_between_math(tree_, node)) run_.append(node.text);
        continue;
      }
      if (!write_element(id, node)) id = node.end - 1;
    }
    write_run();
    while (!open_.empty()) close();
    return lines_.take();
  }

 private:
  // What an element that is open has to write when it ends.
  struct Open {
    NodeId element = kNoNode;
    Kind kind = Kind::kPlain;
    std::size_t marks = 0;   // number of its own
    std::size_t prefix = 0;  // bytes that it added to each line's
    bool is_flat_link = false;
    bool is_list = false, is_table = false;
    bool is_first = false;     // an item, of its list
    std::size_t mark_end = 0;  // behind the mark of an item or a quote
    MarkdownLines::Place before_mark{};
    std::string end;  // text
  };

  // False: what is inside is done with.
  bool write_element(NodeId id, const Node& node) {
    const auto [kind, mark] = markdown_element(node);
    if (article_.left_out[id] != 0) return false;
    if (is_invisible(tree_, node) &&
        (kind != Kind::kMedia || effect_of(node.tag) == TagEffect::kNone))
      return false;
    // Says nothing here, so what is around it and inside is one text.
    const bool is_in_code = code_end_ > id && (kind == Kind::kEmphasis || kind == Kind::kCode);
    if (kind == Kind::kPlain || is_in_code) return true;
    Open opened;
    opened.element = id;
    opened.kind = kind;
    if (kind == Kind::kQuotation || kind == Kind::kReading) {
      open_text(id, opened);
    } else {
      write_run();
      if (take_whole(id, kind, node)) return false;
      open(id, node, mark, opened);
    }
    open_.push_back(std::move(opened));
    return true;
  }

  // ---- Lines

  void new_block() {
    if (table_.in_cell()) return lines_.owe_cell_line();
    if (is_in_line()) {
      lines_.owe_space();
      has_blocks_in_link_ = true;
      return;
    }
    marks_.restart();
    if (in_heading_) lines_.end_heading();
    in_heading_ = false;
    // What begins a list's item stands behind its mark.
    if (!is_behind_mark()) lines_.owe_lines(2);
  }

  // What has no line of its own, so nothing inside has.
  bool is_in_line() const { return is_in_flat_link_ || table_.in_cell(); }
  bool is_behind_mark() const { return lines_.is_behind_mark(); }

  // Before what `next` begins.
  void begin(std::string_view next) {
    lines_.start();
    if (!item_mark_.empty()) lines_.markup(std::exchange(item_mark_, ""));
    if (!heading_.empty()) {
      lines_.markup(std::exchange(heading_, ""));
      in_heading_ = true;
    }
    marks_.write(next);
  }

  // A line of its own, which no markup around it reaches into.
  void block_line(std::string_view text) {
    lines_.start();
    lines_.markup(text);
  }

  // A text comes in pieces, and what is markup shows only in all of it.
  void write_run() {
    if (run_.empty()) return;
    code_end_ > 0 ? code_words(run_) : words(run_);
    run_.clear();
  }

  void words(std::string_view text) {
    while (!text.empty()) {
      std::size_t end = 0;
      while (end < text.size() && !ascii::is_space(text[end])) ++end;
      if (end > 0) is_blank(text.substr(0, end)) ? lines_.owe_space() : word(text.substr(0, end));
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

  bool take_whole(NodeId id, Kind kind, const Node& node) {
    switch (kind) {
      case Kind::kImage:
        image(node);
        return true;
      case Kind::kVerbatim:
        code_lines(id);
        return true;
      case Kind::kBreak:
        line_break();
        return true;
      case Kind::kRule:
        new_block();
        // "- ---" is one line and no item.
        if (!is_in_line()) block_line(is_behind_mark() ? "___" : "---");
        new_block();
        return true;
      case Kind::kMedia:
        return media(id, node);
      case Kind::kMath:
        return math_marks(tree_, id).is_left_out || tex(id, node);
      default:
        return false;
    }
  }

  void line_break() {
    if (table_.in_cell())
      lines_.owe_cell_line();
    else if (is_in_line() || in_heading_)
      lines_.owe_space();
    else if (!lines_.break_line())
      new_block();
  }

  // A base may be long, and is read once more for each address.
  bool may_resolve() {
    resolved_bytes_ += base_.href().size();
    return resolved_bytes_ <= kMostResolvedBytes;
  }

  void image(const Node& node) {
    if (!may_resolve()) return;
    const MarkdownMedia image = image_of(tree_, node, base_);
    // A reader sees the words in its place.
    if (image.url.empty()) return words(image.text);
    std::string text = "![";
    append_escaped(image.text, text);
    raw(text.append("](").append(target(image.url)).append(")"));
  }

  bool media(NodeId id, const Node& node) {
    const bool shows_what_is_inside = effect_of(node.tag) == TagEffect::kNone;
    if (shows_what_is_inside && markdown_content(tree_, id, article_.left_out).has_words)
      return false;
    if (!may_resolve()) return true;
    const MarkdownMedia media = media_of(tree_, id, base_);
    if (media.url.empty()) return true;
    if (marks_.in_link()) {
      words(media.text);
      return true;
    }
    std::string text = "[";
    append_escaped(media.text.empty() ? media.url.href() : media.text, text);
    lines_.owe_space();
    raw(text.append("](").append(target(media.url)).append(")"));
    lines_.owe_space();
    return true;
  }

  bool tex(NodeId id, const Node& node) {
    if (node.text != "math" || id < tex_end_) return false;
    tex_end_ = node.end;
    std::string text;
    ascii::append_folded(tex_of(tree_, id), text);
    if (!text.empty()) raw("$" + code_span(text) + "$");
    return !text.empty();
  }

  std::string target(const Url& url) const { return link_target(url.href(), table_.in_cell()); }

  std::string code_span(std::string_view text) const {
    std::string code = parser::code_span(text);
    if (!table_.in_cell()) return code;
    std::string escaped;
    for (const char c : code) escaped.append(c == '|' ? "\\|" : std::string(1, c));
    return escaped;
  }

  // Text of an element of code.
  void code_words(std::string_view text) {
    std::string folded;
    ascii::append_folded(text, folded);
    if (ascii::is_space(text.front())) lines_.owe_space();
    if (folded.empty()) return;
    raw(code_span(folded));
    if (ascii::is_space(text.back())) lines_.owe_space();
  }

  void code_lines(NodeId id) {
    const CodeBlock code = code_block(tree_, id, article_.left_out);
    if (code.text.empty()) return;
    new_block();
    if (table_.in_cell()) {
      code_lines_in_cell(code.text);
    } else {
      const std::string fence = code_fence(code.text, 3);
      block_line(fence + code.language);
      lines_.lines(code.text);
      lines_.lines(fence);
      lines_.owe_lines(2);
    }
    if (!marks_.in_link()) code_links(id);
  }

  // A fence can't hold links.
  void code_links(NodeId pre) {
    std::string_view between;
    for (const CodeLink& link : links_in_code(tree_, pre, article_.left_out)) {
      Url url;
      if (!may_resolve() || url.assign(link.href, &base_) != UrlStatus::kOk) continue;
      if (url.href().starts_with(link.text)) continue;
      std::string text;
      append_escaped(link.text, text);
      if (!between.empty()) raw(between);
      raw("[" + text + "](" + target(url) + ")");
      between = ", ";
    }
    if (!between.empty()) new_block();
  }

  void code_lines_in_cell(std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      if (!ascii::trim(line).empty()) raw(code_span(line));
      lines_.owe_cell_line();
      text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
  }

  // ---- Elements with something inside

  void open(NodeId id, const Node& node, std::string_view mark, Open& opened) {
    switch (opened.kind) {
      case Kind::kHeading:
        return open_heading(node);
      case Kind::kList:
        return open_list(id, opened);
      case Kind::kItem:
        return open_item(node, opened);
      case Kind::kQuote:
        return open_quote(opened);
      case Kind::kTable:
        return open_table(id, opened);
      case Kind::kCaption:
        if (table_.is_open()) table_.break_off();
        return new_block();
      case Kind::kRow:
      case Kind::kCell:
      case Kind::kBlock:
        return open_block(node, opened);
      case Kind::kApart:
        return lines_.owe_space();
      case Kind::kCode:
        code_end_ = node.end;
        return;
      case Kind::kEmphasis:
        if (!marks_.is_open(mark)) opened.marks = marks_.open_emphasis(mark);
        return;
      case Kind::kTag:
        if (marks_.depth_of(mark) < kDeepest) opened.marks = marks_.open_tag(mark);
        return;
      case Kind::kLink:
        return open_link(id, node, opened);
      case Kind::kMath:
        return open_math(id, opened);
      default:
        return;
    }
  }

  void open_heading(const Node& node) {
    new_block();
    const auto level = static_cast<std::size_t>(level_of(node.tag));
    if (!is_in_line()) heading_ = std::string(level, '#') + " ";
  }

  void open_block(const Node& node, Open& opened) {
    if (table_.is_open() && open_in_table(node)) return;
    if (opened.kind == Kind::kCell)
      lines_.owe_space();
    else
      new_block();
  }

  void open_link(NodeId id, const Node& node, Open& opened) {
    if (marks_.in_link()) return;
    const auto href = tree_.attribute(node, "href");
    if (!href || href->starts_with('#')) return;
    const MarkdownContent content = markdown_content(tree_, id, article_.left_out);
    Url url;
    if (!content.has_words || !may_resolve() || url.assign(*href, &base_) != UrlStatus::kOk) return;
    if (link_end_ > 0 && link_end_ == lines_.size() && around_link_ == open_.size() &&
        stand_apart(link_, id))
      lines_.owe_space();
    opened.marks = marks_.open_link(target(url));
    // A heading stays one: each block inside is a link.
    opened.is_flat_link = is_in_flat_link_ = !content.has_structure;
  }

  // Side by side, as in the visible text.
  bool stand_apart(NodeId before, NodeId next) const {
    constexpr std::size_t kMostBefore = 64u << 10, kLetter = 4;
    const std::string words = words_of(tree_, before, kMostBefore);
    const std::string word = words_of(tree_, next, kLetter);
    LinkGap links;
    links.open(tree_.attribute(tree_[before], "href").value_or(""), 0);
    links.close(words.size());
    links.open(tree_.attribute(tree_[next], "href").value_or(""), words.size());
    return !word.empty() && links.divides(words, word);
  }

  // Text before and behind. The language's own marks are not known here.
  void open_text(NodeId id, Open& opened) {
    const bool is_empty = tree_[id].end == id + 1;
    if (is_empty) return;
    const bool is_reading = opened.kind == Kind::kReading;
    run_.append(is_reading ? "(" : quote_depth_ % 2 == 0 ? "\u201C" : "\u2018");
    opened.end = is_reading ? ")" : quote_depth_ % 2 == 0 ? "\u201D" : "\u2019";
    if (!is_reading) ++quote_depth_;
  }

  void open_math(NodeId id, Open& opened) {
    MathMarks marks = math_marks(tree_, id);
    if (marks.is_apart) lines_.owe_space();
    run_.append(marks.before);
    if (!marks.tag.empty()) {
      write_run();
      if (marks_.depth_of(marks.tag) < kDeepest) opened.marks = marks_.open_tag(marks.tag);
    }
    run_.append(marks.begin);
    opened.end = std::move(marks.end);
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

  void open_list(NodeId id, Open& opened) {
    if (lists_.empty() || is_in_line())
      new_block();
    else if (!is_behind_mark())
      lines_.owe_tight_line();
    opened.is_list = true;
    // One that stands in a list and in none of its items belongs to the item before it.
    const bool is_in_list = !lists_.empty() && open_.back().is_list && lists_.back().has_items;
    if (is_in_list && !is_in_line()) add_prefix(lists_.back().indent(), opened);
    MarkdownList list(tree_, id);
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
    MarkdownList alone;
    MarkdownList& list = lists_.empty() ? alone : lists_.back();
    if (table_.in_cell()) {
      new_block();
      item_mark_ = list.take_mark(tree_, node);
      if (!list.is_ordered()) item_mark_ = "\u2022 ";
      return;
    }
    if (is_in_line() || open_prefixes_ >= kDeepest) return new_block();
    marks_.restart();
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
    if (is_in_line() || table_.is_open()) return;
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
    Open closing = std::move(open_.back());
    open_.pop_back();
    run_.append(closing.end);
    if (closing.kind == Kind::kQuotation || closing.kind == Kind::kReading) {
      if (closing.kind == Kind::kQuotation && !closing.end.empty()) --quote_depth_;
      return;
    }
    write_run();
    if (closing.marks > 0) {
      marks_.close(closing.marks);
      link_ = closing.element;
      around_link_ = open_.size();
      link_end_ = tree_[link_].tag == Tag::kA ? lines_.size() : 0;
    }
    if (closing.kind == Kind::kHeading) heading_.clear();
    if (closing.kind == Kind::kItem) item_mark_.clear();
    if (closing.kind == Kind::kCode) code_end_ = 0;
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
    end_block(closing);
  }

  void end_block(const Open& closing) {
    if (closing.is_flat_link) is_in_flat_link_ = false;
    const bool ends_card = closing.is_flat_link && std::exchange(has_blocks_in_link_, false);
    const Tag tag = tree_[closing.element].tag;
    const bool is_block = effect_of(tag) == TagEffect::kLine && closing.kind != Kind::kRow;
    if (closing.kind == Kind::kApart) lines_.owe_space();
    if (ends_card || (is_block && (!table_.is_open() || table_.in_cell()))) new_block();
  }

  const Tree& tree_;
  const Article& article_;
  Url base_;
  std::size_t most_;
  MarkdownLines lines_;
  std::string run_;  // text that is not written yet
  std::vector<Open> open_;
  MarkdownMarks marks_{lines_};
  std::string heading_;    // its mark, which waits for a word
  std::string item_mark_;  // the same of an item in a cell
  NodeId code_end_ = 0;    // of the code that is open
  NodeId tex_end_ = 0;     // of the formula that was searched last
  std::size_t quote_depth_ = 0;
  std::size_t resolved_bytes_ = 0;
  bool is_in_flat_link_ = false;  // all of which is one line
  NodeId link_ = kNoNode;         // the last that has ended
  std::size_t link_end_ = 0;      // where; 0: marks of another kind ended since
  std::size_t around_link_ = 0;   // elements that are open
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
