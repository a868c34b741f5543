// Numbers and dates are read without a locale: the machine must not decide what a page means. What
// may be read in two ways is refused, with a reason that says which rule would settle it.
#include "parser/extract/typed_value.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "ground/ascii.h"
#include "ground/calendar_day.h"
#include "ground/number.h"
#include "ground/utf8.h"
#include "parser/extract/local_date.h"
#include "parser/extract/written_date.h"
#include "parser/json/json_text.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// A text as it is shown.
std::string shown(std::string_view text) {
  constexpr std::size_t kShownBytes = 200;
  const std::string_view start = ground::utf8_prefix(text, kShownBytes);
  return fmt::format("{}{}", start, start.size() < text.size() ? "…" : "");
}

Mismatch doubtful_number(std::string_view text, const ValueRule& rule) {
  return {fmt::format("not certainly a number{}",
                      rule.decimal == Decimal::kUnsaid ? "; say decimal = \",\" or \".\"" : ""),
          shown(text)};
}

FieldValue to_number(std::string_view text, const ValueRule& rule, Mismatch& mismatch) {
  const NumberText found = first_number(text, rule.decimal);
  if (found.is_doubtful) {
    mismatch = doubtful_number(text, rule);
    return {};
  }
  const auto number = ground::number_of<double>(found.digits);
  if (!number || !std::isfinite(*number)) {
    mismatch = {"not a number", shown(text)};
    return {};
  }
  return *number;
}

FieldValue to_integer(std::string_view text, const ValueRule& rule, Mismatch& mismatch) {
  const NumberText found = first_number(text, rule.decimal);
  if (found.is_doubtful) {
    mismatch = doubtful_number(text, rule);
    return {};
  }
  const auto number = ground::number_of<int64_t>(found.digits);
  if (found.has_fraction || !number) {
    mismatch = {"not an integer", shown(text)};
    return {};
  }
  return *number;
}

FieldValue to_boolean(std::string_view text, Mismatch& mismatch) {
  constexpr std::array<std::string_view, 5> kTrue = {"true", "yes", "on", "1", "y"};
  constexpr std::array<std::string_view, 5> kFalse = {"false", "no", "off", "0", "n"};
  // Of microdata and JSON-LD: "https://schema.org/True".
  if (const std::size_t slash = text.rfind('/'); slash != text.npos &&
                                                 ascii::starts_with(text, "http") &&
                                                 text.substr(0, slash).ends_with("://schema.org"))
    text.remove_prefix(slash + 1);
  const auto is_it = [text](std::string_view word) { return ascii::equals(text, word); };
  if (std::any_of(kTrue.begin(), kTrue.end(), is_it)) return int64_t{1};
  if (std::any_of(kFalse.begin(), kFalse.end(), is_it)) return int64_t{0};
  mismatch = {"neither true nor false", shown(text)};
  return {};
}

// ---- Dates

// True if `pattern` reads one of these fields (strptime(3)).
bool reads(std::string_view pattern, std::string_view fields) {
  for (std::size_t at = pattern.find('%'); at != pattern.npos && at + 1 < pattern.size();
       at = pattern.find('%', at + 2))
    if (fields.find(pattern[at + 1]) != fields.npos) return true;
  return false;
}

// Nothing if `text` is not of this pattern, or no day of the calendar.
std::optional<WrittenDate> by_pattern(const std::string& text, const std::string& pattern) {
  std::tm read{};
  read.tm_mday = 1;
  const char* const end = strptime(text.c_str(), pattern.c_str(), &read);
  if (end == nullptr || *end != '\0') return std::nullopt;
  // "24" for %Y: the year is another field, or has two digits.
  constexpr int kFirstYear = 1000;
  if (read.tm_year + 1900 < kFirstYear) return std::nullopt;
  using namespace std::chrono;
  WrittenDate date;
  const auto day = ground::calendar_day(read);
  if (!day) return std::nullopt;
  date.day = *day;
  const bool has_offset = reads(pattern, "z");
  if (has_offset || reads(pattern, "HIklTRrcXMS"))
    date.time = hours(read.tm_hour) + minutes(read.tm_min) + seconds(std::min(read.tm_sec, 59));
  if (has_offset) date.offset = duration_cast<minutes>(seconds(read.tm_gmtoff));
  if (has_offset && !is_offset(*date.offset)) return std::nullopt;
  return date;
}

std::optional<WrittenDate> by_unix(std::string_view text, int64_t per_second) {
  // The last second of the year 9999: what ISO 8601 writes with four digits.
  constexpr int64_t kLastSecond = 253'402'300'799;
  const auto count = ground::number_of<int64_t>(text);
  if (!count) return std::nullopt;
  const int64_t second = *count / per_second;
  if (second < 0 || second > kLastSecond) return std::nullopt;
  using namespace std::chrono;
  const sys_seconds at{seconds(second)};
  const auto midnight = floor<days>(at);
  WrittenDate date;
  date.day = midnight;
  date.time = at - midnight;
  date.offset = minutes(0);
  return date;
}

constexpr std::array<std::string_view, 5> kFormats = {"iso", "rfc2822", "words", "unix", "unix-ms"};

bool is_of(WrittenDate::Form form, std::string_view format) {
  switch (form) {
    case WrittenDate::Form::kIso:
      return format == "iso";
    case WrittenDate::Form::kWords:
      return format == "words";
    case WrittenDate::Form::kMail:
      return format == "words" || format == "rfc2822";
    case WrittenDate::Form::kNumbers:
      return false;
  }
  return false;
}

std::optional<WrittenDate> by_format(const std::string& text,
                                     const std::optional<WrittenDate>& usual,
                                     const std::string& format) {
  if (format == "unix") return by_unix(text, 1);
  if (format == "unix-ms") return by_unix(text, 1000);
  if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end())
    return by_pattern(text, format);
  return usual && is_of(usual->form, format) ? usual : std::nullopt;
}

FieldValue to_date(std::string_view text, const ValueRule& rule, Mismatch& mismatch) {
  bool is_ambiguous = false;
  const std::optional<WrittenDate> usual = read_written_date(text, &is_ambiguous);
  std::optional<WrittenDate> date = rule.formats.empty() ? usual : std::nullopt;
  // No date is longer; strptime is not asked to read a page.
  constexpr std::size_t kLongest = 100;
  if (text.size() <= kLongest && text.find('\0') == text.npos)
    for (const std::string& format : rule.formats)
      if (!date) date = by_format(std::string(text), usual, format);
  const bool may_be_words =
      rule.formats.empty() ||
      std::find(rule.formats.begin(), rule.formats.end(), "words") != rule.formats.end();
  if (!date && may_be_words) date = read_local_date(text, rule.language);
  if (date)
    if (std::string iso = iso_in_utc(*date); !iso.empty()) return iso;
  mismatch = {is_ambiguous && rule.formats.empty()
                  ? "not certainly a date; say format = \"%d/%m/%Y\" or \"%m/%d/%Y\""
                  : "not a date",
              shown(text)};
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

FieldValue to_json(std::string_view text, Mismatch& mismatch) {
  std::string reason;
  const auto json = JsonText::parse(text, reason);
  if (!json) {
    mismatch = no_json(text, reason);
    return {};
  }
  return json->compact();
}

FieldValue to_type(std::string_view text, const ValueRule& rule, Mismatch& mismatch) {
  switch (rule.type) {
    case ValueType::kText:
      break;
    case ValueType::kInteger:
      return to_integer(text, rule, mismatch);
    case ValueType::kNumber:
      return to_number(text, rule, mismatch);
    case ValueType::kBoolean:
      return to_boolean(text, mismatch);
    case ValueType::kDate:
      return to_date(text, rule, mismatch);
    case ValueType::kJson:
      return to_json(text, mismatch);
  }
  return std::string(text);
}

}  // namespace

FieldValue to_value(std::string_view text, const ValueRule& rule, Mismatch& mismatch) {
  if (rule.regex) {
    const auto part = rule.regex->first(text, rule.group);
    if (!part) {
      mismatch = {rule.regex->first(text, 0)
                      ? fmt::format("group {} of the regex has no part", rule.group)
                      : "the regex matches nothing",
                  shown(text)};
      return {};
    }
    text = *part;
  }
  return to_value_of_match(text, rule, mismatch);
}

FieldValue to_value_of_match(std::string_view text, const ValueRule& rule, Mismatch& mismatch) {
  if (!rule.mapped.empty()) {
    const auto found = rule.mapped.find(text);
    if (found == rule.mapped.end()) {
      mismatch = {"not one of the mapped texts", shown(text)};
      return {};
    }
    text = found->second;
  }
  return to_type(rule.type == ValueType::kText ? text : ascii::trim(text), rule, mismatch);
}

Mismatch no_json(std::string_view text, std::string_view reason) {
  const std::string_view words = reason.substr(0, reason.find(": \""));
  // What is too deep or too wide shows nothing of that at its beginning.
  return {std::string(words), words.size() < reason.size() ? shown(text) : ""};
}

bool is_date_format(std::string_view format) {
  return is_pattern(format) ||
         std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end();
}

}  // namespace parser
