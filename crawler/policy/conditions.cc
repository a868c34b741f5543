#include "crawler/policy/conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <string_view>

#include "ground/ascii.h"

namespace crawler {
namespace {

// What a request may carry as it is: the file that it comes from is anybody's.
bool is_sendable(std::string_view value) {
  constexpr std::size_t kLongest = 1'000;
  return !value.empty() && value.size() <= kLongest &&
         std::none_of(value.begin(), value.end(), ground::ascii::is_control);
}

// RFC 9110 5.6.7, in English whatever the locale: "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::chrono::system_clock::time_point time) {
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return {};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                     kMonths[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace

std::vector<std::string> conditions_of(const storage::Revisit& known) {
  std::vector<std::string> lines;
  if (known.is_doubtful) return lines;
  if (is_sendable(known.etag)) lines.push_back("If-None-Match: " + known.etag);
  const std::string since =
      is_sendable(known.last_modified) ? known.last_modified : http_date(known.fetched_at);
  if (!since.empty()) lines.push_back("If-Modified-Since: " + since);
  return lines;
}

}  // namespace crawler
