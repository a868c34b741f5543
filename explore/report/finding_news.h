// The part of a report that says which findings are new, fixed or still open since a run.
// Thread: that of the database. Errors: those of the database stick to it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "explore/findings/findings.h"
#include "storage/database/database.h"

namespace explore {

// A section of its own: since the last run that had ended at `since` (milliseconds since 1970) and
// whose findings are kept: a table, the worst first, of the findings of which any are new, fixed or
// unknown; or a sentence that there are none, or that none were kept. `list`: those that the report
// has.
void add_finding_news(storage::Database& db, std::span<const Finding> list, int64_t since,
                      std::string* out);

}  // namespace explore
