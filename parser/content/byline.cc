#include "parser/content/byline.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/extract/date_in_text.h"
#include "parser/extract/plain_letters.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostOfByline = 150;  // bytes

// What stands before a name, in lower case.
constexpr std::array<std::string_view, 39> kLabels = {"a story by",
                                                      "article by",
                                                      "artikel von",
                                                      "author",
                                                      "autor",
                                                      "autorin",
                                                      "av",
                                                      "beitrag von",
                                                      "beitragvon",
                                                      "by",
                                                      "datum",
                                                      "door",
                                                      "ein beitrag von",
                                                      "erstellt von",
                                                      "escrito por",
                                                      "gepostet von",
                                                      "geschrieben von",
                                                      "gespeichert von",
                                                      "interview",
                                                      "par",
                                                      "por",
                                                      "posted",
                                                      "posted by",
                                                      "przez",
                                                      "published by",
                                                      "publié par",
                                                      "recipe by",
                                                      "scritto da",
                                                      "stand",
                                                      "story by",
                                                      "text",
                                                      "text von",
                                                      "veröffentlicht von",
                                                      "view all posts by",
                                                      "von",
                                                      "words by",
                                                      "written by",
                                                      "автор",
                                                      "текст"};
// What programs put there.
constexpr std::array<std::string_view, 20> kNobody = {
    "admin",     "administrator", "anonym",    "anonymous", "anónimo",   "author",        "autor",
    "default",   "editor",        "guest",     "nan",       "noauthor",  "none",          "null",
    "publisher", "root",          "undefined", "unknown",   "webmaster", "wordpressadmin"};
constexpr std::array<std::string_view, 8> kFirms = {"gmbh",   "inc",  "llc",   "ltd",
                                                    "verlag", "e.v.", "co.kg", "ag & co"};

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out.push_back(ascii::lower(c));
  return out;
}

bool is_around_names(char c) {
  return ascii::is_space(c) || std::string_view(",;:|/-*+").find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  constexpr std::array<std::string_view, 7> kMarks = {"\u00A0", "\u2013", "\u2014", "\u2022",
                                                      "\u00B7", "\u00BB", "\u00AB"};
  for (bool goes_on = true; goes_on && !text.empty();) {
    goes_on = false;
    if (is_around_names(text.front())) text.remove_prefix(1), goes_on = true;
    if (!text.empty() && is_around_names(text.back())) text.remove_suffix(1), goes_on = true;
    for (const std::string_view mark : kMarks) {
      if (text.starts_with(mark)) text.remove_prefix(mark.size()), goes_on = true;
      if (text.ends_with(mark)) text.remove_suffix(mark.size()), goes_on = true;
    }
  }
  return text;
}

// The text behind a label, or all of it. Where elements part the two, no space may.
std::string_view without_label(std::string_view text) {
  const std::string small = lower(text);
  std::size_t longest = 0;
  for (const std::string_view label : kLabels) {
    if (!small.starts_with(label) || label.size() <= longest) continue;
    const std::string_view behind = text.substr(label.size());
    const bool ends = behind.empty() || is_around_names(behind.front()) ||
                      behind.starts_with("\u00A0") ||
                      (ascii::is_upper(behind.front()) &&
                       !ascii::is_upper(text[label.size() - 1]) && label.ends_with("von"));
    if (ends) longest = label.size();
  }
  return trim(text.substr(longest));
}

// The words that lead to a date: "Ann Onym am Montag, 5. März 2021".
std::string_view without_date(std::string_view text) {
  const auto date = date_in_text(text, "");
  if (!date) return text;
  text = trim(text.substr(0, date->begin));
  constexpr std::array<std::string_view, 9> kLeading = {"am", "at",  "den", "el", "le",
                                                        "on", "the", "vom", "il"};
  const std::size_t space = text.rfind(' ');
  const std::string last = lower(text.substr(space == text.npos ? 0 : space + 1));
  if (std::find(kLeading.begin(), kLeading.end(), last) == kLeading.end()) return text;
  return space == text.npos ? "" : trim(text.substr(0, space));
}

bool is_address(std::string_view text) {
  if (text.find("://") != text.npos || text.find('@') != text.npos) return true;
  const std::size_t point = text.rfind('.');
  return text.find(' ') == text.npos && point != text.npos && point + 3 <= text.size() &&
         point > 1 &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(point) + 1, text.end(),
                     [](char c) { return ascii::is_alpha(c) && !ascii::is_upper(c); });
}

bool is_firm(std::string_view text) {
  const std::string small = lower(text);
  return std::any_of(kFirms.begin(), kFirms.end(), [&](std::string_view firm) {
    const std::size_t at = small.find(firm);
    return at != small.npos && at > 0 && !ascii::is_alpha(small[at - 1]) &&
           (at + firm.size() == small.size() || !ascii::is_alpha(small[at + firm.size()]));
  });
}

}  // namespace

std::string clean_byline(std::string_view text) {
  for (const std::string_view divider : {"|", " \u2022 ", " \u00B7 ", " \u00BB "})
    if (const std::size_t at = trim(text).find(divider); at != text.npos)
      text = trim(text).substr(0, at);
  text = without_date(trim(text));
  for (std::string_view before; before != text;) {
    before = text;
    text = without_label(text);
  }
  const std::string letters = plain_letters(text);
  const bool is_nobody = std::find(kNobody.begin(), kNobody.end(), letters) != kNobody.end();
  if (letters.empty() || is_nobody || text.size() > kMostOfByline || is_address(text) ||
      is_firm(text) || ascii::is_digits(letters))
    return "";
  return std::string(text);
}

}  // namespace parser
