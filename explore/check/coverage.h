// How much of the site a crawl saw: whether its silence means that all is well.
// Thread: that of the database. Errors: what the database says.
#pragma once

#include "explore/check/outcome.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

ground::Result<Coverage> coverage_of(storage::Database& db);

}  // namespace explore
