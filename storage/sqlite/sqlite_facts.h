// The facts of pages (ground::PageFacts): a narrow row of numbers, and a row of lists for those who
// want to read on. Two inserts a page, however much is on it. Thread, errors, lifetime: those of a
// Statement. In a write transaction.
#pragma once

#include <string>
#include <string_view>

#include "ground/page_facts.h"
#include "storage/database/database.h"

namespace storage {

// Their tables (page_fact, page_list), since version 8.
std::string tables_of_facts();
// The numbers' columns: "f.titles, f.descriptions …" if they are `f`'s, "titles, …" without a name.
std::string fact_columns(std::string_view prefix);

class SqliteFacts {
 public:
  explicit SqliteFacts(Database& db);

  // Replaces what there is of that page.
  void keep(int64_t page_id, const ground::PageFacts& facts);

 private:
  Statement facts_, lists_, forget_lists_;
};

}  // namespace storage
