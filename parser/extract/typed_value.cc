// A wrong number is worse than none, so what may be read in two ways is refused ("1.234,50" without
// decimal = ","). Numbers and dates are read without a locale: the machine must not decide what a
// page means. Dates are tried by named formats and patterns, and a result must be a day of the
// calendar.
#include "parser/extract/typed_value.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include "ground/ascii.h"
#include "ground/number.h"
#include "ground/utf8.h"
#include "parser/http/http_date.h"
#include "parser/json/json_text.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// A text as a reason shows it.
std::string shown(std::string_view text) {
  constexpr std::size_t kShownBytes = 60;
  const std::string_view start = ground::utf8_prefix(text, kShownBytes);
  return fmt::format("\"{}{}\"", start, start.size() < text.size() ? "…" : "");
}

// ---- Numbers

bool is_digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && ascii::is_digit(text[at]);
}

// How many bytes of `text` part groups of three digits; 0 if none.
std::size_t group_mark(std::string_view text, bool decimal_comma) {
  constexpr std::array<std::string_view, 5> kMarks = {"'", "\u2019", "\u00A0", "\u202F", "\u2009"};
  if (text.starts_with(decimal_comma ? '.' : ',')) return 1;
  // Where commas are used for fractions, spaces part groups; elsewhere they part numbers.
  if (decimal_comma && text.starts_with(' ')) return 1;
  for (const std::string_view mark : kMarks)
    if (text.starts_with(mark)) return mark.size();
  return 0;
}

// The first number of a text, as from_chars reads it.
struct Digits {
  std::string text;  // "" if there is none
  bool has_fraction = false;
  bool is_doubtful = false;  // "3,5", "1.234,50": the other mark stands for the fraction
};

void read_sign(std::string_view before, Digits& digits) {
  constexpr std::string_view kMinus = "\u2212";
  for (const std::string_view currency : {"$", "\u20AC", "\u00A3", "\u00A5"})
    if (before.ends_with(currency)) {
      before.remove_suffix(currency.size());
      break;
    }
  if (before.ends_with('-') || before.ends_with(kMinus)) digits.text = "-";
}

std::size_t read_whole(std::string_view text, std::size_t at, bool decimal_comma, Digits& digits) {
  while (is_digit_at(text, at)) digits.text.push_back(text[at++]);
  for (;;) {
    const std::size_t mark = group_mark(text.substr(at), decimal_comma);
    const std::size_t group = at + mark;
    if (mark == 0 || !is_digit_at(text, group)) return at;
    const bool is_group = is_digit_at(text, group + 1) && is_digit_at(text, group + 2) &&
                          !is_digit_at(text, group + 3);
    if (!is_group) {
      digits.is_doubtful = text[at] == ',' || text[at] == '.';
      return at;
    }
    digits.text.append(text.substr(group, 3));
    at = group + 3;
  }
}

// ".5" where "," is for fractions, and the other way round.
bool begins_with_other_mark(std::string_view text, std::size_t at, char point) {
  if (at == 0 || text[at - 1] != (point == ',' ? '.' : ',')) return false;
  return at == 1 || ascii::is_space(text[at - 2]) || text[at - 2] == '-' || text[at - 2] == '+';
}

// "1.234,50" and "1.299,-" where "." is for fractions: what looks like one is a group.
bool is_group_after_all(std::string_view text, std::size_t fraction, std::size_t end) {
  if (end - fraction != 3 || end >= text.size() || (text[end] != ',' && text[end] != '.'))
    return false;
  return is_digit_at(text, end + 1) || text.substr(end + 1).starts_with('-');
}

Digits first_number(std::string_view text, bool decimal_comma) {
  Digits digits;
  std::size_t at = 0;
  while (at < text.size() && !ascii::is_digit(text[at])) ++at;
  if (at == text.size()) return digits;
  const char point = decimal_comma ? ',' : '.';
  const bool begins_with_point = at > 0 && text[at - 1] == point;
  digits.is_doubtful = begins_with_other_mark(text, at, point);
  read_sign(text.substr(0, begins_with_point ? at - 1 : at), digits);
  if (begins_with_point)
    digits.text += "0";
  else
    at = read_whole(text, at, decimal_comma, digits);
  const std::size_t fraction = begins_with_point ? at : at + 1;
  if ((begins_with_point || (at < text.size() && text[at] == point)) &&
      is_digit_at(text, fraction)) {
    digits.has_fraction = true;
    digits.text.push_back('.');
    for (at = fraction; is_digit_at(text, at); ++at) digits.text.push_back(text[at]);
    digits.is_doubtful |= is_group_after_all(text, fraction, at);
  }
  if (at < text.size() && ascii::lower(text[at]) == 'e') {
    std::size_t exponent = at + 1;
    const bool is_negative = exponent < text.size() && text[exponent] == '-';
    if (exponent < text.size() && (is_negative || text[exponent] == '+')) ++exponent;
    if (is_digit_at(text, exponent)) {
      digits.has_fraction = true;
      digits.text.append(is_negative ? "e-" : "e");
      for (; is_digit_at(text, exponent); ++exponent) digits.text.push_back(text[exponent]);
    }
  }
  return digits;
}

FieldValue to_number(std::string_view text, const ValueRule& rule, std::string& reason) {
  const Digits digits = first_number(text, rule.decimal_comma);
  if (digits.is_doubtful) {
    reason = fmt::format("not certainly a number: {}; say decimal = \",\" or \".\"", shown(text));
    return {};
  }
  const auto number = ground::number_of<double>(digits.text);
  if (!number || !std::isfinite(*number)) {
    reason = "not a number: " + shown(text);
    return {};
  }
  return *number;
}

FieldValue to_integer(std::string_view text, const ValueRule& rule, std::string& reason) {
  const Digits digits = first_number(text, rule.decimal_comma);
  const auto number = ground::number_of<int64_t>(digits.text);
  if (digits.has_fraction || digits.is_doubtful || !number) {
    reason = "not an integer: " + shown(text);
    return {};
  }
  return *number;
}

FieldValue to_boolean(std::string_view text, std::string& reason) {
  constexpr std::array<std::string_view, 5> kTrue = {"true", "yes", "on", "1", "y"};
  constexpr std::array<std::string_view, 5> kFalse = {"false", "no", "off", "0", "n"};
  const auto is_it = [text](std::string_view word) { return ascii::equals(text, word); };
  if (std::any_of(kTrue.begin(), kTrue.end(), is_it)) return int64_t{1};
  if (std::any_of(kFalse.begin(), kFalse.end(), is_it)) return int64_t{0};
  reason = "neither true nor false: " + shown(text);
  return {};
}

// ---- Dates

enum class TimeOf : uint8_t { kNone, kLocal, kUtc };

std::string iso(std::chrono::sys_seconds at, TimeOf time) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(at - day);
  std::string days =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (time == TimeOf::kNone) return days;
  return fmt::format("{}T{:02}:{:02}:{:02}{}", days, clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), time == TimeOf::kUtc ? "Z" : "");
}

// True if `pattern` reads one of these fields (strptime(3)).
bool reads(std::string_view pattern, std::string_view fields) {
  for (std::size_t at = pattern.find('%'); at != pattern.npos && at + 1 < pattern.size();
       at = pattern.find('%', at + 2))
    if (fields.find(pattern[at + 1]) != fields.npos) return true;
  return false;
}

// "" if `text` is not of this pattern, or no day of the calendar.
std::string by_pattern(const std::string& text, const std::string& pattern) {
  std::tm read{};
  read.tm_mday = 1;
  const char* const end = strptime(text.c_str(), pattern.c_str(), &read);
  if (end == nullptr || *end != '\0') return "";
  // "24" for %Y: the year is another field, or has two digits.
  constexpr int kFirstYear = 1000;
  if (read.tm_year + 1900 < kFirstYear) return "";
  using namespace std::chrono;
  const year_month_day date{year(read.tm_year + 1900),
                            month(static_cast<unsigned>(read.tm_mon) + 1),
                            day(static_cast<unsigned>(read.tm_mday))};
  if (!date.ok()) return "";
  const sys_seconds at = sys_days(date) + hours(read.tm_hour) + minutes(read.tm_min) +
                         seconds(std::min(read.tm_sec, 59));
  if (reads(pattern, "z")) return iso(at - seconds(read.tm_gmtoff), TimeOf::kUtc);
  return iso(at, reads(pattern, "HIklTRrcXMS") ? TimeOf::kLocal : TimeOf::kNone);
}

std::string first_of(const std::string& text, std::initializer_list<const char*> patterns) {
  for (const char* const pattern : patterns) {
    std::string found = by_pattern(text, pattern);
    if (!found.empty()) return found;
  }
  return "";
}

std::string by_iso(const std::string& text) {
  std::string read = text;
  // Fractions of a second and a 'Z' are more than strptime reads.
  if (const std::size_t point = read.find_first_of(".,"); point != read.npos && point >= 19) {
    std::size_t end = point + 1;
    while (is_digit_at(read, end)) ++end;
    read.erase(point, end - point);
  }
  if (read.size() > 10 && (read[10] == ' ' || read[10] == 't')) read[10] = 'T';
  if (read.ends_with('Z') || read.ends_with('z')) read.replace(read.size() - 1, 1, "+0000");
  return first_of(read, {"%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S",
                         "%Y-%m-%dT%H:%M", "%Y-%m-%d", "%Y%m%d", "%Y-%m"});
}

std::string by_rfc2822(const std::string& text) {
  const auto at = http_date(text);
  if (at) return iso(std::chrono::sys_seconds(std::chrono::seconds(*at)), TimeOf::kUtc);
  return first_of(text, {"%a, %d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S %z",
                         "%a, %d %b %Y %H:%M %z", "%d %b %Y %H:%M %z"});
}

// The last second of the year 9999: what ISO 8601 writes with four digits.
constexpr int64_t kLastSecond = 253'402'300'799;

std::string by_unix(const std::string& text, int64_t per_second) {
  const auto count = ground::number_of<int64_t>(text);
  if (!count) return "";
  const int64_t second = *count / per_second;
  if (second < 0 || second > kLastSecond) return "";
  return iso(std::chrono::sys_seconds(std::chrono::seconds(second)), TimeOf::kUtc);
}

// How English pages write days in words.
std::string by_words(const std::string& text) {
  return first_of(text, {"%d %B %Y", "%B %d, %Y", "%B %d %Y", "%a, %d %B %Y", "%A, %d %B %Y",
                         "%a, %B %d, %Y", "%A, %B %d, %Y", "%d-%b-%Y", "%B %Y"});
}

struct NamedFormat {
  std::string_view name;
  std::string (*read)(const std::string& text);
};

constexpr NamedFormat kFormats[] = {
    {"iso", by_iso},
    {"rfc2822", by_rfc2822},
    {"words", by_words},
    {"unix", [](const std::string& text) { return by_unix(text, 1); }},
    {"unix-ms", [](const std::string& text) { return by_unix(text, 1000); }},
};

std::string by_format(const std::string& text, const std::string& format) {
  for (const NamedFormat& named : kFormats)
    if (named.name == format) return named.read(text);
  return by_pattern(text, format);
}

FieldValue to_date(std::string_view text, const ValueRule& rule, std::string& reason) {
  // No date is longer; strptime is not asked to read a page.
  constexpr std::size_t kLongest = 100;
  std::string found;
  if (text.size() <= kLongest && text.find('\0') == text.npos) {
    const std::string whole(text);
    static const std::vector<std::string> kUsual = {"iso", "rfc2822", "words"};
    for (const std::string& format : rule.formats.empty() ? kUsual : rule.formats) {
      found = by_format(whole, format);
      if (!found.empty()) return found;
    }
  }
  reason = "not a date: " + shown(text);
  return {};
}

// Of strptime(3) those that mean the same everywhere. "%s" would be in the machine's time zone:
// that is "unix".
bool is_pattern(std::string_view format) {
  constexpr std::string_view kKnown = "aAbBhCdDeFHIjklmMnprRStTyYz%";
  std::size_t at = format.find('%');
  if (at == format.npos) return false;
  for (; at != format.npos; at = format.find('%', at + 2))
    if (at + 1 == format.size() || kKnown.find(format[at + 1]) == kKnown.npos) return false;
  return true;
}

// ---- JSON

FieldValue to_json(std::string_view text, std::string& reason) {
  const auto json = JsonText::parse(text, reason);
  if (!json) return {};
  return json->compact();
}

FieldValue to_type(std::string_view text, const ValueRule& rule, std::string& reason) {
  switch (rule.type) {
    case ValueType::kText:
      break;
    case ValueType::kInteger:
      return to_integer(text, rule, reason);
    case ValueType::kNumber:
      return to_number(text, rule, reason);
    case ValueType::kBoolean:
      return to_boolean(text, reason);
    case ValueType::kDate:
      return to_date(text, rule, reason);
    case ValueType::kJson:
      return to_json(text, reason);
  }
  return std::string(text);
}

}  // namespace

FieldValue to_value(std::string_view text, const ValueRule& rule, std::string& reason) {
  if (rule.regex) {
    const auto part = rule.regex->first(text, rule.group);
    if (!part) {
      reason = rule.regex->first(text, 0)
                   ? fmt::format("group {} of the regex has no part in {}", rule.group, shown(text))
                   : "the regex matches nothing in " + shown(text);
      return {};
    }
    text = *part;
  }
  return to_value_of_match(text, rule, reason);
}

FieldValue to_value_of_match(std::string_view text, const ValueRule& rule, std::string& reason) {
  if (!rule.mapped.empty()) {
    const auto found = rule.mapped.find(text);
    if (found == rule.mapped.end()) {
      reason = "not one of the mapped texts: " + shown(text);
      return {};
    }
    text = found->second;
  }
  return to_type(rule.type == ValueType::kText ? text : ascii::trim(text), rule, reason);
}

bool is_date_format(std::string_view format) {
  return is_pattern(format) ||
         std::any_of(std::begin(kFormats), std::end(kFormats),
                     [format](const NamedFormat& named) { return named.name == format; });
}

}  // namespace parser
