// The rows of a statement, or as many as an answer may have from a place on.
// Memory: bounded by the tokens. Thread: that of the database. Errors: those of the database.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explore/mcp/mcp_json.h"
#include "storage/database/statement.h"

namespace explore {

// Rows that are added one by one while they fit.
class TableRows {
 public:
  explicit TableRows(std::size_t tokens) : tokens_(tokens) {}

  // False: it does not fit, and neither does what follows. The texts of the first row are cut until
  // it fits, if that helps.
  bool add(Json cells);
  std::size_t size() const { return rows_.size(); }
  std::size_t tokens_left() const { return tokens_ - used_; }

  // As "columns", "rows" and, where a text was cut, "cut".
  void put_into(Json& data, Json columns) &&;

 private:
  bool cut_to_fit(Json& cells);

  std::size_t tokens_;
  std::size_t used_ = 0;
  Json rows_ = Json::array();
  bool is_cut_ = false;
};

struct TablePart {
  TableRows rows;
  Json columns;
  uint64_t next = 0;         // the place at which the next part begins; 0: there is none
  uint64_t total = 0;        // rows that there are, if all were counted
  bool is_too_wide = false;  // not even one row fits
};

// From the row at `place` (from 0) on. `counts_all`: goes on to the end to count them.
TablePart table_part(storage::Statement& statement, uint64_t place, std::size_t tokens,
                     bool counts_all = false);

Json cells_of(const storage::Statement& row);
Json column_names(const storage::Statement& statement);

}  // namespace explore
