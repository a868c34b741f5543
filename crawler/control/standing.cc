#include "crawler/control/standing.h"

#include <algorithm>

#include "storage/store/reasons.h"

namespace crawler {
namespace {

bool has_ended_by_itself(const storage::PastRun& run) {
  const storage::EndReasonRow* row = storage::find_end_reason(run.end_reason);
  return row != nullptr && !row->goes_on;
}

bool is_limit(const storage::ControlRecord& record) { return record.setting == "limit"; }

}  // namespace

ground::Result<std::vector<storage::ControlRecord>> standing_controls(storage::Store& store) {
  auto controls = store.controls();
  if (!controls || std::none_of(controls->begin(), controls->end(), is_limit)) return controls;
  auto last = store.last_run();
  if (!last) return last.error();
  if (!*last || !has_ended_by_itself(**last)) return controls;
  for (const storage::ControlRecord& record : *controls) {
    if (!is_limit(record)) continue;
    const storage::ControlRecord over{"limit " + record.subject + " default", record.setting,
                                      record.subject, ""};
    if (auto kept = store.keep_control(over); !kept) return kept.error();
  }
  std::erase_if(*controls, is_limit);
  return controls;
}

}  // namespace crawler
