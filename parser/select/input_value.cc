#include "parser/select/input_value.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <system_error>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr double kSecondsPerDay = 86'400;

// Takes parts of a value off its front; once one is missing, nothing is taken any more.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  // At least `least` digits, and no more than `most`.
  int number(std::size_t least, std::size_t most) {
    std::size_t size = 0;
    while (size < rest_.size() && size < most && ascii::is_digit(rest_[size])) ++size;
    if (size < least) failed_ = true;
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
  bool is_whole() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

std::chrono::year year_of(Parts& parts) { return std::chrono::year(parts.number(4, 5)); }

std::optional<double> days_of(Parts& parts) {
  const std::chrono::year year = year_of(parts);
  parts.expect('-');
  const std::chrono::month month(static_cast<unsigned>(parts.number(2, 2)));
  parts.expect('-');
  const std::chrono::day day(static_cast<unsigned>(parts.number(2, 2)));
  const std::chrono::year_month_day date{year, month, day};
  if (parts.failed() || !date.ok() || year < std::chrono::year(1)) return std::nullopt;
  return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<double> seconds_of(Parts& parts) {
  const int hour = parts.number(2, 2);
  parts.expect(':');
  const int minute = parts.number(2, 2);
  double second = 0;
  if (parts.take(':')) {
    second = parts.number(2, 2);
    double weight = 1;
    if (parts.take('.'))
      for (int digits = 0; digits == 0 || (digits < 3 && !parts.at_end()); ++digits)
        second += (weight /= 10) * parts.number(1, 1);
  }
  if (parts.failed() || hour > 23 || minute > 59 || second >= 60) return std::nullopt;
  return hour * 3600.0 + minute * 60.0 + second;
}

std::optional<double> month_of(Parts& parts) {
  const std::chrono::year year = year_of(parts);
  parts.expect('-');
  const int month = parts.number(2, 2);
  if (parts.failed() || month < 1 || month > 12) return std::nullopt;
  return static_cast<int>(year) * 12.0 + month;
}

// In weeks: those of a year are its own, the last one may be short of days in it.
std::optional<double> week_of(Parts& parts) {
  const std::chrono::year year = year_of(parts);
  parts.expect('-');
  parts.expect('W');
  const int week = parts.number(2, 2);
  if (parts.failed() || week < 1 || week > 53) return std::nullopt;
  return static_cast<int>(year) * 53.0 + week;
}

std::optional<double> moment_of(Parts& parts) {
  const auto days = days_of(parts);
  if (!parts.take('T')) parts.expect(' ');
  const auto seconds = seconds_of(parts);
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
    std::optional<double> (*read)(Parts&);
  };
  constexpr Row kRows[] = {{"date", days_of},
                           {"month", month_of},
                           {"week", week_of},
                           {"time", seconds_of},
                           {"datetime-local", moment_of}};
  if (ascii::equals(type, "number") || ascii::equals(type, "range")) return float_of(text);
  for (const Row& row : kRows) {
    if (!ascii::equals(type, row.type)) continue;
    Parts parts(text);
    const auto number = row.read(parts);
    return parts.is_whole() ? number : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace parser
