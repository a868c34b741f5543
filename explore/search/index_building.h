// Builds a search index, or adds the pages that are new. On a terminal a bar shows the progress.
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
