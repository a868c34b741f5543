#include "explore/query/sql_problem.h"

#include <fmt/format.h>

#include <algorithm>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

bool is_name_letter(char c) { return c == '_' || ground::ascii::is_alphanumeric(c); }

// Where `name` stands as a word of its own, or npos.
std::size_t find_word(std::string_view sql, std::string_view name) {
  for (std::size_t at = sql.find(name); at != std::string_view::npos; at = sql.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_name_letter(sql[at - 1]);
    if (begins && (end == sql.size() || !is_name_letter(sql[end]))) return at;
  }
  return std::string_view::npos;
}

std::size_t place_of(std::string_view words, std::string_view sql, int at) {
  if (at >= 0) return std::min(static_cast<std::size_t>(at), sql.size());
  if (words == "incomplete input") return sql.find_last_not_of(" \t\r\n;") + 1;
  for (const std::string_view before :
       {"no such table: ", "no such column: ", "no such function: "})
    if (words.starts_with(before)) return find_word(sql, words.substr(before.size()));
  return std::string_view::npos;
}

// Tabs as one column, so that the caret stands where the byte does.
std::string on_screen(std::string_view text) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\t', ' ');
  return terminal::safe_text(line);
}

}  // namespace

std::string show_problem(std::string_view words, std::string_view sql, int at,
                         std::size_t columns) {
  constexpr std::string_view kIndent = "  ";
  const std::size_t place = place_of(words, sql, at);
  if (place == std::string_view::npos) return std::string(words);
  const std::size_t line_begin = place == 0 ? 0 : sql.rfind('\n', place - 1) + 1;
  const std::string_view line =
      sql.substr(line_begin, std::min(sql.find('\n', place), sql.size()) - line_begin);
  const std::size_t column = place - line_begin;
  // Of a long line only what surrounds the place.
  const std::size_t before = std::max<std::size_t>(columns, 20) / 2;
  const std::size_t from = column > before ? ground::begin_of_character(line, column - before) : 0;
  const std::string ahead = on_screen(line.substr(from, column - from));
  const auto line_number =
      std::count(sql.begin(), sql.begin() + static_cast<std::ptrdiff_t>(place), '\n') + 1;
  const std::string where = sql.find('\n') == std::string_view::npos
                                ? ""
                                : fmt::format(" (line {} of the SQL)", line_number);
  const std::string shown =
      ahead + terminal::safe_text(on_screen(line.substr(column)), columns - before);
  return fmt::format("{}{}\n{}{}\n{}{}^", words, where, kIndent, shown, kIndent,
                     std::string(terminal::columns_of(ahead), ' '));
}

}  // namespace explore
