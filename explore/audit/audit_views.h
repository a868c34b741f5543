// The views of the audit: what many findings ask of every page, worked out in one place. They call
// the program's own SQL functions, so they are no part of the file: each connection has them for
// itself. docs/schema.md says what is in them.
// Thread: constants; add_audit_views: that of the database.
#pragma once

#include <span>
#include <string_view>

#include "storage/database/database.h"

namespace explore {

struct AuditView {
  std::string_view name;
  std::string_view body;   // what stands behind "AS"
  std::string_view index;  // columns to be found by, where its rows are kept; "" if none
};

// Each asks those before it alone.
std::span<const AuditView> audit_views();

// Errors: those of the database stick to it.
void add_audit_views(storage::Database& db);

}  // namespace explore
