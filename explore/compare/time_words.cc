#include "explore/compare/time_words.h"

#include <algorithm>
#include <array>
#include <optional>

#include "ground/ascii.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;

// What is left of `text` is cut by the number; none if it does not begin with one.
std::optional<int> take_number(std::string_view& text, std::size_t most_digits) {
  std::size_t digits = 0;
  int number = 0;
  while (digits < std::min(text.size(), most_digits) && ascii::is_digit(text[digits]))
    number = number * 10 + (text[digits++] - '0');
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take_colon(std::string_view& text) {
  if (!text.starts_with(':')) return false;
  text.remove_prefix(1);
  return true;
}

bool take_fraction(std::string_view& text) {
  if (!text.starts_with('.') && !text.starts_with(',')) return true;
  text.remove_prefix(1);
  return take_number(text, 9).has_value();
}

// "Z", "+01:00", "-0500", "am", "pm", or nothing. "9:00-12:00" has no zone: it is a range.
bool is_end_of_time(std::string_view rest, bool may_have_zone) {
  if (rest.empty() || ascii::equals(rest, "z") || ascii::equals(rest, "am") ||
      ascii::equals(rest, "pm") || ascii::equals(rest, "h"))
    return true;
  if (!may_have_zone || (rest[0] != '+' && rest[0] != '-')) return false;
  rest.remove_prefix(1);
  return rest.size() >= 2 && rest.size() <= 5 &&
         std::ranges::all_of(rest, [](char c) { return ascii::is_digit(c) || c == ':'; });
}

}  // namespace

bool is_clock_time(std::string_view word, bool may_have_zone) {
  const auto hour = take_number(word, 2);
  if (!hour || *hour > 24 || !take_colon(word)) return false;
  const std::size_t before = word.size();
  const auto minute = take_number(word, 2);
  if (!minute || *minute > 59 || before - word.size() != 2) return false;
  if (take_colon(word)) {
    may_have_zone = true;
    const auto second = take_number(word, 2);
    if (!second || *second > 60 || !take_fraction(word)) return false;
  }
  return is_end_of_time(word, may_have_zone);
}

bool is_date(std::string_view word) {
  std::array<std::size_t, 3> digits{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t before = word.size();
    if (!take_number(word, 4)) return false;
    digits[i] = before - word.size();
    if (i == 2) break;
    if (word.empty() || std::string_view("-/.").find(word[0]) == std::string_view::npos)
      return false;
    word.remove_prefix(1);
  }
  return word.empty() && (digits[0] == 4 || digits[2] == 4) && digits[1] <= 2;
}

bool is_time_stamp(std::string_view word) {
  const std::size_t t = word.find_first_of("Tt");
  return t != std::string_view::npos && is_date(word.substr(0, t)) &&
         is_clock_time(word.substr(t + 1), true);
}

bool is_number_of(std::string_view word, std::size_t fewest, std::size_t most) {
  return word.size() >= fewest && word.size() <= most && std::ranges::all_of(word, ascii::is_digit);
}

bool is_year(std::string_view word) {
  return is_number_of(word, 4, 4) && (word.starts_with("19") || word.starts_with("20"));
}

bool is_name(std::string_view word) {
  return word.size() >= 2 && word.size() <= 24 && std::ranges::none_of(word, [](char c) {
           return ascii::is_digit(c) ||
                  (static_cast<unsigned char>(c) < 0x80 && !ascii::is_alphanumeric(c));
         });
}

}  // namespace explore
