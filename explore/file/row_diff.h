// What is between two versions of a page in the rows that the user's rules made of it.
// Thread: that of the database. Errors: of the database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

struct FieldDiff {
  std::string name, was, is;  // "" where it was absent
};

struct RowValue {
  std::string column;
  std::string value;  // as text; "" for NULL
  friend bool operator==(const RowValue&, const RowValue&) = default;
};

struct PastRow {
  std::string table;
  int64_t position = 0;  // among the page's rows of that table, from 0
  std::vector<RowValue> values;
};

// Of the version or the page with that id, in the order of tables and positions. Where a table has
// other columns by now, those of what was are named by their places.
ground::Result<std::vector<PastRow>> rows_of(storage::Database& db, int64_t page_id);

// Each value that differs, as "TABLE.COLUMN", or "TABLE[POSITION].COLUMN" where the page has
// several rows of the table, by the position that the row has now. A row is the same one if its
// first value is, or else if it stands in the same place; one that only one side has is
// "TABLE[POSITION]", with all its values.
std::vector<FieldDiff> diff_rows(const std::vector<PastRow>& was, const std::vector<PastRow>& is);

}  // namespace explore
