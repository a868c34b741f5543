// Reads the stored pages again that have no facts (headings, images, forms ...), since they were
// kept before facts were, or whose places and links to places are not known, since nobody asked for
// them, and fills these in. Several threads parse; memory is that of a batch.
// Thread: called by one thread, starts the others.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ground/result.h"
#include "storage/amend/facts_file.h"

namespace explore {

struct RereadingCounts {
  uint64_t pages = 0;    // that have more than before
  uint64_t without = 0;  // whose body was not kept
  uint64_t damaged = 0;  // whose body can't be read
  bool was_interrupted = false;
};

// What is kept stays, whatever ends it. Errors: of the database.
ground::Result<RereadingCounts> reread_pages(storage::FactsFile& file, std::size_t threads);

}  // namespace explore
