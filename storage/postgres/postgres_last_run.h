// What a crawl in PostgreSQL says of itself to who has not opened it.
#pragma once

#include <string>

#include "ground/result.h"
#include "storage/store/last_run.h"

namespace storage {

// As read_last_run() of open_store.h says, for a place that is postgres://….
ground::Result<LastRun> read_postgres_last_run(const std::string& where);

}  // namespace storage
