// The comparison of two crawls: each page of the one looked up in the other, then what the other
// has besides. Time grows with the pages and their links, memory does not: see LinkReach and
// DifferenceBook.
// Thread: main.
#pragma once

#include "explore/compare/compared_crawl.h"
#include "explore/compare/difference_book.h"
#include "explore/compare/page_comparison.h"
#include "ground/result.h"

namespace explore {

// Writes all differences into `book`, and its counts. Errors: of the crawls; no room; kInterrupted.
ground::Result<void> compare_crawls(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl,
                                    const ComparisonRules& rules, DifferenceBook& book);

}  // namespace explore
