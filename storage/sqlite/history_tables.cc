// A row of `url_revisit` is a fetched URL that updates know of. It is in the queue again while
// `place` is no NULL: its lending depth and priority, as one number. So a crash needs no repair
// here either, and the index of those that are due holds no URL that is lent.
#include "storage/sqlite/history_tables.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "storage/sqlite/view_sql.h"
#include "storage/store/changes.h"

namespace storage {
namespace {

// Times are milliseconds since 1970 UTC. The id of a version is that of the page that it was, and
// no id is given twice. `delta`: storage/history, against the parts of the page or version
// `against`, which came next; 0: against nothing. A text of a version that is '' is that of the
// next one (until version 10 of the schema each had its own). Validators of an answer that changed
// nothing are kept in `url_revisit` where they are other than those of the present content's page.
// `folder` is a hash; 0: the whole host.
constexpr std::string_view kTablesOfHistory = R"sql(
CREATE TABLE url_visit(
  url_id INTEGER NOT NULL, at INTEGER NOT NULL, run_id INTEGER NOT NULL, outcome INTEGER NOT NULL,
  status INTEGER, ms INTEGER NOT NULL, bytes INTEGER NOT NULL, detail TEXT,
  PRIMARY KEY(url_id, at)) WITHOUT ROWID;
CREATE TABLE page_version(
  id INTEGER PRIMARY KEY,
  url_id INTEGER NOT NULL,
  seen_from INTEGER NOT NULL,
  seen_to INTEGER NOT NULL,
  run_to INTEGER NOT NULL,
  status INTEGER NOT NULL,
  size INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  content_hash INTEGER NOT NULL,
  redirect_to TEXT, content_type TEXT, title TEXT, description TEXT, canonical TEXT, robots TEXT,
  rows TEXT);
CREATE INDEX page_version_of ON page_version(url_id, id);
CREATE TABLE version_parts(
  version_id INTEGER PRIMARY KEY, against INTEGER NOT NULL, delta BLOB NOT NULL);
CREATE TABLE page_change(
  id INTEGER PRIMARY KEY, url_id INTEGER NOT NULL, run_id INTEGER NOT NULL, at INTEGER NOT NULL,
  kind INTEGER NOT NULL, fields INTEGER NOT NULL, old_id INTEGER, new_id INTEGER);
CREATE INDEX page_change_by_url ON page_change(url_id, id, kind);
CREATE INDEX page_change_in ON page_change(run_id);
CREATE TABLE url_revisit(
  url_id INTEGER PRIMARY KEY,
  due INTEGER NOT NULL,
  place INTEGER,
  since INTEGER NOT NULL,
  visited_at INTEGER NOT NULL,
  interval INTEGER NOT NULL,
  visits INTEGER NOT NULL DEFAULT 0,
  changes INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  missing_since INTEGER,
  gone INTEGER NOT NULL DEFAULT 0,
  etag TEXT, last_modified TEXT,
  hinted_by INTEGER);
CREATE INDEX revisit_due ON url_revisit(due) WHERE place IS NULL;
CREATE INDEX revisit_queued ON url_revisit(place) WHERE place IS NOT NULL;
CREATE TABLE folder_rate(
  host_id INTEGER NOT NULL, folder INTEGER NOT NULL, visits INTEGER NOT NULL,
  changes INTEGER NOT NULL, observed INTEGER NOT NULL, PRIMARY KEY(host_id, folder)) WITHOUT ROWID;
CREATE TABLE sitemap_belief(
  url_id INTEGER PRIMARY KEY, moved INTEGER NOT NULL, changed INTEGER NOT NULL);
ALTER TABLE host ADD COLUMN visited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN visited_checks INTEGER NOT NULL DEFAULT 0;
CREATE TABLE url_orphan(url_id INTEGER PRIMARY KEY, since INTEGER NOT NULL);
CREATE TABLE error_shape(
  host_id INTEGER NOT NULL, content_hash INTEGER NOT NULL, simhash INTEGER NOT NULL,
  title TEXT NOT NULL, PRIMARY KEY(host_id, content_hash)) WITHOUT ROWID;
CREATE TABLE lost_link(url_id INTEGER PRIMARY KEY);
CREATE TABLE change_kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE visit_outcome(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE changed_field(bit INTEGER PRIMARY KEY, name TEXT NOT NULL);
)sql";

// The texts that the view `changes` has for numbers, as it writes them.
struct TextIndex {
  std::string_view name, columns;
  std::string_view statistics;  // of `n` rows, in SQL: a guess until they are counted
};
constexpr std::array kTextIndexes{
    TextIndex{"page_change_at", "$time(at)", "n || ' 1'"},
    // All changes are counted by kind, and by run and kind, without a look at each row and without
    // being sorted. The number is there so that SQLite takes it from here.
    TextIndex{"page_change_by_kind", "$kind(kind), run_id, url_id, kind",
              "n || ' ' || (1 + n / 4) || ' ' || (1 + n / 20) || ' 1 1'"},
};

}  // namespace

std::string_view tables_of_history() { return kTablesOfHistory; }

void index_texts_of_changes(Database& db) {
  for (const TextIndex& index : kTextIndexes) {
    const std::string sql = spelled_out(
        fmt::format("CREATE INDEX {} ON page_change({})", index.name, index.columns), true);
    Statement row = db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?1");
    const bool is_there = row.with(index.name).step();
    const bool is_right = is_there && row.text(0) == sql;
    row.reset();
    if (is_right) continue;
    if (is_there) db.exec(fmt::format("DROP INDEX {}", index.name));
    db.exec(sql);
    if (db.integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") == 0)
      continue;
    // Of an index without statistics among others that have some SQLite thinks too well.
    db.exec(
        fmt::format("DELETE FROM sqlite_stat1 WHERE idx = '{0}'; "
                    "INSERT INTO sqlite_stat1 SELECT tbl, '{0}', {1} FROM (SELECT tbl, CAST(stat "
                    "AS INTEGER) AS n "
                    "FROM sqlite_stat1 WHERE idx = 'page_change_by_url'); ANALYZE sqlite_schema",
                    index.name, index.statistics));
  }
}

void write_names_of_history(Database& db) {
  Statement kind = db.prepare("INSERT OR REPLACE INTO change_kind VALUES(?1, ?2)");
  for (const ChangeKindRow& row : kChangeKinds)
    kind.with(static_cast<int>(row.kind), row.name).run();
  Statement outcome = db.prepare("INSERT OR REPLACE INTO visit_outcome VALUES(?1, ?2)");
  for (const VisitOutcomeRow& row : kVisitOutcomes)
    outcome.with(static_cast<int>(row.outcome), row.name).run();
  Statement field = db.prepare("INSERT OR REPLACE INTO changed_field VALUES(?1, ?2)");
  for (const ChangedFieldRow& row : kChangedFields)
    field.with(static_cast<int>(row.field), row.name).run();
}

}  // namespace storage
