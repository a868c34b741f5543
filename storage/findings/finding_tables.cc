// What is as it was in the run before costs nothing: a row of `finding_state` is a fault that the
// latest run of `finding_run` has too, and goes to `finding_past` when it is there no more. Most
// faults are of a page alone, so what else names one stands in a table of its own; and most come
// from a template, so the pages that were found next have them too, and share a row.
#include "storage/findings/finding_tables.h"

namespace storage {
namespace {

// `since_run`: the first that asked as the present version asks; what was found then is no news.
// `tally`: how many URLs there were in each state. `last_run`: the last that had it. `fixed_run`:
// the first that looked again and did not find it; NULL: none has looked.
constexpr std::string_view kTables = R"sql(
CREATE TABLE finding_kind(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, severity TEXT NOT NULL,
  question INTEGER NOT NULL, since_run INTEGER NOT NULL);
CREATE TABLE finding_run(run_id INTEGER PRIMARY KEY, at INTEGER NOT NULL, tally TEXT);
CREATE TABLE finding_state(
  kind_id INTEGER NOT NULL, url_id INTEGER NOT NULL, detail_key INTEGER NOT NULL,
  first_run INTEGER NOT NULL,
  PRIMARY KEY(kind_id, url_id, detail_key)) WITHOUT ROWID;
CREATE TABLE finding_past(
  kind_id INTEGER NOT NULL, url_id INTEGER NOT NULL, detail_key INTEGER NOT NULL,
  first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, fixed_run INTEGER,
  PRIMARY KEY(kind_id, url_id, detail_key, first_run)) WITHOUT ROWID;
CREATE TABLE finding_detail(key INTEGER PRIMARY KEY, target_id INTEGER, text TEXT);
)sql";

// The faults that a URL alone names: of `url_id` and the `more` that follow it. No two of a kind
// have a URL in common.
constexpr char kSpans[] = R"sql(
CREATE TABLE finding_span(
  kind_id INTEGER NOT NULL, url_id INTEGER NOT NULL, more INTEGER NOT NULL,
  first_run INTEGER NOT NULL, PRIMARY KEY(kind_id, url_id)) WITHOUT ROWID;
INSERT INTO finding_span
SELECT kind_id, min(url_id), count(*) - 1, first_run FROM (
  SELECT kind_id, url_id, first_run, url_id - row_number() OVER (
    PARTITION BY kind_id, first_run ORDER BY url_id) AS place
  FROM finding_state WHERE detail_key = 0 AND url_id > 0)
GROUP BY kind_id, first_run, place;
DELETE FROM finding_state WHERE detail_key = 0 AND url_id > 0;
)sql";

}  // namespace

std::string_view tables_of_findings() { return kTables; }

bool has_finding_spans(Database& db) {
  return db.integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'finding_span'") != 0;
}

void add_finding_spans(Database& db) {
  if (!has_finding_spans(db)) db.exec(kSpans);
}

}  // namespace storage
