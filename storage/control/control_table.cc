#include "storage/control/control_table.h"

namespace storage {
namespace {

// `setting` is NULL for a command that sets nothing, `value` for one that takes a setting back.
constexpr std::string_view kTableOfControl = R"sql(
CREATE TABLE IF NOT EXISTS control(
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, run_id INTEGER NOT NULL, command TEXT NOT NULL,
  setting TEXT, subject TEXT, value TEXT);
CREATE INDEX IF NOT EXISTS control_setting ON control(setting, subject, id) WHERE setting IS NOT NULL;
)sql";

}  // namespace

std::string_view tables_of_control() { return kTableOfControl; }

void write_control(Database& db, const ControlRecord& record, int64_t at, int64_t run_id) {
  Statement insert = db.prepare(
      "INSERT INTO control(at, run_id, command, setting, subject, value) "
      "VALUES(?1, coalesce(nullif(?2, 0), (SELECT max(id) FROM run), 0), ?3, ?4, ?5, ?6)");
  const std::string_view subject = record.subject;
  insert.with(at, run_id, record.command, OrNull{record.setting});
  // '' is a subject: that of a setting of the whole crawl.
  if (record.setting.empty())
    insert.bind(5, OrNull{subject});
  else
    insert.bind(5, subject);
  insert.bind(6, OrNull{record.value});
  insert.run();
}

std::vector<ControlRecord> read_controls(Database& db) {
  std::vector<ControlRecord> standing;
  Statement row = db.prepare(
      "SELECT c.command, c.setting, c.subject, c.value FROM control c "
      "WHERE c.setting IS NOT NULL AND c.value IS NOT NULL AND c.id = (SELECT max(d.id) "
      "FROM control d WHERE d.setting = c.setting AND d.subject = c.subject) ORDER BY c.id");
  while (row.step())
    standing.push_back({row.string(0), row.string(1), row.string(2), row.string(3)});
  return standing;
}

}  // namespace storage
