#include "explore/search/hit_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::size_t kNumberColumns = 4;  // "12. "
constexpr std::size_t kWidest = 100;       // longer lines are hard to read

// Breaks text into lines as it comes.
class Lines {
 public:
  Lines(std::size_t columns, std::string_view begin, std::string_view end)
      : columns_(columns), begin_(begin), end_(end) {}

  // `word` may have hits that begin or end in it.
  void add(std::string_view word) {
    const std::size_t width = terminal::columns_of(terminal::safe_text(plain_text(word)));
    const std::size_t space = used_ > 0 ? 1 : 0;
    if (columns_ > 0 && used_ > 0 && used_ + space + width > columns_) {
      end_line();
    } else if (space > 0) {
      line_ += ' ';
      ++used_;
    }
    if (columns_ > 0 && width > columns_) return add_long(word);
    append(word);
  }

  std::vector<std::string> take() {
    if (used_ > 0) end_line();
    return std::move(lines_);
  }

 private:
  // Longer than a line, or written without spaces.
  void add_long(std::string_view word) {
    while (!word.empty()) {
      std::size_t size = 1;
      while (size < word.size() && ground::is_continuation(word[size])) ++size;
      const std::string_view letter = word.substr(0, size);
      const std::size_t width = terminal::columns_of(terminal::safe_text(plain_text(letter)));
      if (used_ + width > columns_) end_line();
      append(letter);
      word.remove_prefix(size);
    }
  }

  void append(std::string_view word) {
    while (!word.empty()) {
      const std::size_t end =
          std::min(word.find_first_of(std::string{kHitBegins, kHitEnds}), word.size());
      const std::string safe = terminal::safe_text(word.substr(0, end));
      line_ += safe;
      used_ += terminal::columns_of(safe);
      if (end < word.size()) {
        is_hit_ = word[end] == kHitBegins;
        line_ += is_hit_ ? begin_ : end_;
      }
      word.remove_prefix(std::min(end + 1, word.size()));
    }
  }

  void end_line() {
    if (is_hit_) line_ += end_;
    lines_.push_back(std::move(line_));
    line_ = is_hit_ ? begin_ : "";
    used_ = 0;
  }

  const std::size_t columns_;
  const std::string_view begin_, end_;
  std::vector<std::string> lines_;
  std::string line_;
  std::size_t used_ = 0;
  bool is_hit_ = false;
};

void write_lines(const std::vector<std::string>& lines, std::string_view first_indent,
                 Output& output) {
  const std::string indent(kNumberColumns, ' ');
  for (std::size_t i = 0; i < lines.size(); ++i)
    output.write(fmt::format("{}{}\n", i == 0 ? first_indent : indent, lines[i]));
}

}  // namespace

std::string plain_text(std::string_view marked) {
  std::string out(marked);
  std::erase_if(out, [](char c) { return c == kHitBegins || c == kHitEnds; });
  return out;
}

std::vector<std::string> lines_of(std::string_view marked, std::size_t columns,
                                  std::string_view begin, std::string_view end) {
  Lines lines(columns, begin, end);
  for (std::string_view word = ground::ascii::next_token(marked); !word.empty();
       word = ground::ascii::next_token(marked))
    lines.add(word);
  return lines.take();
}

void write_hit(std::size_t number, const FoundPage& page, Output& output) {
  const bool has_styles = output.has_styles();
  const std::size_t columns =
      output.is_terminal()
          ? std::max<std::size_t>(std::min(output.columns(), kWidest), 24) - kNumberColumns
          : 0;
  const std::string_view bold = has_styles ? "\x1b[1m" : "";
  const std::string_view thin = has_styles ? "\x1b[0m" : "";
  const std::string indent(kNumberColumns, ' ');
  const std::string& title = page.snippet.title.empty() ? page.url : page.snippet.title;
  write_lines(lines_of(title, columns, bold, thin), fmt::format("{:>2}. ", number), output);
  if (!page.snippet.title.empty())
    // In one piece, so that it can be clicked and copied.
    output.write(fmt::format("{}{}{}{}\n", indent, has_styles ? "\x1b[2m" : "",
                             terminal::safe_text(page.url), thin));
  write_lines(lines_of(page.snippet.text, columns, bold, thin), indent, output);
  output.write("\n");
}

}  // namespace explore
