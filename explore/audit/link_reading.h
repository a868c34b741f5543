// What the links of a crawl add up to, page by page, from one reading of them.
// Memory: some 60 bytes a page and 8 a URL. Thread: that of the database.
#pragma once

#include <cstdint>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

// Of the links of <a> and <area> on a page; of pages that link to it, by these, frames and
// redirects, each once and itself not counted.
struct PageLinkSums {
  uint32_t internal = 0, external = 0;  // links, to this registrable domain or others
  uint32_t internal_nofollow = 0;       // of the internal ones
  uint32_t unnamed = 0;                 // <a> without text and image description
  uint32_t vague = 0;                   // "click here", "read more" …
  uint32_t local = 0;                   // to localhost and private addresses
  uint32_t pages_in = 0;                // pages that link to it, whatever the link says
  uint32_t nofollow_in = 0;             // of these, those whose links say nofollow
  uint32_t indexable_in = 0;            // of these, those that may be indexed themselves
};

struct AllLinkSums {
  std::vector<int64_t> page_ids;   // in their order
  std::vector<PageLinkSums> sums;  // beside them
};

// Of the pages up to that one. It asks noindex(robots), which is in explore/file/sql_functions.
// Errors: those of the database.
ground::Result<AllLinkSums> read_link_sums(storage::Database& db, int64_t last_page);

}  // namespace explore
