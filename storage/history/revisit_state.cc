#include "storage/history/revisit_state.h"

#include <algorithm>

namespace storage {
namespace {

// What could not be visited is not asked for much earlier than a page that changes daily.
constexpr Milliseconds kPatienceAfterError = std::chrono::hours(24);

// Adds what the visit says of the page's rate of change, and answers when to come again.
Milliseconds observe(const VisitEnd& visit, const Observation& folder, const Observation& site,
                     const UpdatePlan& plan, uint64_t number, RevisitState* state) {
  ++state->visits;
  state->changes += visit.outcome == VisitOutcome::kChanged ? 1 : 0;
  state->visited_at = visit.at;
  const Observation page{static_cast<uint64_t>(state->visits),
                         static_cast<uint64_t>(state->changes),
                         static_cast<double>(std::max<int64_t>(0, visit.at - state->since))};
  const Milliseconds interval = interval_of(rate_of_change(page, folder, site, plan.revisit), plan);
  state->interval = interval.count();
  return jittered(interval, number * 31 + static_cast<uint64_t>(state->visits));
}

}  // namespace

int64_t note_visit(const VisitEnd& visit, const Observation& folder, const Observation& site,
                   const UpdatePlan& plan, uint64_t number, RevisitState* state) {
  if (visit.outcome == VisitOutcome::kError) {
    ++state->errors;
    return visit.at + std::min<int64_t>(kPatienceAfterError.count(), state->interval);
  }
  state->errors = 0;
  const int64_t due = visit.at + observe(visit, folder, site, plan, number, state).count();
  // A server may say again that nothing has changed, and not by what.
  const bool is_kept = visit.outcome == VisitOutcome::kNotModified && visit.etag.empty() &&
                       visit.last_modified.empty();
  if (!is_kept) {
    state->etag = visit.etag;
    state->last_modified = visit.last_modified;
  }
  if (!visit.is_missing) state->missing_since = 0;
  if (visit.is_missing && state->missing_since == 0) state->missing_since = visit.at;
  state->is_gone = visit.is_gone;
  return due;
}

// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
int64_t folder_of(std::string_view url) {
  const std::string_view path = url.substr(0, url.find('?'));
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : path.substr(0, path.rfind('/') + 1)) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return static_cast<int64_t>(hash | 1);
}

}  // namespace storage
