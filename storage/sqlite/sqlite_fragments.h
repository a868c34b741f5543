// The places of pages (page_place), and what links name behind '#' (fragment). Only crawls that
// check fragments have rows there, and files that were read again. Thread, errors, lifetime: those
// of a Statement. In a write transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"
#include "storage/store/records.h"

namespace storage {

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
