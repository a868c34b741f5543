// Figures: the charts of a crawl, each as the SQL behind it: labels in the first column, numbers in
// the second, additional facts in the others.
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
