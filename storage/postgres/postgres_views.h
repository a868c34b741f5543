// The views of a crawl in PostgreSQL: the names and columns that a file has (docs/schema.md).
// Thread: pure.
#pragma once

#include <string>
#include <vector>

#include "storage/store/records.h"

namespace storage {

// The statements that make them anew, where buckets are the first `bucket_bits` of a host's key.
std::string postgres_views_script(int bucket_bits);
std::vector<std::string> postgres_view_names();
// The query of the view `pages`, with the columns bucket, host, key and place of the URL before its
// own.
std::string postgres_pages_with_keys(int bucket_bits);

// The statement that makes the view of the past of a table that rules fill.
std::string postgres_rule_history_script(const UserTable& table, int bucket_bits);

}  // namespace storage
