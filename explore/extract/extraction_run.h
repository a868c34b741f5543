// Applies rules to all pages of a database, with several threads. Pages come in batches: one thread
// reads and writes, the others parse in between. Memory is that of a batch.
// Thread: run() is called by one thread and starts the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ground/result.h"
#include "parser/extract/rules.h"
#include "storage/amend/table_file.h"

namespace explore {

struct ExtractionCounts {
  uint64_t pages = 0;                    // that the rules are for
  uint64_t without = 0;                  // of them: whose body was not kept
  std::vector<uint64_t> rows, problems;  // of each table
};

// Commits in the end. Errors: of the database; a body that is damaged (kCorrupt); kInterrupted.
// Then the tables are what they were.
ground::Result<ExtractionCounts> extract_all(storage::TableFile& file, const parser::Rules& rules,
                                             std::size_t threads);

}  // namespace explore
