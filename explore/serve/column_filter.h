// ColumnFilter: what someone wrote above a column, as a condition in SQL with bound values.
//
//   numbers   200   =200   >=400   <1000   400..499   -
//   text      words that are in it   =all of it   ^its beginning   !not in it   -
// "-" is: has none; "*": has any. Letters of ASCII in any case.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/database/database.h"

namespace explore {

enum class ColumnKind { kNumber, kText };

using BoundValue = std::variant<std::monostate, int64_t, double, std::string>;

// `index` counts from 1.
void bind_value(storage::Statement& statement, int index, const BoundValue& value);

// A pattern for LIKE … ESCAPE '\\' that means the text itself.
std::string literal_pattern(std::string_view text);

struct ColumnFilter {
  std::string condition;  // with a ? for each of values
  std::vector<BoundValue> values;
  std::string problem;  // "" if it is understood
};

// `expression`: SQL of ours. `written`: of anyone.
ColumnFilter parse_filter(std::string_view expression, ColumnKind kind, std::string_view written);

}  // namespace explore
