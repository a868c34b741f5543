#include "parser/content/markdown.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "parser/ascii.h"
#include "parser/extract/element_value.h"

namespace parser {
namespace {

using Node = Tree::Node;

// Deeper quotes and lists are written as deep as this.
constexpr std::size_t kDeepest = 16;
constexpr std::size_t kMaxCodeBytes = 1u << 20;

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// What has a meaning wherever it stands. A '_' has none between letters.
bool is_markup(std::string_view word, std::size_t at) {
  const char c = word[at];
  const char next = at + 1 < word.size() ? word[at + 1] : '\0';
  if (c == '<') return ascii::is_alpha(next) || next == '/' || next == '!' || next == '?';
  if (c == '&') return ascii::is_alpha(next) || next == '#';
  if (c == '_') return at == 0 || at + 1 == word.size();
  return c == '\\' || c == '`' || c == '*' || c == '[' || c == ']' || c == '|' || c == '~';
}

// What has one at the beginning of a line: headings, lists, quotes, lines below.
std::size_t markup_at_start(std::string_view word) {
  if (word.empty()) return std::string_view::npos;
  const char c = word[0];
  if (c == '>' || c == '=' || c == '#' || c == '+' || c == '-') return 0;
  std::size_t digits = 0;
  while (digits < word.size() && ascii::is_digit(word[digits])) ++digits;
  const bool is_number = digits > 0 && digits < word.size() && digits <= 9;
  return is_number && (word[digits] == '.' || word[digits] == ')') ? digits
                                                                   : std::string_view::npos;
}

std::string_view emphasis_of(const Node& node) {
  if (node.name_space != Namespace::kHtml) return "";
  if (node.text == "b" || node.text == "strong") return "**";
  if (node.text == "i" || node.text == "em" || node.text == "cite") return "*";
  if (node.text == "del" || node.text == "s" || node.text == "strike") return "~~";
  return "";
}

bool is_block(Tag tag) {
  const TagEffect effect = effect_of(tag);
  return effect == TagEffect::kLine || effect == TagEffect::kVerbatim;
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
    for (NodeId id = article_.root; id < end && out_.size() < most_; ++id) {
      while (!open_.empty() && tree_[open_.back().element].end <= id) close();
      const Node& node = tree_[id];
      const bool is_out = article_.left_out[id] != 0 || node.unseen;
      if (is_out && node.is_element()) id = node.end - 1;
      if (is_out) continue;
      if (!node.is_element()) {
        run_.append(node.text);
        continue;
      }
      write_run();
      if (!take_whole(id, node))
        open(id, node);
      else
        id = node.end - 1;
    }
    write_run();
    while (!open_.empty()) close();
    while (out_.ends_with('\n') || out_.ends_with(' ')) out_.pop_back();
    if (!out_.empty()) out_.push_back('\n');
    return std::move(out_);
  }

 private:
  // What an element that is open has to write when it ends.
  struct Open {
    NodeId element;
    std::string end;          // of emphasis and links
    bool is_written = false;  // the beginning of it
    bool is_over = false;     // its end was written before a block ended
    std::size_t prefix = 0;   // bytes that it added to prefix_
    bool is_list = false, is_table = false, has_items = false;
    int number = 0;  // of the next item of an <ol>; 0: of an <ul>
  };
  struct Pending {
    std::size_t open;  // in open_
    std::string text;
  };

  // ---- Lines

  void new_block() {
    if (in_link_ > 0 || in_cell_) {
      gap_ = true;
      has_blocks_in_link_ |= in_link_ > 0;
      return;
    }
    end_emphasis();
    // What begins a list's item stands behind its mark.
    if (!at_start_ || lines_ > 0) owe_lines(2);
  }

  void owe_lines(int lines) {
    owed_prefix_ = lines_ > 0 ? std::min(owed_prefix_, prefix_.size()) : prefix_.size();
    lines_ = lines;
  }

  // The line that what follows stands in.
  void start_text() {
    if (lines_ > 0) {
      if (!out_.empty()) {
        for (int line = 0; line < lines_; ++line) {
          if (line > 0) out_.append(trimmed_prefix(owed_prefix_));
          out_.push_back('\n');
        }
      }
      out_.append(prefix_);
      gap_ = false;
      at_start_ = true;
    } else if (gap_ && !at_start_) {
      out_.push_back(' ');
    }
    lines_ = 0;
    gap_ = false;
  }
  // Of an empty line: of quotes that hold what is before it and what is behind.
  std::string_view trimmed_prefix(std::size_t most = std::string::npos) const {
    std::string_view prefix = std::string_view(prefix_).substr(0, most);
    while (prefix.ends_with(' ')) prefix.remove_suffix(1);
    return prefix;
  }

  void write_pending() {
    for (const Pending& pending : pending_) {
      out_.append(pending.text);
      open_[pending.open].is_written = true;
      at_start_ = false;
    }
    pending_.clear();
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
      gap_ = true;
      while (end < text.size() && ascii::is_space(text[end])) ++end;
      text.remove_prefix(end);
    }
  }

  void word(std::string_view text) {
    start_text();
    const bool is_first = at_start_ && pending_.empty();
    write_pending();
    const std::size_t start = is_first ? markup_at_start(text) : text.npos;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (at == start || is_markup(text, at)) out_.push_back('\\');
      out_.push_back(text[at]);
    }
    at_start_ = false;
  }

  void raw(std::string_view text) {
    start_text();
    write_pending();
    out_.append(text);
    at_start_ = false;
  }

  // ---- Elements that are written in one piece

  bool take_whole(NodeId id, const Node& node) {
    if (node.tag == Tag::kImg) {
      image(node);
    } else if (node.tag == Tag::kPre || node.tag == Tag::kListing) {
      code_block(id);
    } else if (node.tag == Tag::kBr) {
      if (in_link_ > 0 || in_cell_)
        gap_ = true;
      else
        new_line_in_block();
    } else if (node.tag == Tag::kHr) {
      new_block();
      raw("---");
      new_block();
    } else if (node.text == "code" || node.text == "kbd" || node.text == "samp") {
      code(id);
    } else {
      return false;
    }
    return true;
  }

  void new_line_in_block() {
    if (lines_ > 0 || out_.empty() || at_start_) return;
    out_.append("\\");
    lines_ = 1;
  }

  void image(const Node& node) {
    auto source = tree_.attribute(node, "src");
    // Pages that load images late keep the place for scripts.
    if (!source || source->starts_with("data:")) source = tree_.attribute(node, "data-src");
    Url url;
    if (!source || url.assign(*source, &base_) != UrlStatus::kOk) return;
    std::string alt;
    ascii::append_folded(tree_.attribute(node, "alt").value_or(""), alt);
    start_text();
    write_pending();
    out_.append("![");
    for (std::size_t at = 0; at < alt.size(); ++at) {
      if (is_markup(alt, at)) out_.push_back('\\');
      out_.push_back(alt[at]);
    }
    out_.append("](").append(target(url)).append(")");
    at_start_ = false;
  }

  static std::string target(const Url& url) {
    const std::string href(url.href());
    return href.find_first_of("()") == href.npos ? href : "<" + href + ">";
  }

  void code(NodeId id) {
    std::string text;
    append_words(tree_, id, ' ', kMaxCodeBytes, text);
    if (text.empty()) return;
    const std::string fence(longest_run(text, '`') + 1, '`');
    const bool needs_space = text.starts_with('`') || text.ends_with('`');
    if (in_cell_) {
      std::string escaped;
      for (const char c : text) escaped.append(c == '|' ? "\\|" : std::string(1, c));
      text = std::move(escaped);
    }
    raw(fence + (needs_space ? " " : "") + text + (needs_space ? " " : "") + fence);
  }

  void code_block(NodeId id) {
    std::string text, language = language_of(tree_[id]);
    for (NodeId inner = id + 1; inner < tree_[id].end; ++inner) {
      const Node& node = tree_[inner];
      if (!node.is_element() && text.size() < kMaxCodeBytes) text.append(node.text);
      if (node.tag == Tag::kBr) text.push_back('\n');
      if (node.is_element() && language.empty() && node.text == "code")
        language = language_of(node);
    }
    std::erase(text, '\r');
    while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
    if (text.starts_with('\n')) text.erase(0, 1);
    if (text.empty()) return;
    if (in_link_ > 0 || in_cell_) return words(text);
    const std::string fence(std::max<std::size_t>(longest_run(text, '`') + 1, 3), '`');
    new_block();
    raw(fence + language);
    for (std::string_view rest = text;;) {
      const std::size_t line = rest.find('\n');
      out_.append("\n").append(line == 0 ? trimmed_prefix() : std::string_view(prefix_));
      out_.append(rest.substr(0, line));
      if (line == rest.npos) break;
      rest.remove_prefix(line + 1);
    }
    out_.append("\n").append(prefix_).append(fence);
    lines_ = 2;
  }

  std::string language_of(const Node& node) const {
    std::string_view names = tree_.attribute(node, "class").value_or("");
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

  // ---- Elements with something inside

  void open(NodeId id, const Node& node) {
    Open opened{id, ""};
    if (node.tag >= Tag::kH1 && node.tag <= Tag::kH6) {
      new_block();
      if (in_link_ == 0 && !in_cell_)
        heading_ = 1 + static_cast<int>(node.tag) - static_cast<int>(Tag::kH1);
    } else if (node.tag == Tag::kUl || node.tag == Tag::kOl) {
      open_list(node, opened);
    } else if (node.tag == Tag::kLi) {
      open_item(opened);
    } else if (node.tag == Tag::kBlockquote) {
      new_block();
      add_prefix("> ", opened);
    } else if (node.tag == Tag::kTable) {
      open_table(id, opened);
    } else if (node.tag == Tag::kTr && in_table_) {
      open_row();
    } else if ((node.tag == Tag::kTd || node.tag == Tag::kTh) && in_table_) {
      open_cell();
    } else if (is_block(node.tag)) {
      new_block();
    } else if (node.tag == Tag::kTd || node.tag == Tag::kTh) {
      gap_ = true;
    } else {
      open_inline(node, opened);
    }
    if (heading_ > 0) {
      const std::string marks(static_cast<std::size_t>(heading_), '#');
      pending_.push_back({open_.size(), marks + " "});
      heading_ = 0;
    }
    open_.push_back(std::move(opened));
  }

  void open_inline(const Node& node, Open& opened) {
    const std::string_view marks = emphasis_of(node);
    const bool is_nested =
        std::any_of(open_.begin(), open_.end(), [&](const Open& one) { return one.end == marks; });
    if (!marks.empty() && !is_nested) {
      opened.end = marks;
      pending_.push_back({open_.size(), std::string(marks)});
    }
    if (node.tag != Tag::kA || in_link_ > 0) return;
    const auto href = tree_.attribute(node, "href");
    Url url;
    if (!href || href->starts_with('#') || url.assign(*href, &base_) != UrlStatus::kOk) return;
    opened.end = "](" + target(url) + ")";
    pending_.push_back({open_.size(), "["});
    ++in_link_;
  }

  void add_prefix(std::string_view prefix, Open& opened) {
    if (open_prefixes_ >= kDeepest) return;
    opened.prefix = prefix.size();
    prefix_.append(prefix);
    ++open_prefixes_;
  }

  void open_list(const Node& node, Open& opened) {
    if (lists_ == 0)
      new_block();
    else
      owe_lines(at_start_ && lines_ == 0 ? 0 : 1);
    opened.is_list = true;
    opened.number = node.tag == Tag::kOl ? 1 : 0;
    ++lists_;
  }

  void open_item(Open& opened) {
    if (in_link_ > 0 || in_cell_ || open_prefixes_ >= kDeepest) return new_block();
    end_emphasis();
    const auto list =
        std::find_if(open_.rbegin(), open_.rend(), [](const Open& one) { return one.is_list; });
    std::string mark = "- ";
    bool is_first = true;
    if (list != open_.rend()) {
      if (list->number > 0) mark = std::to_string(list->number++) + ". ";
      is_first = !list->has_items;
      list->has_items = true;
    }
    const bool is_behind_mark = out_.empty() || (at_start_ && lines_ == 0);
    if (!is_first || lines_ == 0) owe_lines(is_behind_mark ? 0 : 1);
    start_text();
    out_.append(mark);
    at_start_ = true;
    add_prefix(std::string(mark.size(), ' '), opened);
  }

  void open_table(NodeId id, Open& opened) {
    new_block();
    const bool is_plain = in_link_ == 0 && !in_table_ && is_plain_table(id);
    if (!is_plain) return;
    opened.is_table = in_table_ = true;
    rows_ = 0;
  }
  // A table in a table, and one of one column, is there for the look.
  bool is_plain_table(NodeId table) const {
    std::size_t cells = 0, rows = 0;
    for (NodeId id = table + 1; id < tree_[table].end; ++id) {
      const Tag tag = tree_[id].tag;
      if (tag == Tag::kTable || tag == Tag::kPre || tag == Tag::kUl || tag == Tag::kOl)
        return false;
      rows += tag == Tag::kTr ? 1 : 0;
      cells += tag == Tag::kTd || tag == Tag::kTh ? 1 : 0;
    }
    return rows > 0 && cells > rows;
  }
  void open_row() {
    end_row();
    lines_ = out_.empty() ? 0 : rows_ == 0 ? 2 : 1;
    is_row_open_ = true;
    cells_ = 0;
  }
  void open_cell() {
    if (!is_row_open_) return;
    end_emphasis();
    in_cell_ = false;
    start_text();
    out_.append(cells_ == 0 ? "| " : " | ");
    at_start_ = true;
    gap_ = false;
    in_cell_ = true;
    ++cells_;
  }
  void end_row() {
    if (!is_row_open_) return;
    is_row_open_ = in_cell_ = false;
    if (cells_ == 0) return;
    end_emphasis();
    out_.append(" |");
    if (rows_++ == 0) {
      out_.append("\n").append(prefix_).append("|");
      for (int i = 0; i < cells_; ++i) out_.append(" --- |");
    }
    lines_ = 1;
  }

  // ---- Ends

  void end_emphasis() {
    for (std::size_t i = open_.size(); i-- > 0;) {
      Open& one = open_[i];
      if (one.end.empty() || one.is_over) continue;
      if (one.is_written) out_.append(one.end);
      if (one.end.starts_with("](")) --in_link_;
      one.is_over = true;
    }
    std::erase_if(pending_, [this](const Pending& pending) {
      return pending.open < open_.size() && open_[pending.open].is_over;
    });
  }

  void close() {
    write_run();
    Open& closing = open_.back();
    const Node& node = tree_[closing.element];
    std::erase_if(pending_,
                  [this](const Pending& pending) { return pending.open + 1 == open_.size(); });
    bool ends_card = false;
    if (!closing.end.empty() && !closing.is_over) {
      if (closing.is_written) out_.append(closing.end);
      ends_card = closing.end.starts_with("](") && has_blocks_in_link_;
      if (closing.end.starts_with("](")) --in_link_;
    }
    if (closing.is_table) {
      end_row();
      in_table_ = false;
    }
    if (closing.is_list) --lists_;
    if (closing.prefix > 0) {
      prefix_.resize(prefix_.size() - closing.prefix);
      --open_prefixes_;
    }
    const bool ends_block = is_block(node.tag) && !(in_table_ && node.tag != Tag::kTable);
    open_.pop_back();
    if (ends_card) has_blocks_in_link_ = false;
    if (ends_block || ends_card) new_block();
  }

  const Tree& tree_;
  const Article& article_;
  Url base_;
  std::size_t most_;
  std::string out_;
  std::string prefix_;  // of each line of the block
  std::string run_;     // text that is not written yet
  std::vector<Open> open_;
  std::vector<Pending> pending_;  // beginnings that wait for a word
  int lines_ = 0;                 // line ends owed
  std::size_t owed_prefix_ = 0;   // the prefix that was there then, in bytes
  bool gap_ = false;              // a space is owed
  bool has_blocks_in_link_ = false;
  bool at_start_ = true;  // of a line, or of a cell
  bool in_table_ = false, is_row_open_ = false, in_cell_ = false;
  int rows_ = 0, cells_ = 0, in_link_ = 0, heading_ = 0, lists_ = 0;
  std::size_t open_prefixes_ = 0;
};

}  // namespace

std::string article_markdown(const Tree& tree, const Article& article, const Url& page,
                             std::size_t most) {
  return Writer(tree, article, page, most).write();
}

std::string titled_markdown(const ArticleFacts& facts, const std::string& markdown) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (is_markup(text, at)) out.push_back('\\');
      out.push_back(text[at]);
    }
    return out;
  };
  std::string out;
  if (!facts.title.empty()) out += "# " + escaped(facts.title) + "\n\n";
  std::string line = escaped(facts.byline);
  if (!line.empty() && !facts.published.empty()) line += ", ";
  line += facts.published;
  if (!line.empty()) out += line + "\n\n";
  return out + markdown;
}

}  // namespace parser
