// What the answer of a visit says by itself, before it is compared with what is kept.
// Thread: pure. Views hold as long as what they view.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/history/error_shapes.h"
#include "storage/history/revisit_state.h"
#include "storage/store/records.h"

namespace storage {

inline constexpr std::string_view kLooksLikeError = "looks like an error page";

struct Validators {
  std::string_view etag, last_modified;  // raw bytes, "" if it has none
};
Validators validators_of(const PageRecord& page);

// What is kept of a page, as far as it decides whether an answer may take its place.
struct KeptAnswer {
  bool is_whole = false;
  Role role = Role::kPage;
  PageShape shape;
  bool is_rendered = false;  // asked only of one whose answer could not be
};
// An error, of the moment or in the clothes of a page; nothing: it counts. `shapes`: of the errors
// of its host. Not for one that says "not modified".
struct PoorAnswer {
  std::string_view detail;  // "": its own
};
std::optional<PoorAnswer> poor_answer(const PageCommit& answer, const KeptAnswer& kept,
                                      const ErrorShapes& shapes);

// It was not there at the visit before either, and is not now: on another day that is no accident
// any more. What was never there does not go.
bool is_gone_by_now(const RevisitState& before, int64_t at);

}  // namespace storage
