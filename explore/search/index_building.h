// Filling a search index: anew, or with the pages that came since. On a terminal a bar says how far
// it is.
// Errors: of either database; kInterrupted; kBusy if a crawl changed a file under the reader.
// Thread: one.
#pragma once

#include <string>

#include "explore/file/crawl_file.h"

namespace explore {

// Makes the index at `path`; what stood there is replaced, and stays until then. Another process
// that does the same is waited for, and then there is nothing left to do.
ground::Result<void> build_index(CrawlFile& crawl, const std::string& path);

// Adds the pages that the index of this crawl at `path` has not, some thousand with each
// transaction. kBusy also: another process does it.
ground::Result<void> extend_index(CrawlFile& crawl, const std::string& path);

}  // namespace explore
