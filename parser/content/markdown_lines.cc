// Whether a line end, an empty line or only a space is due depends on everything between two words,
// and the strongest wins. So these are remembered as debts and written only before the next word,
// together with the prefix of the line. Escaping depends on the place in the line: some characters
// mean something everywhere, others only at its beginning.
#include "parser/content/markdown_lines.h"

#include <algorithm>
#include <utility>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool is_word(std::string_view text, std::size_t at) {
  return at < text.size() && ascii::is_alphanumeric(text[at]);
}

// What has a meaning wherever it stands. A '_' has none between letters.
bool is_markup(std::string_view text, std::size_t at) {
  const char c = text[at];
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (c == '<') return ascii::is_alpha(next) || next == '/' || next == '!' || next == '?';
  if (c == '&') return ascii::is_alpha(next) || next == '#';
  if (c == '_') return at == 0 || !is_word(text, at - 1) || !is_word(text, at + 1);
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

}  // namespace

void append_escaped(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_markup(text, at)) out.push_back('\\');
    out.push_back(text[at]);
  }
}

std::string link_target(std::string_view url, bool in_cell) {
  std::string target;
  for (const char c : url) {
    if (c == '|' && in_cell)
      target += "%7C";
    else if (c == '`')
      target += "%60";
    else if (c == '\\')
      target += "%5C";
    else
      target += c;
  }
  return target.find_first_of("()") == target.npos ? target : "<" + target + ">";
}

void end_heading(std::string& out) {
  std::size_t marks = out.size();
  while (marks > 0 && out[marks - 1] == '#') --marks;
  if (marks > 0 && marks < out.size() && out[marks - 1] == ' ') out.insert(marks, 1, '\\');
}

void MarkdownLines::owe_lines(int lines) {
  owed_prefix_ = lines_ > 0 ? std::min(owed_prefix_, prefix_.size()) : prefix_.size();
  lines_ = lines;
  has_break_ = false;
}

void MarkdownLines::owe_tight_line() {
  const bool is_in_new_prefix = lines_ == 2 && owed_prefix_ < prefix_.size();
  if (!is_in_new_prefix) owe_lines(1);
}

bool MarkdownLines::break_line() {
  if (has_break_ && lines_ == 1) return false;
  if (lines_ > 0 || out_.empty() || at_start_) return true;
  owe_lines(1);
  has_break_ = true;
  return true;
}

std::string_view MarkdownLines::prefix_of_nothing(std::size_t most) const {
  std::string_view prefix = std::string_view(prefix_).substr(0, most);
  while (prefix.ends_with(' ')) prefix.remove_suffix(1);
  return prefix;
}

void MarkdownLines::start() {
  if (lines_ > 0) {
    if (has_break_) out_.push_back('\\');
    for (int line = 0; line < lines_ && !out_.empty(); ++line) {
      if (line > 0) out_.append(prefix_of_nothing(owed_prefix_));
      out_.push_back('\n');
    }
    out_.append(prefix_);
    line_begin_ = out_.size();
    at_start_ = true;
  } else if (!at_start_ && (has_gap_ || has_cell_line_)) {
    out_.append(has_cell_line_ ? "<br>" : " ");
  }
  lines_ = 0;
  has_break_ = has_gap_ = has_cell_line_ = false;
}

void MarkdownLines::word(std::string_view text) {
  const std::size_t at = at_start_ ? markup_at_start(text) : text.npos;
  if (at != text.npos) {
    out_.append(text.substr(0, at)).push_back('\\');
    out_.push_back(text[at]);
    text.remove_prefix(at + 1);
  }
  // What the text before, in an element of its own, ends with may begin markup with this one.
  if (out_.ends_with('<') || out_.ends_with('&')) out_.insert(out_.size() - 1, 1, '\\');
  if ((text.starts_with('.') || text.starts_with(')')) && is_number_of_line()) out_.push_back('\\');
  append_escaped(text, out_);
  at_start_ = false;
}

// All that stands in the line so far is one, which a '.' would make the mark of an item.
bool MarkdownLines::is_number_of_line() const {
  const std::string_view line = std::string_view(out_).substr(std::min(line_begin_, out_.size()));
  return !line.empty() && std::all_of(line.begin(), line.end(), ascii::is_digit);
}

void MarkdownLines::markup(std::string_view text) {
  // A link, and no image.
  if (text.starts_with('[') && out_.ends_with('!')) out_.insert(out_.size() - 1, 1, '\\');
  if (text.starts_with('`') && out_.ends_with('`')) text = joined_code(text);
  out_.append(text);
  at_start_ = false;
}

// Two pieces of code side by side are one, but where their marks differ.
std::string_view MarkdownLines::joined_code(std::string_view text) {
  const std::size_t fence = text.find_first_not_of('`');
  const std::size_t before = out_.find_last_not_of('`');
  const bool is_same =
      fence != text.npos && before != out_.npos && fence == out_.size() - before - 1;
  const bool is_plain =
      is_same && out_[before] != '\\' && out_[before] != ' ' && text[fence] != ' ';
  if (is_plain) {
    out_.resize(before + 1);
    return text.substr(fence);
  }
  out_.push_back(' ');
  return text;
}

void MarkdownLines::mark(std::string_view text) {
  out_.append(text);
  line_begin_ = out_.size();
  at_start_ = true;
}

void MarkdownLines::lines(std::string_view text) {
  for (;;) {
    const std::size_t end = text.find('\n');
    out_.append("\n").append(end == 0 ? prefix_of_nothing() : std::string_view(prefix_));
    out_.append(text.substr(0, end));
    if (end == text.npos) return;
    text.remove_prefix(end + 1);
  }
}

void MarkdownLines::remove(std::size_t at, std::size_t bytes) {
  out_.erase(at, bytes);
  if (at == 0 || at == out_.size()) return;
  const char before = out_[at - 1];
  const bool is_markup = before == '<' || before == '&' || (before == '!' && out_[at] == '[');
  if (is_markup) out_.insert(at - 1, 1, '\\');
  if (before == '`' && out_[at] == '`') out_.insert(at, 1, ' ');
}

void MarkdownLines::go_back(const Place& place) {
  out_.resize(place.size);
  owed_prefix_ = place.owed_prefix;
  lines_ = place.lines;
  has_gap_ = place.has_gap;
  has_cell_line_ = place.has_cell_line;
  has_break_ = place.has_break;
  at_start_ = place.at_start;
}

std::string MarkdownLines::take() {
  while (out_.ends_with('\n') || out_.ends_with(' ')) out_.pop_back();
  if (!out_.empty()) out_.push_back('\n');
  return std::move(out_);
}

}  // namespace parser
