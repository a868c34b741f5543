// Figures: the numbers of a crawl that are drawn, each as the SQL that gives them: labels in the
// first column, numbers in the second, and what else is good to know behind them.
// Thread: any; constants.
#pragma once

#include <span>
#include <string_view>

namespace explore {

struct Figure {
  // Rows: bars that lie, for things with names. Columns: bars that stand, for ranges in order.
  enum class Shape { kRows, kColumns, kTable };
  std::string_view id;
  std::string_view title;
  std::string_view meaning;  // below the title; "" if the title says it all
  Shape shape = Shape::kRows;
  std::string_view sql;  // as Finding::sql; few rows
};

std::span<const Figure> figures();

}  // namespace explore
