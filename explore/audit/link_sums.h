// LinkSums: what the links of a page and the links to it add up to, of all pages in one reading of
// the links. The SQL function link_sum(page_id, name) asks it.
// Memory: some 60 bytes a page and 8 a URL. Thread: that of its Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/sqlite/sqlite.h"

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

class LinkSums {
 public:
  explicit LinkSums(storage::Database& db);

  // Errors: those of the database stick to it.
  void add_sql_function();

 private:
  class Reading;
  // Null: no such page, or the links could not be read.
  ground::Result<const PageLinkSums*> of_page(int64_t page_id);

  storage::Database& db_;
  storage::Statement last_page_;
  // With the last page that was there when they were read: a crawl adds more.
  std::optional<int64_t> until_;
  std::vector<int64_t> page_ids_;
  std::vector<PageLinkSums> sums_;
  std::optional<int64_t> asked_;  // the page of the last question, and its answer
  const PageLinkSums* answer_ = nullptr;
};

// Whether a link's text says nothing of what it leads to, in a few languages.
bool is_vague_anchor(std::string_view anchor);

}  // namespace explore
