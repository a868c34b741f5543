// VersionReader: what a version of a page consisted of, byte for byte, put together from the page
// or the later version that it was kept against, and so on. Thread: that of the Database. Errors:
// of the database; a chain that is damaged, or not whole (kCorrupt).
#pragma once

#include <cstddef>
#include <cstdint>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/history/page_parts.h"
#include "storage/history/version_delta.h"
#include "storage/sqlite/page_reader.h"

namespace storage {

class VersionReader {
 public:
  // `max_bytes`: what is larger than that, with all that belongs to it, is damaged.
  VersionReader(Database& db, std::size_t max_bytes);

  // `id`: of a version or of a page.
  ground::Result<PageParts> parts_of(int64_t id);

 private:
  bool is_version(int64_t id);
  bool is_page(int64_t id);
  ground::Error damaged(int64_t id, std::string_view what) const;

  Database& db_;
  std::size_t max_bytes_;
  PageReader reader_;
  VersionDelta delta_;
  Statement against_, bytes_, version_, page_;
};

}  // namespace storage
