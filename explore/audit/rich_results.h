// RichResults: whether a piece of structured data has what search engines ask of its type before
// they show more of it than a title: prices, stars, dates. The rules are a table in the source.
// The SQL function item_check(type, json, what) asks it.
// Memory: of the last item. Thread: one owner.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database/database.h"

namespace explore {

struct ItemFaults {
  std::string rich;         // the type whose rules it is judged by: "Product"; "" if there are none
  std::string required;     // names with commas between them: what is missing, "" if nothing is
  std::string recommended;  // likewise
  std::string wrong;        // "datePublished: not a date of ISO 8601; …"
};

// `type`: as the view `structured` has it. `json`: any; what is no object has no faults.
ItemFaults item_faults(std::string_view type, std::string_view json);

class RichResults {
 public:
  // Errors: those of the database stick to it.
  void add_sql_function(storage::Database& db);

 private:
  const ItemFaults& faults_of(std::string_view type, std::string_view json);

  // One item is asked about several times in a row.
  std::string type_, json_;
  ItemFaults faults_;
};

}  // namespace explore
