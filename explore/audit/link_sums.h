// LinkSums: what the links of a page and the links to it add up to, of all pages in one reading of
// the links. The SQL function link_sum(page_id, name) asks it.
// Memory: some 60 bytes a page and 8 a URL. Thread: that of its Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <optional>

#include "explore/audit/link_reading.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

class LinkSums {
 public:
  explicit LinkSums(storage::Database& db);

  // Errors: those of the database stick to it.
  void add_sql_function();

 private:
  // Null: no such page, or the links could not be read.
  ground::Result<const PageLinkSums*> of_page(int64_t page_id);

  storage::Database& db_;
  storage::Statement last_page_;
  // With the last page that was there when they were read: a crawl adds more.
  std::optional<int64_t> until_;
  AllLinkSums all_;
  std::optional<int64_t> asked_;  // the page of the last question, and its answer
  const PageLinkSums* answer_ = nullptr;
};

}  // namespace explore
