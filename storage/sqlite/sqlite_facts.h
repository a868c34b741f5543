// The facts of pages (ground::PageFacts): a narrow row of numbers, and a row of lists for those who
// want to read on. Two inserts a page, however much is on it. Thread, errors, lifetime: those of a
// Statement. In a write transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ground/page_facts.h"
#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"
#include "storage/store/records.h"

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

// The places of pages (page_place), and what links name behind '#' (fragment). Only crawls that
// check fragments have rows there, and files that were read again.
class SqliteFragments {
 public:
  explicit SqliteFragments(Database& db);

  // Of a page that has none yet. `places`: as PageCommit's.
  void keep(int64_t page_id, const std::optional<std::vector<uint64_t>>& places,
            std::span<const FragmentRecord> fragments);
  void forget(int64_t page_id);

 private:
  BulkInsert places_;
  Statement fragment_, forget_places_, forget_fragments_;
  std::string buffer_;
};

}  // namespace storage
