#include "parser/select/input_value.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <system_error>

#include "ground/ascii.h"
#include "ground/calendar_day.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr double kSecondsPerDay = 86'400;

// Takes parts of a value off its front; once one is missing, nothing is taken any more.
class ValueReader {
 public:
  explicit ValueReader(std::string_view text) : rest_(text) {}

  // At least `least` digits, and no more than `most`.
  int number(std::size_t least, std::size_t most) {
    std::size_t size = 0;
    while (size < rest_.size() && size < most && ascii::is_digit(rest_[size])) ++size;
    if (size < least) fail();
    int value = 0;
    std::from_chars(rest_.data(), rest_.data() + size, value);
    rest_.remove_prefix(size);
    return value;
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { failed_ |= !take(c); }
  void fail() { failed_ = true; }
  bool is_whole() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

int year_of(ValueReader& reader) {
  const int year = reader.number(4, 5);
  if (year == 0) reader.fail();
  return year;
}

std::optional<double> days_of(ValueReader& reader) {
  const int year = year_of(reader);
  reader.expect('-');
  const auto month = static_cast<unsigned>(reader.number(2, 2));
  reader.expect('-');
  const auto day = static_cast<unsigned>(reader.number(2, 2));
  const auto date = ground::calendar_day(year, month, day);
  if (reader.failed() || !date) return std::nullopt;
  return static_cast<double>(std::chrono::sys_days(*date).time_since_epoch().count());
}

std::optional<double> seconds_of(ValueReader& reader) {
  const int hour = reader.number(2, 2);
  reader.expect(':');
  const int minute = reader.number(2, 2);
  double second = 0;
  if (reader.take(':')) {
    second = reader.number(2, 2);
    double weight = 1;
    if (reader.take('.'))
      for (int digits = 0; digits == 0 || (digits < 3 && !reader.at_end()); ++digits)
        second += (weight /= 10) * reader.number(1, 1);
  }
  if (reader.failed() || hour > 23 || minute > 59 || second >= 60) return std::nullopt;
  return hour * 3600.0 + minute * 60.0 + second;
}

std::optional<double> month_of(ValueReader& reader) {
  const int year = year_of(reader);
  reader.expect('-');
  const int month = reader.number(2, 2);
  if (reader.failed() || month < 1 || month > 12) return std::nullopt;
  return year * 12.0 + month;
}

// In weeks: those of a year are its own, the last one may be short of days in it.
std::optional<double> week_of(ValueReader& reader) {
  const int year = year_of(reader);
  reader.expect('-');
  reader.expect('W');
  const int week = reader.number(2, 2);
  if (reader.failed() || week < 1 || week > 53) return std::nullopt;
  return year * 53.0 + week;
}

std::optional<double> moment_of(ValueReader& reader) {
  const auto days = days_of(reader);
  if (!reader.take('T')) reader.expect(' ');
  const auto seconds = seconds_of(reader);
  if (!days || !seconds) return std::nullopt;
  return *days * kSecondsPerDay + *seconds;
}

// A "valid floating-point number": no sign but '-', no infinity, a digit behind the dot.
std::optional<double> float_of(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || (!ascii::is_digit(digits[0]) && digits[0] != '.')) return std::nullopt;
  if (const std::size_t dot = digits.find('.');
      dot != digits.npos && (dot + 1 == digits.size() || !ascii::is_digit(digits[dot + 1])))
    return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<double> input_number(std::string_view type, std::string_view text) {
  struct Row {
    std::string_view type;
    std::optional<double> (*read)(ValueReader&);
  };
  constexpr Row kRows[] = {{"date", days_of},
                           {"month", month_of},
                           {"week", week_of},
                           {"time", seconds_of},
                           {"datetime-local", moment_of}};
  if (ascii::equals(type, "number") || ascii::equals(type, "range")) return float_of(text);
  for (const Row& row : kRows) {
    if (!ascii::equals(type, row.type)) continue;
    ValueReader reader(text);
    const auto number = row.read(reader);
    return reader.is_whole() ? number : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace parser
