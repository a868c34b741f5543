#include "crawler/fetch/set_cookie.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <string>

#include "crawler/fetch/ip_address.h"
#include "ground/ascii.h"
#include "ground/calendar_day.h"
#include "ground/number.h"

namespace crawler {
namespace {

namespace ascii = ground::ascii;

// RFC 6265bis 5.6: of name and value together, and of an attribute's value.
constexpr std::size_t kMaxPairBytes = 4096;
constexpr std::size_t kMaxAttributeBytes = 1024;
// RFC 6265bis 5.5.
constexpr int64_t kLongestLife = int64_t{400} * 24 * 3600;
constexpr int64_t kLongAgo = 1;  // 0 is no time of expiry

constexpr std::string_view kBlanks = " \t";

std::string_view cut_off(std::string_view& rest, char separator) {
  const std::size_t at = std::min(rest.find(separator), rest.size());
  const std::string_view first = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return first;
}

bool is_date_delimiter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2F) || (byte >= 0x3B && byte <= 0x40) ||
         (byte >= 0x5B && byte <= 0x60) || (byte >= 0x7B && byte <= 0x7E);
}

// Takes a number of `least` to `most` digits, and no more, from the start.
bool take_number(std::string_view& text, std::size_t least, std::size_t most, int& number) {
  std::size_t digits = 0;
  while (digits < text.size() && ascii::is_digit(text[digits])) ++digits;
  if (digits < least || digits > most) return false;
  number = ground::number_of<int>(text.substr(0, digits)).value_or(0);
  text.remove_prefix(digits);
  return true;
}

bool read_clock(std::string_view token, std::tm& date) {
  std::tm clock{};
  const auto colon = [&token] {
    const bool is_there = token.starts_with(':');
    if (is_there) token.remove_prefix(1);
    return is_there;
  };
  if (!take_number(token, 1, 2, clock.tm_hour) || !colon() ||
      !take_number(token, 1, 2, clock.tm_min) || !colon() ||
      !take_number(token, 1, 2, clock.tm_sec))
    return false;
  date.tm_hour = clock.tm_hour;
  date.tm_min = clock.tm_min;
  date.tm_sec = clock.tm_sec;
  return true;
}

bool read_month(std::string_view token, int& month) {
  static constexpr std::array<std::string_view, 12> kMonths{
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (!ascii::starts_with(token, kMonths[i])) continue;
    month = static_cast<int>(i);
    return true;
  }
  return false;
}

bool read_year(std::string_view token, int& year) {
  int number = 0;
  if (!take_number(token, 2, 4, number)) return false;
  if (number >= 70 && number <= 99) number += 1900;
  if (number < 70) number += 2000;
  year = number - 1900;
  return true;
}

struct Attributes {
  std::optional<int64_t> expires, max_age;
  std::string domain;
  std::string_view path;
  bool secure = false, same_site_none = false;
};

std::optional<int64_t> read_max_age(std::string_view value, int64_t now) {
  const bool is_negative = value.starts_with('-');
  if (!ascii::is_digits(is_negative ? value.substr(1) : value)) return std::nullopt;
  if (is_negative) return kLongAgo;
  // So many digits that they are no number here are a life as long as can be.
  const int64_t age = ground::number_of<int64_t>(value).value_or(kLongestLife);
  return age == 0 ? kLongAgo : now + std::min(age, kLongestLife);
}

// One that is not understood, or too long, is as if it were not there.
void take_attribute(std::string_view name, std::string_view value, int64_t now,
                    Attributes& attributes) {
  if (value.size() > kMaxAttributeBytes) return;
  if (ascii::equals(name, "expires")) {
    if (const auto date = cookie_date(value))
      attributes.expires = std::clamp(*date, kLongAgo, now + kLongestLife);
  } else if (ascii::equals(name, "max-age")) {
    if (const auto age = read_max_age(value, now)) attributes.max_age = age;
  } else if (ascii::equals(name, "domain")) {
    if (value.starts_with('.')) value.remove_prefix(1);
    attributes.domain = ascii::lowered(value);
  } else if (ascii::equals(name, "path")) {
    attributes.path = value;
  } else if (ascii::equals(name, "secure")) {
    attributes.secure = true;
  } else if (ascii::equals(name, "samesite")) {
    attributes.same_site_none = ascii::equals(value, "none");
  }
}

// RFC 6265bis 5.1.4.
std::string_view default_path(std::string_view path) {
  const std::size_t last = path.rfind('/');
  return last == 0 || last == std::string_view::npos ? "/" : path.substr(0, last);
}

// False: the cookie is for others than who sets it.
bool take_domain(const std::string& domain, std::string_view host, Cookie& cookie) {
  cookie.domain = host;
  cookie.host_only = true;
  if (domain.empty()) return true;
  // Who owns a public suffix may have a cookie, for itself alone.
  if (parser::is_public_suffix(domain)) return domain == host;
  if (!domain_matches(host, domain)) return false;
  cookie.host_only = false;
  cookie.domain = domain;
  return true;
}

bool keeps_promise_of_name(const Cookie& cookie, std::string_view path_attribute) {
  const std::string_view name = cookie.name.empty() ? cookie.value : cookie.name;
  const bool is_host = ascii::starts_with(name, "__host-");
  if (!is_host && !ascii::starts_with(name, "__secure-")) return true;
  if (cookie.name.empty() || !cookie.secure) return false;
  return !is_host || (cookie.host_only && path_attribute == "/");
}

}  // namespace

std::optional<int64_t> cookie_date(std::string_view text) {
  bool has_clock = false, has_day = false, has_month = false, has_year = false;
  std::tm date{};
  while (!text.empty()) {
    std::size_t end = 0;
    while (end < text.size() && !is_date_delimiter(text[end])) ++end;
    std::string_view token = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (token.empty()) continue;
    if (!has_clock && read_clock(token, date))
      has_clock = true;
    else if (!has_day && take_number(token, 1, 2, date.tm_mday))
      has_day = true;
    else if (!has_month && read_month(token, date.tm_mon))
      has_month = true;
    else if (!has_year && read_year(token, date.tm_year))
      has_year = true;
  }
  constexpr int kFirstYear = 1601;
  const bool is_whole = has_clock && has_day && has_month && has_year;
  if (!is_whole || date.tm_year + 1900 < kFirstYear || date.tm_hour > 23 || date.tm_min > 59 ||
      date.tm_sec > 59 || !ground::calendar_day(date))
    return std::nullopt;
  return timegm(&date);
}

bool is_safe_from_listeners(const parser::Url& url) {
  if (url.scheme() == "https" || is_localhost(url.host())) return true;
  constexpr uint8_t kLoopback = 127;  // RFC 1122 3.2.1.3
  const auto address = IpAddress::parse(url.host());
  if (!address) return false;
  return address->v6 ? address->text() == "::1" : address->bytes[0] == kLoopback;
}

std::optional<Cookie> read_set_cookie(std::string_view field, const parser::Url& url, int64_t now) {
  if (!is_sendable(field)) return std::nullopt;
  std::string_view pair = cut_off(field, ';');
  const bool has_name = pair.find('=') != std::string_view::npos;
  const std::string_view name = has_name ? ascii::trim(cut_off(pair, '='), kBlanks) : "";
  const std::string_view value = ascii::trim(pair, kBlanks);
  if (name.size() + value.size() > kMaxPairBytes || (name.empty() && value.empty()))
    return std::nullopt;

  Attributes attributes;
  while (!field.empty()) {
    std::string_view attribute = cut_off(field, ';');
    const std::string_view key = ascii::trim(cut_off(attribute, '='), kBlanks);
    take_attribute(key, ascii::trim(attribute, kBlanks), now, attributes);
  }
  Cookie cookie;
  cookie.name = name;
  cookie.value = value;
  cookie.secure = attributes.secure;
  cookie.expires = attributes.max_age ? *attributes.max_age : attributes.expires.value_or(0);
  const std::string_view path = attributes.path;
  cookie.path = path.starts_with('/') ? path : default_path(url.path());
  if (!take_domain(attributes.domain, url.host(), cookie)) return std::nullopt;
  if (cookie.secure && !is_safe_from_listeners(url)) return std::nullopt;
  if (attributes.same_site_none && !cookie.secure) return std::nullopt;
  if (!keeps_promise_of_name(cookie, path)) return std::nullopt;
  return cookie;
}

}  // namespace crawler
