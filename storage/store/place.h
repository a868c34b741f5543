// Where a crawl is kept: a file, or an address of a database (postgres://…).
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace storage {

bool is_postgres_place(std::string_view where);

// The same without a password, for messages, logs and what is kept; it still names the place to who
// has the password elsewhere (~/.pgpass, PGPASSWORD).
std::string shown_place(const std::string& where);

}  // namespace storage
