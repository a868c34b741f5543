// The rows are gathered under another name first: what fails halfway leaves the view as it was.
#include "explore/findings/working_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "explore/audit/audit_views.h"

namespace explore {
namespace {

std::string name_of_rows(const AuditView& view) { return fmt::format("{}_made", view.name); }

void restore(storage::Database& db, const AuditView& view) {
  db.change_passing(fmt::format("DROP VIEW IF EXISTS temp.{}", view.name));
  db.change_passing(fmt::format("CREATE TEMP VIEW {} AS{}", view.name, view.body));
  db.change_passing(fmt::format("DROP TABLE IF EXISTS temp.{}", name_of_rows(view)));
}

void keep_rows(storage::Database& db, const AuditView& view) {
  const std::string rows = name_of_rows(view);
  db.change_passing(fmt::format("CREATE TEMP TABLE {} AS SELECT * FROM {}", rows, view.name));
  if (!view.index.empty())
    db.change_passing(fmt::format("CREATE INDEX temp.{0}_index ON {0}({1})", rows, view.index));
  if (db.failed()) return;
  db.change_passing(fmt::format("DROP VIEW temp.{}", view.name));
  db.change_passing(fmt::format("CREATE TEMP VIEW {} AS SELECT * FROM {}", view.name, rows));
}

}  // namespace

ground::Result<void> make_working_tables(storage::Database& db) {
  std::vector<std::string_view> names;
  for (const AuditView& view : audit_views()) names.push_back(view.name);
  return make_working_tables(db, names);
}

ground::Result<void> make_working_tables(storage::Database& db,
                                         std::span<const std::string_view> names) {
  if (auto dropped = drop_working_tables(db); !dropped) return dropped;
  for (const AuditView& view : audit_views()) {
    if (std::find(names.begin(), names.end(), view.name) == names.end()) continue;
    keep_rows(db, view);
    if (!db.failed()) continue;
    auto failure = db.take_failure();
    if (auto dropped = drop_working_tables(db); !dropped) return dropped;
    return failure;
  }
  return {};
}

ground::Result<void> drop_working_tables(storage::Database& db) {
  for (const AuditView& view : audit_views()) restore(db, view);
  return db.take_failure();
}

}  // namespace explore
