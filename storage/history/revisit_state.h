// RevisitState: what updates know of a page, and what a visit makes of that: when it is due again.
// Thread: pure. Times and durations are milliseconds, times since 1970 UTC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/history/revisit_plan.h"
#include "storage/store/changes.h"
#include "storage/store/records.h"

namespace storage {

struct RevisitState {
  int64_t since = 0, visited_at = 0, interval = 0;
  int64_t visits = 0, changes = 0;
  int64_t errors = 0;         // since the last visit that was none
  int64_t missing_since = 0;  // 0: it is there
  bool is_gone = false;
  // Validators of the last answer that left it as it is.
  std::string etag, last_modified;
};

// How a visit ended.
struct VisitEnd {
  int64_t at = 0;
  VisitOutcome outcome = VisitOutcome::kUnchanged;
  // Validators of what is kept, raw bytes. Only with an answer that left it as it is: what has
  // changed has its own.
  std::string_view etag, last_modified;
  bool is_missing = false, is_gone = false;
};

// `folder`, `site`: what was seen of all their pages, this visit included. `number`: of the page,
// always the same. Answers when it is due again.
int64_t note_visit(const VisitEnd& visit, const Observation& folder, const Observation& site,
                   const UpdatePlan& plan, uint64_t number, RevisitState* state);

// The folder of a URL by a hash that is never that of a whole site.
int64_t folder_of(std::string_view url);
inline constexpr int64_t kWholeSite = 0;

}  // namespace storage
