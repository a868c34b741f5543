// Figures: the charts of a crawl, each as the SQL behind it: labels in the first column, numbers in
// the second, additional facts in the others. A chart leads to what it counts: a second statement
// says which URLs stand behind each label.
// Thread: figures() any, they are constants; else that of the database.
#pragma once

#include <span>
#include <string_view>

#include "ground/result.h"
#include "storage/database/database.h"

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
  // Rows of label, id, url_id: what is counted under each label, named by views like `sql`. "" of a
  // table.
  std::string_view members;
};

std::span<const Figure> figures();

// While figures are drawn, what they ask of each page is kept in a narrow table of the connection,
// under the name of the view that they ask: each goes through all pages. Errors: of the database.
ground::Result<void> keep_figure_rows(storage::Database& db);
ground::Result<void> drop_figure_rows(storage::Database& db);

}  // namespace explore
