#include "parser/content/month_names.h"

#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/ascii.h"
#include "parser/content/plain_letters.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

struct Meaning {
  std::string language;
  int month = 0;
};

using Names = std::unordered_map<std::string, std::vector<Meaning>>;

std::string utf8_of(const UChar* text, int32_t length) {
  constexpr int kMostBytes = 4;
  std::string out(static_cast<std::size_t>(length) * kMostBytes, '\0');
  int32_t size = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strToUTF8(out.data(), static_cast<int32_t>(out.size()), &size, text, length, &error);
  out.resize(U_SUCCESS(error) != 0 ? static_cast<std::size_t>(size) : 0);
  return out;
}

void add_names(const std::string& language, Names& names) {
  constexpr std::array<UDateFormatSymbolType, 4> kKinds = {
      UDAT_MONTHS, UDAT_SHORT_MONTHS, UDAT_STANDALONE_MONTHS, UDAT_STANDALONE_SHORT_MONTHS};
  constexpr int kMonths = 12;
  UErrorCode error = U_ZERO_ERROR;
  const std::string locale = language + "@calendar=gregorian";
  UDateFormat* const format =
      udat_open(UDAT_LONG, UDAT_LONG, locale.c_str(), nullptr, 0, nullptr, 0, &error);
  if (U_FAILURE(error) != 0) return;
  for (const UDateFormatSymbolType kind : kKinds) {
    for (int month = 0; month < kMonths; ++month) {
      std::array<UChar, 64> buffer{};
      error = U_ZERO_ERROR;
      const int32_t length = udat_getSymbols(format, kind, month, buffer.data(),
                                             static_cast<int32_t>(buffer.size()), &error);
      if (U_FAILURE(error) != 0 || length <= 0) continue;
      const std::string word = plain_letters(utf8_of(buffer.data(), length));
      // "10" and the like are no names.
      if (word.empty() || ascii::is_digit(word.front()) || word.size() < 2) continue;
      std::vector<Meaning>& meanings = names[word];
      const bool is_known = std::any_of(meanings.begin(), meanings.end(), [&](const Meaning& one) {
        return one.language == language && one.month == month + 1;
      });
      if (!is_known) meanings.push_back({language, month + 1});
    }
  }
  udat_close(format);
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

}  // namespace parser
