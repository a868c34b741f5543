// "crawl.db" or a URL to a Store: the only list of backends.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/store.h"

namespace storage {

struct StoreOptions {
  std::vector<LinkKindName> link_kinds;
  bool build_report_indexes = true;  // when a run ends: indexes only reports need
  std::size_t cache_bytes = 64u << 20;
  // Each commit is on the disk before it counts; else a loss of power may undo the last ones.
  bool durable = false;
};

// `where`: a file path, or ":memory:" for a MemoryStore. Fails with a message that names the file
// and the remedy if it is not a crawl database, is from a newer version, is held by another
// process, or can't be made.
Result<std::unique_ptr<Store>> open_store(const std::string& where, const StoreOptions& options);

}  // namespace storage
