#include "storage/store/reasons.h"

#include <algorithm>
#include <iterator>

namespace storage {
namespace {

constexpr bool are_in_their_places() {
  for (std::size_t i = 0; i < std::size(kEndReasons); ++i)
    if (static_cast<std::size_t>(kEndReasons[i].reason) != i) return false;
  return true;
}
static_assert(are_in_their_places(), "name_of(EndReason) takes the number for the place");

}  // namespace

std::string_view name_of(UrlState state) {
  switch (state) {
    case UrlState::kWaiting:
      return "waiting";
    case UrlState::kFetched:
      return "fetched";
    case UrlState::kSkipped:
      return "skipped";
    case UrlState::kFailed:
      return "failed";
  }
  return "";
}

const EndReasonRow* find_end_reason(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kEndReasons), std::end(kEndReasons),
                   [name](const EndReasonRow& row) { return row.name == name; });
  return found == std::end(kEndReasons) ? nullptr : found;
}

}  // namespace storage
