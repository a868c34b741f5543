#include "explore/command/typed_time.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "ground/ascii.h"

namespace explore {
namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kDay = 1440 * kMinute;

// Takes a number of that many digits, and what stands behind it, off the front.
bool take(std::string_view* text, std::size_t digits, std::string_view behind, int* number) {
  if (text->size() < digits) return false;
  const char* end = text->data() + digits;
  if (std::from_chars(text->data(), end, *number).ptr != end || *number < 0) return false;
  text->remove_prefix(digits);
  if (!text->starts_with(behind)) return false;
  text->remove_prefix(behind.size());
  return true;
}

std::optional<int64_t> parse_date(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!take(&text, 4, "-", &year) || !take(&text, 2, "-", &month) || !take(&text, 2, "", &day))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  if (!text.empty()) {
    if (text[0] != 'T' && text[0] != ' ') return std::nullopt;
    text.remove_prefix(1);
    if (!take(&text, 2, ":", &hour) || !take(&text, 2, "", &minute)) return std::nullopt;
    if (text.starts_with(':')) {
      text.remove_prefix(1);
      if (!take(&text, 2, "", &second)) return std::nullopt;
      if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (!take(&text, 3, "", &millisecond)) return std::nullopt;
      }
    }
    if (text.starts_with('Z')) text.remove_prefix(1);
  }
  if (!text.empty() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * kDay + (hour * 60 + minute) * kMinute + second * 1000 + millisecond;
}

std::optional<int64_t> parse_age(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || number < 0 || end - unit != 1) return std::nullopt;
  switch (*unit) {
    case 'm':
      return number * kMinute;
    case 'h':
      return number * 60 * kMinute;
    case 'd':
      return number * kDay;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<int64_t> parse_since(std::string_view typed, int64_t now) {
  const std::string_view text = ground::ascii::trim(typed);
  if (const auto age = parse_age(text)) return now - *age;
  return parse_date(text);
}

bool is_day(std::string_view typed) {
  constexpr std::size_t kLetters = 10;
  const std::string_view text = ground::ascii::trim(typed);
  return text.size() == kLetters && parse_date(text);
}

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string iso_time(int64_t ms) {
  const auto time = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms));
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace explore
