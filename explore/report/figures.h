// Figures: the numbers of a crawl that are drawn, each as the SQL that gives them: labels in the
// first column, numbers in the second, and what else is good to know behind them.
// Thread: any; constants.
#pragma once

#include <span>
#include <string_view>

namespace explore {

struct Figure {
  enum class Shape {
    kRows,     // bars that lie, for things with names
    kColumns,  // bars that stand, for ranges in order
    kCourse,   // many of them, over all of the width
    kTable,    // not drawn
  };
  std::string_view id;
  std::string_view title;
  std::string_view meaning;  // below the title; "" if the title says it all
  Shape shape = Shape::kRows;
  std::string_view sql;  // as Finding::sql; few rows
};

std::span<const Figure> figures();

}  // namespace explore
