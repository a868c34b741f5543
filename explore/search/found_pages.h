// The pages that a search found, as they are shown: read from the crawl's database, with a snippet
// around the words.
// Errors: those of the database; of SQLite (Snippets).
// Thread: that of the CrawlFile.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "explore/file/crawl_file.h"
#include "explore/search/search_index.h"
#include "explore/search/snippets.h"

namespace explore {

struct FoundPage {
  int64_t page_id = 0;
  double score = 0;
  std::string url;
  Snippet snippet;  // its title is "" where the page has none
  std::string language, description;
  int64_t fetched_at = 0;  // milliseconds since 1970
  int status = 0;
};

// The first `most` of `hits` that are pages of the database; of those that were fetched again the
// newest.
ground::Result<std::vector<FoundPage>> read_found_pages(CrawlFile& crawl, Snippets& snippets,
                                                        const SearchWords& words,
                                                        std::span<const SearchHit> hits,
                                                        std::size_t most);

}  // namespace explore
