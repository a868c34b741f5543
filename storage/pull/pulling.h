// Copies a crawl from the server of a fleet into a file, from which on everything works that works
// on a file. In batches: memory does not grow with the crawl. Cut off at any moment, it is called
// again, and takes what is missing; so it is when the crawl has gone on since.
// Thread: the caller's.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ground/result.h"
#include "storage/store/copied_records.h"

namespace storage {

struct PullCounts {
  uint64_t urls = 0, pages = 0;            // that the crawl has; 0: of a part that is not known
  uint64_t urls_seen = 0, pages_seen = 0;  // of them, so far
  uint64_t pages_new = 0;                  // that the file did not have
  bool was_interrupted = false;
};

// Of a part, hosts have all of their URLs, and pages that a condition chooses theirs; all have the
// URLs that they name, with what was learnt of those by checks. Called again for another part, it
// is added. `progress`: called after each batch; true: go on. Errors: of the server and of the
// file, and that the part is none; what was pulled before is kept.
ground::Result<PullCounts> pull(const std::string& from, const std::string& path,
                                const CopiedPart& part,
                                const std::function<bool(const PullCounts&)>& progress);

}  // namespace storage
