#include "storage/noted_changes.h"

#include <algorithm>
#include <optional>

#include "storage/sqlite/view_sql.h"
#include "storage/store/changes.h"

namespace storage {
namespace {

// The page after a change is the present one, or a version by now.
constexpr std::string_view kChanges = R"sql(
SELECT c.id, u.url, c.kind, c.fields, $time(c.at), c.run_id, c.old_id, c.new_id
FROM page_change c JOIN url u ON u.id = c.url_id WHERE c.id > ?1 ORDER BY c.id LIMIT ?2)sql";
constexpr std::string_view kPage = R"sql(
SELECT status, title, coalesce((SELECT t.url FROM url t WHERE t.id = p.redirect_id), p.redirect_to)
FROM page p WHERE p.id = ?1
UNION ALL
SELECT v.status, $text(v.title), $text(v.redirect_to) FROM page_version v
WHERE v.id = ?1 LIMIT 1)sql";

NotedChange::Side side_of(Statement& page, int64_t id) {
  NotedChange::Side side;
  if (id != 0 && page.with(id).step())
    side = {static_cast<int>(page.integer(0)), page.string(1), page.string(2)};
  page.reset();
  return side;
}

std::string_view kind_named(int64_t kind) {
  const auto* const found = std::ranges::find_if(kChangeKinds, [&](const ChangeKindRow& row) {
    return static_cast<int64_t>(row.kind) == kind;
  });
  return found == std::ranges::end(kChangeKinds) ? "" : found->name;
}

}  // namespace

std::vector<NotedChange> noted_changes(Database& db, int64_t after, std::size_t most) {
  std::vector<NotedChange> changes;
  Statement page = db.prepare(spelled_out(std::string(kPage), true));
  Statement row = db.prepare(spelled_out(std::string(kChanges), true));
  row.with(after, static_cast<int64_t>(most));
  while (row.step()) {
    NotedChange& change = changes.emplace_back();
    change.id = row.integer(0);
    change.url = row.string(1);
    change.kind = kind_named(row.integer(2));
    for (const ChangedFieldRow& field : kChangedFields)
      if ((row.integer(3) & field.field) != 0) change.fields.push_back(field.name);
    change.at = row.string(4);
    change.run = row.integer(5);
    change.before = side_of(page, row.integer(6));
    change.after = side_of(page, row.integer(7));
  }
  return changes;
}

int64_t last_noted_change(Database& db) { return db.integer_of("SELECT max(id) FROM page_change"); }

std::optional<int64_t> told_change(Database& db) {
  Statement row = db.prepare("SELECT n FROM counter WHERE name = 'told_change'");
  return row.step() ? std::optional(row.integer(0)) : std::nullopt;
}

void keep_told_change(Database& db, int64_t id) {
  db.prepare("INSERT OR REPLACE INTO counter VALUES('told_change', ?1)").with(id).run();
}

}  // namespace storage
