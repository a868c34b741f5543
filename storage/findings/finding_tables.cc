// What is as it was in the run before costs nothing: a row of `finding_state` is a fault that the
// latest run of `finding_run` has too, and goes to `finding_past` when it is there no more. Most
// faults are of a page alone, so what else names one stands in a table of its own.
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

}  // namespace

std::string_view tables_of_findings() { return kTables; }

}  // namespace storage
