// What updates found.
#include <limits>
#include <string>

#include "explore/command/typed_time.h"
#include "explore/mcp/table_part.h"
#include "explore/mcp/tool.h"
#include "ground/number.h"
#include "storage/sqlite/sqlite_views.h"

namespace explore {
namespace {

// From which run, and from when.
struct Since {
  int64_t run = 0;
  int64_t at_ms = std::numeric_limits<int64_t>::min();
  bool is_understood = true;
};

Since since_of(const ToolCall& call) {
  const std::string typed = call.text("since");
  Since since;
  if (typed.empty()) {
    since.run = call.file.database().integer_of("SELECT max(id) FROM run_rows");
  } else if (const auto run = ground::number_of<int64_t>(typed)) {
    since.run = *run;
  } else if (const auto at = parse_since(typed, now_ms())) {
    since.at_ms = *at;
  } else {
    since.is_understood = false;
  }
  return since;
}

}  // namespace

ToolResult list_changes(const ToolCall& call) {
  storage::Database& db = call.file.database();
  const Since since = since_of(call);
  if (!since.is_understood)
    return refusal(
        "since: is to be a run (3), a day (2026-01-31), a time (2026-01-31T12:00) or an age (12h, "
        "7d).");
  if (!storage::has_view(db, "change_rows"))
    return refusal("This file is of a version that kept no changes.");
  storage::Statement change = db.prepare(
      "SELECT d.url, d.run, d.at, d.kind, d.fields, d.old_status, d.status, d.old_title, d.title, "
      "d.old_redirect_to, d.redirect_to FROM change_rows c JOIN change_details d ON d.id = c.id "
      "WHERE c.run_id >= ?1 AND c.at_ms >= ?2 ORDER BY c.id");
  change.with(since.run, since.at_ms);
  TablePart part = table_part(change, call.place(), call.tokens);
  ToolAnswer answer;
  answer.data = Json::object();
  if (part.rows.size() == 0) answer.note = "Nothing changed that an update found.";
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  std::move(part.rows).put_into(answer.data, std::move(part.columns));
  return answer;
}

}  // namespace explore
