// PageRelations: SQL functions about a page that need all pages, computed at the first call:
// page_rank(id) and near_duplicate_of(id). docs/manual.md says what they return. The second asks
// noindex(robots), which is in explore/file/sql_functions.
// Thread: that of its Database. Lifetime: ends before it, and as long as statements of it run.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "explore/graph/page_rank.h"
#include "storage/database/database.h"

namespace explore {

class PageRelations {
 public:
  explicit PageRelations(storage::Database& db);

  // Errors: those of the database stick to it.
  void add_sql_functions();

 private:
  storage::SqlAnswer page_rank(int64_t page_id);
  storage::SqlAnswer near_duplicate_of(int64_t page_id);
  int64_t last_page();

  storage::Database& db_;
  storage::Statement last_page_;
  // Each with the last page that was there when it was computed: a crawl adds more.
  PageRanks ranks_;
  std::optional<int64_t> ranks_until_;
  std::vector<std::pair<int64_t, int64_t>> near_;
  std::optional<int64_t> near_until_;
};

}  // namespace explore
