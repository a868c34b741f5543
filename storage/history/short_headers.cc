#include "storage/history/short_headers.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace storage {
namespace {

// Neither stands in JSON as it is.
constexpr char kDate = '\1', kAsItIs = '\2';
constexpr std::size_t kDateBytes = 29, kSecondsBytes = 4;

constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string written(uint32_t seconds) {
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  std::array<char, kDateBytes + 1> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays[weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

// Of so many digits; whatever else stands there makes another date of it, which is then not taken.
int64_t digits(std::string_view text) {
  int64_t number = 0;
  for (const char c : text) number = 10 * number + (c - '0');
  return number;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" at the beginning.
std::optional<uint32_t> date_at(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < kDateBytes || text[3] != ',' || text.substr(25, 4) != " GMT")
    return std::nullopt;
  const std::string_view words = text.substr(0, kDateBytes);
  for (std::size_t month = 0; month < kMonths.size(); ++month) {
    if (words.substr(8, 3) != kMonths[month]) continue;
    const year_month_day date(year(static_cast<int>(digits(words.substr(12, 4)))),
                              std::chrono::month(static_cast<unsigned>(month + 1)),
                              day(static_cast<unsigned>(digits(words.substr(5, 2)))));
    if (!date.ok()) return std::nullopt;
    const int64_t seconds = sys_seconds(sys_days(date)).time_since_epoch().count() +
                            3'600 * digits(words.substr(17, 2)) + 60 * digits(words.substr(20, 2)) +
                            digits(words.substr(23, 2));
    if (seconds < 0 || seconds > UINT32_MAX) return std::nullopt;
    const auto number = static_cast<uint32_t>(seconds);
    return written(number) == words ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string short_headers(std::string_view headers) {
  std::string made;
  made.reserve(headers.size());
  for (std::size_t at = 0; at < headers.size();) {
    if (const auto seconds = date_at(headers.substr(at))) {
      made += kDate;
      for (std::size_t byte = kSecondsBytes; byte > 0; --byte)
        made += static_cast<char>(*seconds >> (8 * (byte - 1)) & 0xff);
      at += kDateBytes;
      continue;
    }
    if (headers[at] == kDate || headers[at] == kAsItIs) made += kAsItIs;
    made += headers[at++];
  }
  return made;
}

std::optional<std::string> long_headers(std::string_view short_form) {
  std::string headers;
  for (std::size_t at = 0; at < short_form.size(); ++at) {
    if (short_form[at] == kDate) {
      if (short_form.size() - at <= kSecondsBytes) return std::nullopt;
      uint32_t seconds = 0;
      for (std::size_t byte = 0; byte < kSecondsBytes; ++byte)
        seconds = seconds << 8 | static_cast<unsigned char>(short_form[++at]);
      headers += written(seconds);
      continue;
    }
    if (short_form[at] == kAsItIs && ++at == short_form.size()) return std::nullopt;
    headers += short_form[at];
  }
  if (short_headers(headers) != short_form) return std::nullopt;
  return headers;
}

}  // namespace storage
