// The marks around emphasis, links and what is raised or lowered in a Markdown text. They are
// written together with the first word inside, so an empty element leaves nothing. Emphasis whose
// marks a reader of Markdown would take for text because of the characters beside them (CommonMark
// 0.31, 6.2: flanking) is left out, and equal emphasis side by side is joined. Thread: one owner.
// Cost: constant but for the bytes inside what is left out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parser/content/markdown_lines.h"

namespace parser {

class MarkdownMarks {
 public:
  // What stands beside a mark, as CommonMark tells it apart.
  enum class Beside { kSpace, kPunctuation, kLetter };

  explicit MarkdownMarks(MarkdownLines& lines) : lines_(lines) {}

  // Until close() of the number that is returned, or of one below. `mark` lives longer.
  std::size_t open_emphasis(std::string_view mark);
  std::size_t open_link(std::string_view target);
  // Of HTML, where Markdown has no mark: "<sup>", which lives longer.
  std::size_t open_tag(std::string_view tag);
  bool is_open(std::string_view mark) const { return depth_of(mark) > 0; }
  std::size_t depth_of(std::string_view mark) const;
  bool in_link() const { return is_open("["); }

  void close(std::size_t number);
  // A block ends here: all end with it, and begin again with the next word.
  void restart();

  // Those that wait. `next` is what is written behind them, in the line that has been started.
  void write(std::string_view next);

 private:
  struct Mark {
    std::string_view begin;  // "[" of a link, "<sup>"
    std::string end;
    std::size_t at = 0;  // where it begins, if it is written
    bool is_left_out = false;
  };
  // Whatever stands beside it.
  static bool is_sure(const Mark& one) { return one.begin[0] == '[' || one.begin[0] == '<'; }
  static bool is_star(const Mark& one) { return one.begin.starts_with('*'); }
  void write_end(const Mark& mark);
  void join_equal();
  void leave_out_ended();
  void write_waiting(Beside text);
  Beside behind_waiting(std::size_t mark, Beside text) const;
  std::string_view text_before_ended() const;
  Beside before_ended() const;

  MarkdownLines& lines_;
  std::vector<Mark> open_;
  std::size_t written_ = 0;  // the first of open_; the rest wait
  std::vector<Mark> ended_;  // whose end nothing stands behind, the innermost first
  std::size_t ended_end_ = 0;
};

}  // namespace parser
