// What can be derived about a URL besides its row.
// Thread: that of the database. Errors: those of the database stick to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/database/database.h"

namespace explore {

// What the host's robots.txt says of it to the user agent of the newest run, in words.
std::string robots_verdict(storage::Database& db, std::string_view url, int64_t host_id);

// Whether links to a URL are found fast: by their index, or because there are few.
bool may_look_for_targets(storage::Database& db);

}  // namespace explore
