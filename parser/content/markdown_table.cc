#include "parser/content/markdown_table.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "ground/ascii.h"
#include "parser/content/markdown_elements.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostRowsOfCell = 65'534;

// HTML 2.3.4.2, as far as spans need it.
std::size_t span_of(const Tree& tree, const Tree::Node& cell, std::string_view name,
                    std::size_t of_zero, std::size_t most) {
  const std::string_view text = ascii::trim(tree.attribute(cell, name).value_or("1"));
  if (text.empty() || !ascii::is_digit(text[0])) return 1;
  std::size_t span = 0;
  for (const char c : text) {
    if (!ascii::is_digit(c)) break;
    span = std::min(most, span * 10 + static_cast<std::size_t>(c - '0'));
  }
  return span == 0 ? of_zero : span;
}

// What tells a table from a layout.
struct TableSigns {
  bool says_so = false, is_for_look = false;

  void add(const Tree& tree, const Tree::Node& node) {
    constexpr std::size_t kMostCellBytes = 500;
    constexpr int kMostParagraphs = 2;
    const Tag tag = node.tag;
    if (!node.is_element()) {
      bytes_ += ascii::trim(node.text).size();
    } else if (tag == Tag::kTd || tag == Tag::kTh) {
      bytes_ = 0;
      paragraphs_ = 0;
    }
    says_so |=
        tag == Tag::kTh || tag == Tag::kCaption || tag == Tag::kThead ||
        (tag == Tag::kTd && (tree.attribute(node, "scope") || tree.attribute(node, "headers")));
    if (tag == Tag::kP) ++paragraphs_;
    const MarkdownKind kind =
        node.is_element() ? markdown_element(node).kind : MarkdownKind::kPlain;
    is_for_look |= kind == MarkdownKind::kList || kind == MarkdownKind::kItem ||
                   kind == MarkdownKind::kVerbatim || kind == MarkdownKind::kHeading ||
                   kind == MarkdownKind::kQuote || tag == Tag::kDl ||
                   paragraphs_ > kMostParagraphs || bytes_ > kMostCellBytes;
  }

 private:
  std::size_t bytes_ = 0;  // of the cell
  int paragraphs_ = 0;
};

}  // namespace

void TableGrid::begin_group() { std::fill(free_from_.begin(), free_from_.end(), 0); }

void TableGrid::begin_row() {
  ++row_;
  column_ = 0;
}

std::size_t TableGrid::add_cell(std::size_t columns, std::size_t rows) {
  while (column_ < kMostColumns && free_from_[column_] > row_) ++column_;
  const std::size_t column = std::min(column_, kMostColumns - 1);
  const std::size_t end = std::min(column + columns, kMostColumns);
  if (rows > 1)
    for (std::size_t i = column; i < end; ++i) free_from_[i] = std::max(free_from_[i], row_ + rows);
  column_ = end;
  return column;
}

std::optional<std::size_t> TableGrid::add(const Tree& tree, const Tree::Node& node) {
  if (node.tag == Tag::kTbody || node.tag == Tag::kThead || node.tag == Tag::kTfoot) begin_group();
  if (node.tag == Tag::kTr) begin_row();
  if (node.tag != Tag::kTd && node.tag != Tag::kTh) return std::nullopt;
  return add_cell(span_of(tree, node, "colspan", 1, kMostColumns),
                  span_of(tree, node, "rowspan", kMostRowsOfCell, kMostRowsOfCell));
}

std::size_t columns_to_write(const Tree& tree, NodeId table, std::span<const uint8_t> left_out) {
  TableGrid grid;
  TableSigns signs;
  std::size_t columns = 0;
  const std::string_view role = tree.attribute(tree[table], "role").value_or("");
  if (role == "presentation" || role == "none") return 0;
  signs.says_so = !tree.attribute(tree[table], "summary").value_or("").empty();
  for (NodeId id = table + 1; id < tree[table].end; ++id) {
    const Tree::Node& node = tree[id];
    if (left_out[id] != 0 || is_invisible(tree, node)) {
      id = node.end - 1;
      continue;
    }
    if (node.tag == Tag::kTable) return 0;
    const auto column = grid.add(tree, node);
    if (column) columns = std::max(columns, *column + 1);
    signs.add(tree, node);
  }
  if (signs.says_so) return columns;
  return columns > 1 && !signs.is_for_look ? columns : 0;
}

bool MarkdownTable::begin(const Tree& tree, NodeId table, std::span<const uint8_t> left_out) {
  columns_ = columns_to_write(tree, table, left_out);
  grid_ = {};
  has_rows_ = false;
  return is_open();
}

void MarkdownTable::begin_row() {
  end_row();
  if (has_rows_)
    lines_.owe_lines(1);
  else if (!lines_.is_behind_mark())
    lines_.owe_lines(2);
  in_row_ = true;
  cells_ = 0;
}

void MarkdownTable::begin_cell(std::size_t column) {
  if (!in_row_) return;
  lines_.owe_space();
  in_cell_ = true;
  write_bars(column + 1);
}

// What a cell above or before reaches into has an empty one.
void MarkdownTable::write_bars(std::size_t end) {
  for (; cells_ < end; ++cells_) {
    if (cells_ == 0) lines_.start();
    lines_.mark(cells_ == 0 ? "| " : " | ");
  }
}

void MarkdownTable::end_row() {
  if (!in_row_) return;
  in_row_ = in_cell_ = false;
  if (cells_ == 0) return;
  write_bars(columns_);
  lines_.end_markup(" |");
  if (!has_rows_) {
    std::string rule = "|";
    for (std::size_t i = 0; i < columns_; ++i) rule += " --- |";
    lines_.lines(rule);
  }
  has_rows_ = true;
  lines_.owe_lines(1);
}

void MarkdownTable::break_off() {
  end_row();
  has_rows_ = false;
}

void MarkdownTable::end() {
  end_row();
  columns_ = 0;
}

}  // namespace parser
