// PageChoice: which pages are exported: all, or those for which a condition on the view `pages` is
// true.
// Memory: 8 bytes for each page that a condition chose; nothing for all.
// Thread: that of its Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

class PageChoice {
 public:
  // All pages. Errors: those of the database stick to it.
  explicit PageChoice(storage::Database& db);
  // Those of them for which `condition`, SQL that a user wrote, is true. What is wrong with it is
  // kQuery, in words that show its place.
  static ground::Result<PageChoice> where(storage::Database& db, const std::string& condition);

  bool is_all() const { return is_all_; }
  bool holds(int64_t page_id) const;

  // Calls `use` with the id of each page, in their order, which is that of the crawl; until it
  // gives false or the database fails. `done` and `all`: how far it is.
  using Use = std::function<bool(int64_t page_id, uint64_t done, uint64_t all)>;
  void each(const Use& use) const;

 private:
  storage::Database* db_;
  bool is_all_ = true;
  std::vector<int64_t> chosen_;  // in order
};

}  // namespace explore
