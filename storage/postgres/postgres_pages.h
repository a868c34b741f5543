// A page as the parameters of the statements that keep it: a row of crawl.page, and one of
// crawl.content with all that hangs off it as arrays.
// Thread: pure.
#pragma once

#include "storage/postgres/server/connection.h"
#include "storage/store/records.h"

namespace storage {

struct PageOrigin {
  int64_t bucket = 0;
  int64_t id = 0;
  int64_t fetched_at_ms = 0;
};

PostgresValues page_values(const PageCommit& commit, const PageOrigin& origin);
PostgresValues content_values(const PageCommit& commit, const PageOrigin& origin);

}  // namespace storage
