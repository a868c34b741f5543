// The columns of an HTML table (HTML 4.9.12, forming a table), for a Markdown table, whose cells
// span nothing. Thread: one owner. Cost: linear in the table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "parser/content/markdown_lines.h"
#include "parser/html/tree.h"

namespace parser {

// Says of each cell, in the order of the page, in which column it stands.
class TableGrid {
 public:
  // What stands in columns beyond is put into the last one.
  static constexpr std::size_t kMostColumns = 200;

  // What <tbody> begins: cells above don't reach into it.
  void begin_group();
  void begin_row();
  std::size_t add_cell(std::size_t columns, std::size_t rows);
  // Of an element of the table; the column if it is a cell.
  std::optional<std::size_t> add(const Tree& tree, const Tree::Node& node);

 private:
  std::array<std::size_t, kMostColumns> free_from_{};  // the row that is the column's next free one
  std::size_t row_ = 0, column_ = 0;
};

// How many columns the Markdown table has: one in which no cell begins, and none does behind it,
// has nothing to show (colspan=100 says "all"). 0: the table is there for the look. Its own words
// for what it is (<th>, <caption>, scope, role …) count most; one without any is for the look if
// it has one column, or cells with lists, headings, code, many paragraphs or much text. One that
// holds another table always is. `left_out` has a mark for each node that is not written.
std::size_t columns_to_write(const Tree& tree, NodeId table, std::span<const uint8_t> left_out);

// The rows of a table as they are written. What is in a cell is one line.
class MarkdownTable {
 public:
  explicit MarkdownTable(MarkdownLines& lines) : lines_(lines) {}

  // False: what is inside is written as if there were no table.
  bool begin(const Tree& tree, NodeId table, std::span<const uint8_t> left_out);
  // Until end().
  bool is_open() const { return columns_ > 0; }
  bool in_cell() const { return in_cell_; }

  // Of each element inside, in order.
  std::optional<std::size_t> column_of(const Tree& tree, const Tree::Node& node) {
    return grid_.add(tree, node);
  }
  void begin_row();
  void begin_cell(std::size_t column);
  // What comes next stands between rows, and those behind it are a table of their own.
  void break_off();
  void end();

 private:
  void write_bars(std::size_t end);
  void end_row();

  MarkdownLines& lines_;
  TableGrid grid_;
  std::size_t columns_ = 0, cells_ = 0;  // of the table; begun in the row
  bool has_rows_ = false, in_row_ = false, in_cell_ = false;
};

}  // namespace parser
