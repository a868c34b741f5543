// Days as they are written, which need not be in the calendar: strptime(3) takes 31 April.
// Thread: pure.
#pragma once

#include <chrono>
#include <ctime>
#include <optional>

namespace ground {

// Nothing if no calendar has that day, or none of std::chrono's.
constexpr std::optional<std::chrono::year_month_day> calendar_day(int year, unsigned month,
                                                                  unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  // They keep a year in two bytes, the others in one.
  const bool is_whole = static_cast<int>(date.year()) == year &&
                        static_cast<unsigned>(date.month()) == month &&
                        static_cast<unsigned>(date.day()) == day;
  return is_whole && date.ok() ? std::optional(date) : std::nullopt;
}

inline std::optional<std::chrono::year_month_day> calendar_day(const std::tm& read) {
  return calendar_day(read.tm_year + 1900, static_cast<unsigned>(read.tm_mon) + 1,
                      static_cast<unsigned>(read.tm_mday));
}

}  // namespace ground
