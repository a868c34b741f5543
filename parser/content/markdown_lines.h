// The lines of a Markdown text while it is written: what is owed between two words (a space, the
// end of a line, an empty line), the prefix of quotes and lists before each line, and the escaping
// of text that could be read as markup (CommonMark 0.31, sections 2.4 and 4 to 6). Thread: one
// owner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parser {

// Appends text of a page, which means nothing in Markdown wherever in a line it stands, but for its
// start.
void append_escaped(std::string_view text, std::string& out);

// What stands in the brackets of a link. Written otherwise is what Markdown has a meaning for in a
// URL, or looks for before it looks for links.
std::string link_target(std::string_view url, bool in_cell);

// At the end of a heading: "# a #" would end at the "a".
void end_heading(std::string& out);

class MarkdownLines {
 public:
  std::size_t size() const { return out_.size(); }
  std::string_view text() const { return out_; }
  bool empty() const { return out_.empty(); }
  // True if what comes next begins a block.
  bool owes_line() const { return lines_ > 0 && !has_break_; }
  // True if what comes next stands directly behind the mark of an item or a quote.
  bool is_behind_mark() const { return at_start_ && lines_ == 0; }

  // Between what is there and what comes next: 2 is an empty line, 0 takes back what was owed.
  void owe_lines(int lines);
  // One in place of two, unless that would join what begins here to the quote above.
  void owe_tight_line();
  void owe_space() { has_gap_ = true; }
  // A line's end within a cell of a table.
  void owe_cell_line() { has_cell_line_ = true; }
  // The end of a line within a block, if the line has a word. False: one is owed already.
  bool break_line();
  // The end of the line that is a heading.
  void end_heading() { parser::end_heading(out_); }

  void push_prefix(std::string_view prefix) { prefix_.append(prefix); }
  void pop_prefix(std::size_t bytes) { prefix_.resize(prefix_.size() - bytes); }

  // Pays what is owed. All that follow are written behind it.
  void start();
  void word(std::string_view text);    // escaped
  void markup(std::string_view text);  // as it is
  // Behind which the same might begin markup as before it.
  void end_markup(std::string_view text) { out_.append(text); }
  // What stands before the first word: the mark of an item, the bar before a cell.
  void mark(std::string_view text);
  // As they are, each on a line of its own below this one.
  void lines(std::string_view text);
  // Takes a markup out of what is written.
  void remove(std::size_t at, std::size_t bytes);

  // To take back what was written since: only marks may have been.
  struct Place {
    std::size_t size = 0, owed_prefix = 0;
    int lines = 0;
    bool has_gap = false, has_cell_line = false, has_break = false, at_start = true;
  };
  Place place() const {
    return {out_.size(), owed_prefix_, lines_, has_gap_, has_cell_line_, has_break_, at_start_};
  }
  void go_back(const Place& place);

  // All of it, with a line end; nothing is left here.
  std::string take();

 private:
  bool is_number_of_line() const;
  std::string_view joined_code(std::string_view text);
  // Of an empty line.
  std::string_view prefix_of_nothing(std::size_t most = std::string::npos) const;

  std::string out_;
  std::string prefix_;           // of each line of the block
  int lines_ = 0;                // line ends owed
  std::size_t owed_prefix_ = 0;  // bytes of prefix_ that hold what is before them and behind
  bool has_gap_ = false;         // a space is owed
  bool has_cell_line_ = false;
  bool has_break_ = false;  // the line end that is owed is one of the text
  bool at_start_ = true;
  std::size_t line_begin_ = 0;  // behind the prefix and the marks
};

}  // namespace parser
