#include "parser/extract/local_date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "ground/ascii.h"
#include "ground/number.h"
#include "parser/extract/date_in_text.h"
#include "parser/extract/month_names.h"
#include "parser/extract/plain_letters.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// "year", "day", "o'clock" and the like behind a date or a time, and what joins the two.
constexpr std::array<std::string_view, 19> kSmallWords = {
    "г",  "г.",  "года", "р",   "р.", "日", "일", "d.",  "d", "uhr",
    "um", "klo", "kl",   "kl.", "at", "à",  "h",  "hod", "ч"};

bool is_small_word(std::string_view word) {
  const std::string lower = plain_letters(word);
  return std::any_of(kSmallWords.begin(), kSmallWords.end(),
                     [&](std::string_view small) { return lower == plain_letters(small); });
}

std::string_view without_marks(std::string_view word) {
  constexpr std::string_view kMarks = ".,;()";
  while (!word.empty() && kMarks.find(word.front()) != kMarks.npos) word.remove_prefix(1);
  while (!word.empty() && kMarks.find(word.back()) != kMarks.npos) word.remove_suffix(1);
  return word;
}

// "14:30", "14.30", "14h30", "14:30:05"
std::optional<std::chrono::seconds> clock_time(std::string_view word) {
  using namespace std::chrono;
  std::array<int, 3> parts = {0, 0, 0};
  std::size_t count = 0;
  while (!word.empty() && count < parts.size()) {
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const auto number = ground::number_of<int>(word.substr(0, digits));
    if (!number || digits == 0 || digits > 2 || (count > 0 && digits != 2)) return std::nullopt;
    parts[count++] = *number;
    word.remove_prefix(digits);
    if (word.empty()) break;
    if (word.front() != ':' && word.front() != '.' && word.front() != 'h') return std::nullopt;
    word.remove_prefix(1);
  }
  if (!word.empty() || count < 2 || parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
    return std::nullopt;
  return hours(parts[0]) + minutes(parts[1]) + seconds(parts[2]);
}

// Takes what stands before or behind the date into it; false if that is anything else.
bool take_around(std::string_view text, WrittenDate& date) {
  const std::chrono::weekday day(std::chrono::sys_days(date.day));
  for (auto word = ascii::next_token(text); !word.empty(); word = ascii::next_token(text)) {
    word = without_marks(word);
    if (word.empty() || word == "-" || word == "|" || is_small_word(word)) continue;
    if (!date.time && (date.time = clock_time(word))) continue;
    if (!may_name_weekday(word, day.c_encoding())) return false;
  }
  return true;
}

}  // namespace

std::optional<WrittenDate> read_local_date(std::string_view text, std::string_view language) {
  constexpr std::size_t kLongest = 200;
  if (text.size() > kLongest) return std::nullopt;
  const auto found = date_in_text(text, language);
  if (!found || !found->is_named) return std::nullopt;
  WrittenDate date;
  const std::string_view iso = found->iso;  // "2021-03-05"
  const auto number = [&](std::size_t at, std::size_t length) {
    return ground::number_of<unsigned>(iso.substr(at, length)).value_or(0);
  };
  date.day = {std::chrono::year(static_cast<int>(number(0, 4))), std::chrono::month(number(5, 2)),
              std::chrono::day(number(8, 2))};
  date.form = WrittenDate::Form::kWords;
  if (!take_around(text.substr(0, found->begin), date) || date.time) return std::nullopt;
  return take_around(text.substr(found->end), date) ? std::optional(date) : std::nullopt;
}

}  // namespace parser
