#include "parser/extract/month_names.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/ascii.h"
#include "parser/extract/plain_letters.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

struct Meaning {
  std::string language;
  int month = 0;
};

using Names = std::unordered_map<std::string, std::vector<Meaning>>;

void add_names(const std::string& language, Names& names) {
  using Symbols = icu::DateFormatSymbols;
  UErrorCode error = U_ZERO_ERROR;
  const std::string locale = language + "@calendar=gregorian";
  const Symbols symbols(icu::Locale(locale.c_str()), error);
  if (U_FAILURE(error) != 0) return;
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      int32_t count = 0;
      const icu::UnicodeString* const months = symbols.getMonths(count, context, width);
      for (int month = 1; month <= count; ++month) {
        std::string written;
        months[month - 1].toUTF8String(written);
        const std::string word = plain_letters(written);
        // "10" and the like are no names.
        if (word.size() < 2 || ascii::is_digit(word.front())) continue;
        std::vector<Meaning>& meanings = names[word];
        const bool is_known = std::any_of(
            meanings.begin(), meanings.end(),
            [&](const Meaning& one) { return one.language == language && one.month == month; });
        if (!is_known) meanings.push_back({language, month});
      }
    }
  }
}

Names all_names() {
  Names names;
  const int32_t count = uloc_countAvailable();
  for (int32_t i = 0; i < count; ++i) {
    const std::string language = uloc_getAvailable(i);
    if (language.find('_') == std::string::npos) add_names(language, names);
  }
  return names;
}

// By their names: a bit for each day that some language calls so.
std::unordered_map<std::string, unsigned> all_weekdays() {
  using Symbols = icu::DateFormatSymbols;
  std::unordered_map<std::string, unsigned> days;
  const int32_t count = uloc_countAvailable();
  for (int32_t i = 0; i < count; ++i) {
    const std::string language = uloc_getAvailable(i);
    if (language.find('_') != std::string::npos) continue;
    UErrorCode error = U_ZERO_ERROR;
    const Symbols symbols(icu::Locale(language.c_str()), error);
    if (U_FAILURE(error) != 0) continue;
    for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
      for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
        int32_t names = 0;
        const icu::UnicodeString* const weekdays = symbols.getWeekdays(names, context, width);
        // From 1, Sunday.
        for (int day = 1; day < names; ++day) {
          std::string written;
          weekdays[day].toUTF8String(written);
          if (const std::string word = plain_letters(written); !word.empty())
            days[word] |= 1u << static_cast<unsigned>(day - 1);
        }
      }
    }
  }
  return days;
}

std::string primary_of(std::string_view language) {
  std::string primary;
  for (const char c : language) {
    if (!ascii::is_alpha(c)) break;
    primary.push_back(ascii::lower(c));
  }
  return primary;
}

// What it means in one language; 0 if nothing there.
int month_in(const std::vector<Meaning>& meanings, std::string_view language) {
  const auto found = std::find_if(meanings.begin(), meanings.end(),
                                  [&](const Meaning& one) { return one.language == language; });
  return found == meanings.end() ? 0 : found->month;
}

}  // namespace

int month_of(std::string_view word, std::string_view language) {
  static const Names names = all_names();
  const auto found = names.find(plain_letters(word));
  if (found == names.end()) return 0;
  const std::vector<Meaning>& meanings = found->second;
  for (const std::string& one : {primary_of(language), std::string("en")})
    if (const int month = month_in(meanings, one); month != 0) return month;
  const bool agree = std::all_of(meanings.begin(), meanings.end(), [&](const Meaning& one) {
    return one.month == meanings.front().month;
  });
  return agree ? meanings.front().month : 0;
}

bool knows_months_of(std::string_view language) {
  const std::string primary = primary_of(language);
  const int32_t count = uloc_countAvailable();
  for (int32_t i = 0; i < count; ++i)
    if (primary == uloc_getAvailable(i)) return true;
  return false;
}

bool may_name_weekday(std::string_view word, unsigned weekday) {
  static const std::unordered_map<std::string, unsigned> days = all_weekdays();
  const auto found = days.find(plain_letters(word));
  return found != days.end() && (found->second >> weekday & 1) != 0;
}

}  // namespace parser
