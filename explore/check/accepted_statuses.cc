#include "explore/check/accepted_statuses.h"

#include <fmt/format.h>

#include <algorithm>

#include "ground/ascii.h"
#include "ground/number.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr int64_t kLeast = 100, kMost = 999;
constexpr std::size_t kShown = 40;

bool is_status(int64_t number) { return number >= kLeast && number <= kMost; }

}  // namespace

std::string AcceptedStatuses::add(std::string_view list) {
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view one = ground::ascii::trim(list.substr(0, comma));
    const std::size_t dash = std::min(one.find('-'), one.size());
    const auto first = ground::number_of<int64_t>(one.substr(0, dash));
    const auto last = dash == one.size() ? first : ground::number_of<int64_t>(one.substr(dash + 1));
    if (!first || !last || !is_status(*first) || !is_status(*last) || *first > *last)
      return fmt::format("\"{}\" is no status: write 403,999 or 500-599",
                         terminal::safe_text(one, kShown));
    ranges_.emplace_back(*first, *last);
    if (comma == list.size()) return "";
    list.remove_prefix(comma + 1);
  }
}

int AcceptedStatuses::column_of(const std::vector<std::string>& columns) {
  for (const std::string_view name : {"answer", "status"}) {
    const auto found = std::ranges::find(columns, name);
    if (found != columns.end()) return static_cast<int>(found - columns.begin());
  }
  return -1;
}

bool AcceptedStatuses::has(const storage::SqlValue& answer) const {
  const auto* const status = std::get_if<int64_t>(&answer);
  return status != nullptr && std::ranges::any_of(ranges_, [&](const auto& range) {
           return *status >= range.first && *status <= range.second;
         });
}

}  // namespace explore
