// LastingTable: what rules leave of each page of which they ignore something (page_lasting). The
// table is there once a run had such rules. Thread: that of the Database. Errors: those of the
// database, at the end of its transaction; a page that can't be read again is none.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "storage/database/database.h"
#include "storage/history/delta.h"
#include "storage/store/store_options.h"

namespace storage {

class LastingTable {
 public:
  static constexpr std::string_view kName = "page_lasting";
  static bool is_there(Database& db);

  // Makes the table, if this run's rules ignore something; else nothing is kept and known.
  LastingTable(Database& db, const StoreOptions& options);

  // In a write transaction.
  void keep(int64_t page_id, const LastingHashes& hashes);
  // Of a page that is kept. One that was kept under other rules or none is read once more, if its
  // body is kept; nothing if it can't be told. In a write transaction.
  std::optional<LastingHashes> of(int64_t page_id);

 private:
  std::optional<KeptBody> body_of(int64_t page_id);

  uint64_t ignoring_;
  std::function<std::optional<LastingHashes>(const KeptBody&)> read_again_;
  Delta delta_;
  Statement keep_, find_, body_;
};

}  // namespace storage
