// The section "What changed" of a report.
// Thread: that of the database. Errors: those of the database stick to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/database/database.h"

namespace explore {

// What updates found later than `since` (milliseconds since 1970), in words `since_words`: counts,
// and the pages, worst first; at most kMostChanges of them.
void add_change_section(storage::Database& db, int64_t since, std::string_view since_words,
                        std::string* out);

inline constexpr int kMostChanges = 1000;

}  // namespace explore
