// PageReader: a page that is kept, as the parts that history compares and keeps of it. Thread: that
// of the Database. Errors: those of the database, at the end of its transaction; a body that can't
// be inflated is none.
#pragma once

#include <cstdint>
#include <string>

#include "storage/database/database.h"
#include "storage/history/delta.h"
#include "storage/history/page_parts.h"

namespace storage {

class PageReader {
 public:
  explicit PageReader(Database& db);

  // Empty parts if there is no such page. The answer is the same as long as the page is kept.
  PageParts parts_of(int64_t page_id);

 private:
  Delta delta_;
  Statement body_, text_, links_, structured_;
};

}  // namespace storage
