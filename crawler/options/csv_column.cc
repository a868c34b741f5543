#include "crawler/options/csv_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "crawler/options/option_values.h"
#include "ground/ascii.h"

namespace crawler {
namespace {

namespace ascii = ground::ascii;

// A quote that is never closed must not take the rest of a large file as one cell.
constexpr std::size_t kMostRowBytes = 1u << 20;
constexpr std::string_view kAroundCells = " \t\r";

using Row = std::vector<std::string>;

// The next row, empty at the end of the file; nothing: it is too long.
std::optional<Row> next_row(std::istream& in, char separator, std::size_t& line) {
  Row row;
  std::string cell;
  std::size_t bytes = 0;
  bool is_quoted = false;
  for (char c = 0; in.get(c);) {
    if (++bytes > kMostRowBytes) return std::nullopt;
    line += c == '\n' ? 1 : 0;
    if (c == '"' && is_quoted && in.peek() == '"') {
      cell.push_back('"');
      in.get(c);
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c == '\n') {
      row.push_back(std::move(cell));
      return row;
    } else if (!is_quoted && c == separator) {
      row.push_back(std::move(cell));
      cell.clear();
    } else {
      cell.push_back(c);
    }
  }
  if (!cell.empty() || !row.empty()) row.push_back(std::move(cell));
  return row;
}

// The one that stands most often in the first line.
char separator_of(std::istream& in) {
  std::string first;
  const auto begin = in.tellg();
  for (char c = 0; first.size() < kMostRowBytes && in.get(c) && c != '\n';) first.push_back(c);
  in.clear();
  in.seekg(begin);
  const auto count = [&](char c) { return std::count(first.begin(), first.end(), c); };
  char most = ',';
  for (const char c : {';', '\t'})
    if (count(c) > count(most)) most = c;
  return most;
}

}  // namespace

CsvColumn read_csv_column(std::istream& in, std::string_view column) {
  CsvColumn found;
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const char separator = separator_of(in);
  std::size_t line = 1;
  auto head = next_row(in, separator, line);
  if (head && !head->empty() && head->front().starts_with(kMark))
    head->front().erase(0, kMark.size());
  std::size_t at = 0;
  const std::string wanted = ascii::lowered(column);
  while (head && at < head->size() &&
         ascii::lowered(ascii::trim((*head)[at], kAroundCells)) != wanted)
    ++at;
  if (!head || at == head->size()) {
    found.problem = fmt::format("has no column {} in its first row", in_quotes(column));
    return found;
  }
  for (;;) {
    const std::size_t begin = line;
    auto row = next_row(in, separator, line);
    if (!row) {
      found.problem = fmt::format("line {}: a row of more than {} KB; is a quote not closed?",
                                  begin, kMostRowBytes >> 10);
      return found;
    }
    if (row->empty()) return found;
    if (at >= row->size()) continue;
    const std::string_view text = ascii::trim((*row)[at], kAroundCells);
    if (!text.empty()) found.cells.push_back({std::string(text), begin});
  }
}

}  // namespace crawler
