#include "explore/mcp/table_part.h"

#include <algorithm>
#include <utility>

#include "explore/mcp/data_fence.h"
#include "explore/mcp/token_budget.h"
#include "ground/utf8.h"

namespace explore {
namespace {

// Of a text in a row: whoever wants it whole asks for the page.
constexpr std::size_t kMostCellBytes = 2'000;
constexpr std::size_t kMostCounted = 1'000'000;

std::size_t tokens_of_json(const Json& json) { return tokens_of(json_text(json)) + 1; }

// Whether anything was cut.
bool cut_text(Json& cell, std::size_t most_bytes) {
  if (!cell.is_string()) return false;
  auto& text = cell.get_ref<std::string&>();
  if (text.size() <= most_bytes) return false;
  text = std::string(ground::utf8_prefix(text, most_bytes)) + "\u2026";
  return true;
}

}  // namespace

bool TableRows::cut_to_fit(Json& cells) {
  for (std::size_t most = kMostCellBytes; most >= 8; most /= 2) {
    for (Json& cell : cells) is_cut_ = cut_text(cell, most) || is_cut_;
    if (tokens_of_json(cells) <= tokens_left()) return true;
  }
  return false;
}

bool TableRows::add(Json cells) {
  bool was_cut = false;
  for (Json& cell : cells) {
    if (cell.is_string()) cell = text_for_model(cell.get_ref<const std::string&>());
    was_cut = cut_text(cell, kMostCellBytes) || was_cut;
  }
  if (tokens_of_json(cells) > tokens_left() && (!rows_.empty() || !cut_to_fit(cells))) return false;
  is_cut_ = is_cut_ || was_cut;
  used_ += tokens_of_json(cells);
  rows_.push_back(std::move(cells));
  return true;
}

void TableRows::put_into(Json& data, Json columns) && {
  data["columns"] = std::move(columns);
  data["rows"] = std::move(rows_);
  if (is_cut_) data["cut"] = true;
}

Json cells_of(const storage::Statement& row) {
  Json cells = Json::array();
  for (int i = 0; i < row.columns(); ++i) {
    // A text may be as large as a page, and only its beginning is shown.
    cells.push_back(json_of(row.value(i), 2 * kMostCellBytes));
  }
  return cells;
}

Json column_names(const storage::Statement& statement) {
  Json names = Json::array();
  for (int i = 0; i < statement.columns(); ++i)
    names.push_back(std::string(ground::utf8_prefix(statement.column_name(i), 100)));
  return names;
}

TablePart table_part(storage::Statement& statement, uint64_t place, std::size_t tokens,
                     bool counts_all) {
  Json columns = column_names(statement);
  const std::size_t taken = std::min(tokens, tokens_of_json(columns));
  TablePart part{TableRows(tokens - taken), std::move(columns)};
  while (statement.step()) {
    const uint64_t at = part.total++;
    if (part.next == 0 && at >= place && !part.rows.add(cells_of(statement))) {
      part.is_too_wide = part.rows.size() == 0;
      if (part.is_too_wide) break;
      part.next = at;
    }
    if (part.next > 0 && (!counts_all || part.total == kMostCounted)) break;
  }
  return part;
}

}  // namespace explore
