// Opens a Store from "crawl.db" or a URL, or reads what its last run was: the only list of
// backends.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/store/last_run.h"
#include "storage/store/noted_change.h"
#include "storage/store/store.h"
#include "storage/store/store_options.h"

namespace storage {

// `where`: a file path, postgres://… for a PostgresStore, or ":memory:" for a MemoryStore. Fails
// with a message that names the place and the remedy if it is not a crawl database, is from a newer
// version, is held by another process, or can't be reached or made.
ground::Result<std::unique_ptr<Store>> open_store(const std::string& where,
                                                  const StoreOptions& options);

// The names that no table of a user's rules may have, in lower case: the same for every backend, so
// that rules that do for one do for all.
std::vector<std::string> reserved_table_names();

// For `crawl resume`, before the store is opened; nothing is changed, and each URL is read once.
// Errors: there is no such crawl, or it can't be read (see Reader::open).
ground::Result<LastRun> read_last_run(const std::string& where);

// What updates noted behind that change, in order; at most so many. Also while a crawl writes to
// the store. Errors: as of read_last_run.
ground::Result<std::vector<NotedChange>> read_noted_changes(const std::string& where, int64_t after,
                                                            std::size_t most);
// The id of the last; 0: there is none.
ground::Result<int64_t> read_last_noted_change(const std::string& where);
// The id of the last that somebody was told of; nothing: nobody was ever told.
ground::Result<std::optional<int64_t>> read_told_change(const std::string& where);
// Beside the store that is open there; waits for what that writes.
ground::Result<void> keep_told_change(const std::string& where, int64_t id);

}  // namespace storage
