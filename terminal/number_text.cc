#include "terminal/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <string_view>

namespace terminal {
namespace {

std::string utc_seconds(std::time_t time) {
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return "";
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace

std::string with_thousands(uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, 1, ',');
  return text;
}

std::string counted(uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(number), noun, number == 1 ? "" : "s");
}

std::string size_text(double bytes) {
  static constexpr std::array<std::string_view, 6> kUnits{"B", "KB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  // 999.5 would be written as 1000.
  for (; bytes >= 999.5 && unit + 1 < kUnits.size(); ++unit) bytes /= 1000;
  if (unit > 0 && bytes < 9.95) return fmt::format("{:.1f} {}", bytes, kUnits[unit]);
  return fmt::format("{:.0f} {}", bytes, kUnits[unit]);
}

std::string rate_text(double per_second) {
  if (per_second < 99.95) return fmt::format("{:.1f}", per_second);
  return with_thousands(static_cast<uint64_t>(std::llround(per_second)));
}

std::string clock_text(std::chrono::milliseconds elapsed) {
  const auto seconds = elapsed.count() / 1000;
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string duration_text(std::chrono::milliseconds time) {
  const auto ms = time.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 59'950) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  const auto seconds = (ms + 500) / 1000;
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  const auto minutes = (seconds + 30) / 60;
  if (minutes < 48 * 60) return fmt::format("{} h {} min", minutes / 60, minutes % 60);
  return fmt::format("{} days {} h", minutes / 60 / 24, minutes / 60 % 24);
}

std::string utc_now() { return utc_seconds(std::time(nullptr)) + "Z"; }

std::string utc_time(int64_t milliseconds) {
  constexpr int64_t kEndOf9999 = 253'402'300'799'999;
  const int64_t time = std::clamp<int64_t>(milliseconds, 0, kEndOf9999);
  return fmt::format("{}.{:03}Z", utc_seconds(time / 1000), time % 1000);
}

}  // namespace terminal
