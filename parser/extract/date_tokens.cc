#include "parser/extract/date_tokens.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/extract/typographic_marks.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Kind = DateToken::Kind;

// '\0': it is nothing; '?': no date has it.
char plain_mark(char32_t c) {
  if (c < 0x80) {
    const auto plain = static_cast<char>(c);
    if (ascii::is_space(plain)) return ' ';
    return ascii::is_control(plain) ? '?' : plain;
  }
  if (is_typographic_space(c) || c == 0x3000) return ' ';
  if (is_typographic_nothing(c)) return '\0';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return '-';
  if (c == 0xB7 || c == 0x2022 || c == 0x2219 || c == 0x22C5 || c == 0x25CF || c == 0x2502)
    return '|';
  return '?';
}

// The place of `word` among `names`, or of the name that it is the first three letters of; kCount
// if it is none.
template <std::size_t kCount>
std::size_t place_of(const std::array<std::string_view, kCount>& names, std::string_view word) {
  constexpr std::size_t kShort = 3;
  for (std::size_t i = 0; i < kCount; ++i)
    if (word == names[i] || word == names[i].substr(0, kShort)) return i;
  return kCount;
}

constexpr int kHour = 60;

// Those of RFC 5322 4.3, and others that English pages write. "CST" is RFC 5322's in mail and
// China's elsewhere; "IST" is India's, Israel's or Ireland's; "BST" Britain's or Bangladesh's.
constexpr ZoneName kZones[] = {
    {"z", 0},
    {"ut", 0},
    {"utc", 0},
    {"gmt", 0},
    {"est", -5 * kHour},
    {"edt", -4 * kHour},
    {"cst", std::nullopt},
    {"cdt", -5 * kHour},
    {"mst", -7 * kHour},
    {"mdt", -6 * kHour},
    {"pst", -8 * kHour},
    {"pdt", -7 * kHour},
    {"akst", -9 * kHour},
    {"akdt", -8 * kHour},
    {"hst", -10 * kHour},
    {"wet", 0},
    {"west", 1 * kHour},
    {"cet", 1 * kHour},
    {"cest", 2 * kHour},
    {"eet", 2 * kHour},
    {"eest", 3 * kHour},
    {"msk", 3 * kHour},
    {"eat", 3 * kHour},
    {"cat", 2 * kHour},
    {"wat", 1 * kHour},
    {"sast", 2 * kHour},
    {"pkt", 5 * kHour},
    {"wib", 7 * kHour},
    {"wita", 8 * kHour},
    {"hkt", 8 * kHour},
    {"sgt", 8 * kHour},
    {"pht", 8 * kHour},
    {"myt", 8 * kHour},
    {"awst", 8 * kHour},
    {"jst", 9 * kHour},
    {"kst", 9 * kHour},
    {"acst", 9 * kHour + 30},
    {"acdt", 10 * kHour + 30},
    {"aest", 10 * kHour},
    {"aedt", 11 * kHour},
    {"nzst", 12 * kHour},
    {"nzdt", 13 * kHour},
    {"amt", std::nullopt},
    {"et", std::nullopt},
    {"ct", std::nullopt},
    {"mt", std::nullopt},
    {"pt", std::nullopt},
    {"ist", std::nullopt},
    {"bst", std::nullopt},
    {"gst", std::nullopt},
    {"sst", std::nullopt},
    {"ast", std::nullopt},
    {"adt", std::nullopt},
};

}  // namespace

std::vector<DateToken> date_tokens(std::string_view text) {
  std::vector<DateToken> tokens;
  bool is_spaced = false;
  std::size_t at = 0;
  // One token goes over what is nothing: "3\u200E1" is 31.
  const auto take = [&](Kind kind, auto belongs) {
    DateToken& token = tokens.emplace_back();
    token.kind = kind;
    token.is_spaced = is_spaced;
    is_spaced = false;
    while (at < text.size()) {
      const auto [code_point, length] = ground::character_at(text, at);
      const char c = plain_mark(code_point);
      if (c != '\0' && !belongs(c)) return;
      if (c != '\0') token.text.push_back(ascii::lower(c));
      at += length;
    }
  };
  while (at < text.size()) {
    const auto [code_point, length] = ground::character_at(text, at);
    const char c = plain_mark(code_point);
    if (c == '?') return {};
    if (ascii::is_digit(c)) {
      take(Kind::kNumber, ascii::is_digit);
      constexpr std::size_t kMostDigits = 9;
      for (const char digit : tokens.back().text.substr(0, kMostDigits))
        tokens.back().number = tokens.back().number * 10 + static_cast<unsigned>(digit - '0');
    } else if (ascii::is_alpha(c)) {
      take(Kind::kWord, ascii::is_alpha);
    } else {
      at += length;
      if (c == ' ') is_spaced = true;
      if (c == ' ' || c == '\0') continue;
      tokens.push_back({Kind::kMark, is_spaced, std::string(1, c), 0});
      is_spaced = false;
    }
  }
  tokens.push_back({Kind::kEnd, is_spaced, "", 0});
  return tokens;
}

unsigned month_named(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (word == "sept") return 9;
  const std::size_t place = place_of(kMonths, word);
  return place == kMonths.size() ? 0 : static_cast<unsigned>(place) + 1;
}

std::optional<unsigned> weekday_named(std::string_view word) {
  constexpr std::array<std::string_view, 7> kDays = {"sunday",   "monday", "tuesday", "wednesday",
                                                     "thursday", "friday", "saturday"};
  if (word == "tues") return 2;
  if (word == "weds") return 3;
  if (word == "thur" || word == "thurs") return 4;
  const std::size_t place = place_of(kDays, word);
  if (place == kDays.size()) return std::nullopt;
  return static_cast<unsigned>(place);
}

bool is_ordinal(std::string_view word) {
  return word == "st" || word == "nd" || word == "rd" || word == "th";
}

bool is_date_label(std::string_view word) {
  constexpr std::string_view kLabels[] = {"published", "posted",   "updated",   "modified",
                                          "created",   "added",    "revised",   "reviewed",
                                          "edited",    "released", "submitted", "first",
                                          "last",      "date",     "on",        "originally"};
  return std::find(std::begin(kLabels), std::end(kLabels), word) != std::end(kLabels);
}

const ZoneName* zone_named(std::string_view word) {
  const auto found = std::find_if(std::begin(kZones), std::end(kZones),
                                  [word](const ZoneName& zone) { return zone.name == word; });
  return found == std::end(kZones) ? nullptr : found;
}

}  // namespace parser
