// Opens a Store from "crawl.db" or a URL: the only list of backends.
#pragma once

#include <memory>
#include <string>

#include "storage/store/store.h"
#include "storage/store/store_options.h"

namespace storage {

// `where`: a file path, or ":memory:" for a MemoryStore. Fails with a message that names the file
// and the remedy if it is not a crawl database, is from a newer version, is held by another
// process, or can't be made.
ground::Result<std::unique_ptr<Store>> open_store(const std::string& where,
                                                  const StoreOptions& options);

}  // namespace storage
