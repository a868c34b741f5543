// "crawl.db" or a URL to a Store: the only list of backends.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/store.h"

namespace storage {

struct StoreOptions {
  std::vector<LinkKindName> link_kinds;
  std::vector<std::string> syntaxes;  // of structured data, by StructuredRecord::syntax
  std::vector<UserTable> tables;      // that this run's rules fill
  bool durable = false;               // each commit is synced to the disk
  bool build_report_indexes = true;   // when a run ends: indexes only reports need
  // The most that SQLite may keep of the file. It takes less while there are few URLs to look up.
  std::size_t cache_bytes = 128u << 20;
};

// `where`: a file path, or ":memory:" for a MemoryStore. Fails with a message that names the file
// and the remedy if it is not a crawl database, is from a newer version, is held by another
// process, or can't be made.
Result<std::unique_ptr<Store>> open_store(const std::string& where, const StoreOptions& options);

}  // namespace storage
