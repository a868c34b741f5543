#include "explore/search/search_filters.h"

#include <charconv>
#include <chrono>
#include <string>

#include "ground/ascii.h"
#include "parser/url/url.h"

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
  if (!text.empty()) {
    if (text[0] != 'T' && text[0] != ' ') return std::nullopt;
    text.remove_prefix(1);
    if (!take(&text, 2, ":", &hour) || !take(&text, 2, "", &minute)) return std::nullopt;
    if (text.starts_with(':')) {
      text.remove_prefix(1);
      if (!take(&text, 2, "", &second)) return std::nullopt;
    }
    if (text.starts_with('Z')) text.remove_prefix(1);
  }
  if (!text.empty() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * kDay + (hour * 60 + minute) * kMinute + second * 1000;
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

bool ends_with_label(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

std::vector<int64_t> hosts_named(storage::Database& crawl, std::string_view typed) {
  const std::string_view text = ground::ascii::trim(typed);
  const bool has_scheme =
      ground::ascii::starts_with(text, "http://") || ground::ascii::starts_with(text, "https://");
  std::vector<int64_t> ids;
  parser::Url wanted;
  if (wanted.assign(has_scheme ? std::string(text) : "http://" + std::string(text)) !=
      parser::UrlStatus::kOk)
    return ids;
  wanted.normalise();
  const bool has_port = !wanted.origin().ends_with(wanted.host());
  storage::Statement row = crawl.prepare("SELECT id, origin FROM host_rows ORDER BY id");
  parser::Url host;
  while (row.step()) {
    if (host.assign(row.text(1)) != parser::UrlStatus::kOk) continue;
    const bool is_same =
        has_scheme ? host.origin() == wanted.origin()
        : has_port ? host.host() == wanted.host() && host.port() == wanted.port()
                   : host.host() == wanted.host() || ends_with_label(host.host(), wanted.host());
    if (is_same) ids.push_back(row.integer(0));
  }
  return ids;
}

std::optional<int64_t> parse_since(std::string_view typed, int64_t now) {
  const std::string_view text = ground::ascii::trim(typed);
  if (const auto age = parse_age(text)) return now - *age;
  return parse_date(text);
}

}  // namespace explore
