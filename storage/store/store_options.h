// StoreOptions: what every kind of store is told when it is opened.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/store/records.h"

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

}  // namespace storage
