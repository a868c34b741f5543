#include "storage/history/sitemap_time.h"

#include <chrono>

#include "ground/number.h"

namespace storage {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Exactly so many digits, which leave `rest`.
std::optional<int> take_number(std::string_view* rest, std::size_t digits) {
  if (rest->size() < digits ||
      rest->substr(0, digits).find_first_not_of("0123456789") != rest->npos)
    return std::nullopt;
  const auto number = ground::number_of<int>(rest->substr(0, digits));
  rest->remove_prefix(digits);
  return number;
}

bool take(std::string_view* rest, std::string_view one_of) {
  if (rest->empty() || one_of.find(rest->front()) == one_of.npos) return false;
  rest->remove_prefix(1);
  return true;
}

// "", "Z" or "+01:00": how far it is ahead of UTC.
std::optional<minutes> zone_of(std::string_view rest) {
  if (rest.empty() || rest == "Z" || rest == "z") return minutes(0);
  const bool is_behind = rest.front() == '-';
  if (!take(&rest, "+-")) return std::nullopt;
  const auto hour = take_number(&rest, 2);
  take(&rest, ":");
  const auto minute = take_number(&rest, 2);
  if (!hour || !minute || !rest.empty() || *hour > 14 || *minute > 59) return std::nullopt;
  const minutes ahead = hours(*hour) + minutes(*minute);
  return is_behind ? -ahead : ahead;
}

std::optional<milliseconds> time_of_day(std::string_view* rest) {
  const auto hour = take_number(rest, 2);
  const bool has_minute = take(rest, ":");
  const auto minute = take_number(rest, 2);
  if (!hour || !has_minute || !minute || *hour > 24 || *minute > 59) return std::nullopt;
  std::optional<int> second = 0;
  if (take(rest, ":")) second = take_number(rest, 2);
  if (!second || *second > 60) return std::nullopt;
  if (take(rest, ".,"))
    while (take_number(rest, 1)) continue;
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

}  // namespace

std::optional<int64_t> latest_time_of(std::string_view lastmod) {
  std::string_view rest = lastmod;
  const auto year = take_number(&rest, 4);
  const bool has_month = take(&rest, "-");
  const auto month = take_number(&rest, 2);
  const bool has_day = take(&rest, "-");
  const auto day = take_number(&rest, 2);
  if (!year || !has_month || !month || !has_day || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const milliseconds midnight = std::chrono::sys_days(date).time_since_epoch();
  if (rest.empty()) return (midnight + days(1)).count();
  if (!take(&rest, "Tt ")) return std::nullopt;
  const auto time = time_of_day(&rest);
  if (!time) return std::nullopt;
  const auto zone = zone_of(rest);
  if (!zone) return std::nullopt;
  return (midnight + *time - *zone).count();
}

}  // namespace storage
