// LastingFaults: what the latest run has of a finding, as finding_state and finding_span keep it.
// Errors: those of the database, which sticks to them.
// Thread: that of the Database. Lifetime: ends before it.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "storage/database/database.h"
#include "storage/findings/fault.h"

namespace storage {

struct LastingFault {
  Fault fault;
  int64_t first_run = 0;  // that had it, and all since
};

class LastingFaults {
 public:
  // Of a file that has finding_state; one that no version since 11 wrote to has it alone.
  explicit LastingFaults(Database& db);

  // Of a kind of finding, by fault. What a span says of URLs that the file does not know, or of
  // which another span told, counts for nothing: the file may be somebody else's.
  std::vector<LastingFault> of(int64_t kind);
  // Makes them these: by fault, each once. Rows that say so already stay untouched. In a write
  // transaction, of a file that has both tables.
  void set(int64_t kind, std::span<const LastingFault> all);

 private:
  // As it is kept: of what a URL alone names, the URL and the `more` that follow it.
  struct Row {
    int64_t url = 0, detail = 0, more = 0, first_run = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
    friend auto operator<=>(const Row&, const Row&) = default;
  };
  static bool is_span(const Row& row) { return row.url > 0 && row.detail == 0; }
  std::vector<Row> rows_of(int64_t kind);
  static std::vector<Row> as_rows(std::span<const LastingFault> all);

  Database& db_;
  bool has_spans_;
  Statement states_, spans_, urls_;
};

}  // namespace storage
