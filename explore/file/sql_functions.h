// The SQL functions on a crawl's database besides SQLite's own: html(url), header(url, name),
// url_id(url), host(x), domain(x), x REGEXP pattern, decompress(blob), noindex(robots).
// docs/manual.md says what each returns.
#pragma once

#include "explore/file/stored_pages.h"
#include "storage/database/database.h"

namespace explore {

// `pages` must live as long as statements of `db` run. Errors: those of the database stick to it.
void add_sql_functions(storage::Database& db, StoredPages& pages);

}  // namespace explore
