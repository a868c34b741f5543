// A page of a calendar is told by its links: it leads to what its neighbours lead to, for another
// date. A server that writes an id into each link makes each of them another one, so what looks
// like an id is left out. What is left out too much merges two plans, which says of an archive that
// it brings less than it does; so words stay.
#include "crawler/policy/url_plan.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "crawler/policy/calendar.h"
#include "ground/ascii.h"
#include "ground/word_hash.h"

namespace crawler {
namespace {

using ground::ascii::is_alpha;
using ground::ascii::is_alphanumeric;
using ground::ascii::is_digit;

// Parameters by which PHP, Java, ASP, ColdFusion and others carry a session where there are no
// cookies, and those that are written anew so that nothing is taken from a cache.
constexpr std::array<std::string_view, 16> kSessionNames = {
    "sid",     "session", "sessionid", "session_id", "sessid", "phpsessid", "jsessionid", "cfid",
    "cftoken", "token",   "csrf",      "nonce",      "rand",   "random",    "ts",         "_"};
// A single word that is longer is an article's, as in calendar.cc.
constexpr std::size_t kLongestKeyword = 12;

class PlanHash {
 public:
  void add(char c) { hash_ = (hash_ ^ static_cast<unsigned char>(c)) * ground::word_hash::kMix1; }
  void add(std::string_view text) {
    for (const char c : text) add(c);
  }
  uint64_t value() const { return ground::word_hash::mix(hash_); }

 private:
  uint64_t hash_ = ground::word_hash::kMix3;
};

// The next piece of a text: letters and digits, an escape, or a single other character.
std::string_view next_piece(std::string_view text) {
  if (text[0] == '%') return text.substr(0, 3);
  if (!is_alphanumeric(text[0])) return text.substr(0, 1);
  const auto end = std::find_if_not(text.begin(), text.end(), is_alphanumeric);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

template <typename Take>
void for_each_piece(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::string_view piece = next_piece(text);
    take(piece);
    text.remove_prefix(piece.size());
  }
}

bool has_digit(std::string_view piece) {
  return piece[0] != '%' && std::any_of(piece.begin(), piece.end(), is_digit);
}

// "item12", and not "7f3a": a word with a number behind it.
std::size_t letters_before_a_number(std::string_view piece) {
  const auto digits = std::find_if(piece.begin(), piece.end(), is_digit);
  const bool is_one = std::all_of(digits, piece.end(), is_digit);
  return is_one ? static_cast<std::size_t>(digits - piece.begin()) : 0;
}

void add_path(std::string_view path, PlanHash& plan) {
  bool is_parameter = false;  // as in "/item;jsessionid=7F3A"
  for_each_piece(path, [&](std::string_view piece) {
    if (piece == ";") is_parameter = true;
    if (piece == "/") is_parameter = false;
    if (is_parameter) return;
    if (!has_digit(piece)) return plan.add(piece);
    plan.add(piece.substr(0, letters_before_a_number(piece)));
    plan.add('0');
  });
}

void add_folded(std::string_view text, PlanHash& plan) {
  for_each_piece(text, [&](std::string_view piece) { plan.add(has_digit(piece) ? "0" : piece); });
}

// "Summer" and "summer": an id has capitals in other places, too.
bool is_written_as_a_word(std::string_view piece) {
  return std::none_of(piece.begin() + 1, piece.end(), ground::ascii::is_upper);
}

// Are these the words of a name, rather than a keyword ("month") or an id?
bool reads_as_words(std::string_view value) {
  std::size_t words = 0, ids = 0, longest = 0, beyond_ascii = 0;
  for_each_piece(value, [&](std::string_view piece) {
    if (piece[0] == '%') {
      beyond_ascii += piece.size() == 3 && ground::ascii::hex_value(piece[1]) >= 8;
    } else if (has_digit(piece)) {
      ++ids;
    } else if (is_alpha(piece[0]) && is_written_as_a_word(piece)) {
      ++words;
      longest = std::max(longest, piece.size());
    }
  });
  return (words >= 2 && words > ids) || longest > kLongestKeyword || beyond_ascii > kLongestKeyword;
}

bool names_a_session(std::string_view name) {
  return std::any_of(kSessionNames.begin(), kSessionNames.end(),
                     [name](std::string_view known) { return ground::ascii::equals(name, known); });
}

void add_query(std::string_view query, bool is_dated, PlanHash& plan) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t name_end = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, name_end);
    const std::string_view value = pair.substr(std::min(name_end + 1, pair.size()));
    if (names_a_session(name)) continue;
    plan.add('&');
    add_folded(name, plan);
    if (is_dated && !reads_as_words(value)) continue;
    plan.add('=');
    add_folded(value, plan);
  }
}

}  // namespace

uint64_t plan_of(parser::UrlView url) {
  PlanHash plan;
  plan.add(url.host());
  add_path(url.path(), plan);
  const std::string_view behind = url.href().substr(url.origin().size() + url.path().size());
  if (!behind.empty()) add_query(behind.substr(1), names_a_date(url), plan);
  return plan.value();
}

}  // namespace crawler
