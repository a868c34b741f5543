// Both sides come from the same parser, so that what is equal is nearly always equal byte by byte;
// the slower look is for what is left. Words are judged one at a time, so that a page which shows
// the time of day in its middle is still the same page.
#include "storage/history/page_comparison.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ground/ascii.h"

namespace storage {
namespace {

namespace ascii = ground::ascii;

// Parameters that programs put into links by themselves, lower case: those of the session handlers
// of PHP, Java, ASP, ColdFusion and forums, of forms' protection, against caches, and of campaigns.
constexpr std::array<std::string_view, 29> kPassing = {"_",
                                                       "_token",
                                                       "aspsessionid",
                                                       "authenticity_token",
                                                       "cachebuster",
                                                       "cb",
                                                       "cfid",
                                                       "cftoken",
                                                       "csrf",
                                                       "csrf_token",
                                                       "csrfmiddlewaretoken",
                                                       "fbclid",
                                                       "gclid",
                                                       "jsessionid",
                                                       "msclkid",
                                                       "nonce",
                                                       "oscsid",
                                                       "phpsessid",
                                                       "rand",
                                                       "random",
                                                       "session",
                                                       "session_id",
                                                       "sessionid",
                                                       "sid",
                                                       "timestamp",
                                                       "token",
                                                       "ts",
                                                       "zenid",
                                                       "xtor"};
constexpr std::string_view kCampaign = "utm_";

bool is_passing(std::string_view parameter) {
  const std::string name = ascii::lowered(parameter.substr(0, parameter.find('=')));
  return name.starts_with(kCampaign) ||
         std::find(kPassing.begin(), kPassing.end(), name) != kPassing.end();
}

// "12:34:56", "2026-11-30T12:34:56Z", "(12:34:56)": a time of day with seconds.
bool is_clock_time(std::string_view word) {
  for (std::size_t i = 0; i + 8 <= word.size(); ++i) {
    const auto digits = [&](std::size_t at) {
      return ascii::is_digit(word[at]) && ascii::is_digit(word[at + 1]);
    };
    if (digits(i) && word[i + 2] == ':' && digits(i + 3) && word[i + 5] == ':' && digits(i + 6))
      return true;
  }
  return false;
}

// Hexadecimal digits, with letters and digits among them, as long as no word or number is.
bool is_nonce(std::string_view word) {
  constexpr std::size_t kShortest = 16;
  if (word.size() < kShortest) return false;
  bool has_digit = false, has_letter = false;
  for (const char c : word) {
    const char lower = ascii::lower(c);
    if (ascii::is_digit(c))
      has_digit = true;
    else if (lower >= 'a' && lower <= 'f')
      has_letter = true;
    else if (c != '-')
      return false;
  }
  return has_digit && has_letter;
}

// "0.123": how long something took, if a unit follows.
bool is_duration(std::string_view word) {
  const std::size_t point = word.find('.');
  if (point == std::string_view::npos || point == 0 || point + 1 == word.size()) return false;
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return ascii::is_digit(c) || c == '.'; });
}

bool is_unit_of_time(std::string_view word) {
  constexpr std::array<std::string_view, 7> kUnits = {"s",       "sec", "secs",        "second",
                                                      "seconds", "ms",  "milliseconds"};
  while (!word.empty() && (word.back() == '.' || word.back() == ',' || word.back() == ')'))
    word.remove_suffix(1);
  return std::find(kUnits.begin(), kUnits.end(), ascii::lowered(word)) != kUnits.end();
}

// The words of a text that are content, one after the other.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) { step(); }

  // "" at the end.
  std::string_view next() {
    for (;;) {
      const std::string_view word = next_;
      if (word.empty()) return word;
      step();
      if (is_clock_time(word) || is_nonce(word)) continue;
      if (is_duration(word) && is_unit_of_time(next_)) continue;
      return word;
    }
  }

 private:
  void step() {
    std::size_t begin = 0;
    while (begin < rest_.size() && ascii::is_space(rest_[begin])) ++begin;
    std::size_t end = begin;
    while (end < rest_.size() && !ascii::is_space(rest_[end])) ++end;
    next_ = rest_.substr(begin, end - begin);
    rest_.remove_prefix(end);
  }

  std::string_view rest_, next_;
};

bool is_same_set(std::vector<std::string> was, std::vector<std::string> is) {
  const auto tidy = [](std::vector<std::string>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  if (was == is) return true;
  tidy(was);
  tidy(is);
  return was == is;
}

bool is_there(int status) { return status < 300; }

// Without text it is a frame for scripts, and what differs in that is their business.
bool is_html(std::string_view content_type) {
  return content_type == "text/html" || content_type == "application/xhtml+xml";
}

}  // namespace

bool is_same_text(std::string_view was, std::string_view is) {
  if (was == is) return true;
  Words left(was), right(is);
  for (;;) {
    const std::string_view word = left.next();
    if (word != right.next()) return false;
    if (word.empty()) return true;
  }
}

std::string comparable_url(std::string_view url) {
  std::string_view path = url.substr(0, url.find('?'));
  std::string_view query = path.size() < url.size() ? url.substr(path.size() + 1) : "";
  const std::size_t parameter = path.rfind(';');
  if (parameter != std::string_view::npos && is_passing(path.substr(parameter + 1)))
    path = path.substr(0, parameter);
  std::string comparable(path);
  char before = '?';
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), one.size() + 1));
    if (is_passing(one)) continue;
    comparable += before;
    comparable += one;
    before = '&';
  }
  return comparable;
}

uint32_t changed_fields(const ComparedPage& was, const ComparedPage& is) {
  uint32_t fields = 0;
  if (was.status != is.status) fields |= kFieldStatus;
  if (comparable_url(was.redirect_to) != comparable_url(is.redirect_to)) fields |= kFieldRedirect;
  if (!is_there(was.status) || !is_there(is.status)) return fields;
  if (was.content_type != is.content_type) fields |= kFieldType;
  // A header may say so, too.
  if (comparable_url(was.canonical) != comparable_url(is.canonical)) fields |= kFieldCanonical;
  if (was.robots != is.robots) fields |= kFieldRobots;
  if (was.content_hash != is.content_hash || was.content_hash == 0) {
    if (!is_same_text(was.title, is.title)) fields |= kFieldTitle;
    if (!is_same_text(was.description, is.description)) fields |= kFieldDescription;
    if (!is_same_text(was.text, is.text)) fields |= kFieldText;
    const bool has_words =
        !was.text.empty() || !is.text.empty() || !was.links.empty() || !is.links.empty();
    if (!has_words && !is_html(is.content_type) && was.content_hash != is.content_hash)
      fields |= kFieldBody;
    if (!is_same_set(was.structured, is.structured)) fields |= kFieldStructured;
  }
  if (!is_same_set(was.links, is.links)) fields |= kFieldLinks;
  if (was.rows != is.rows) fields |= kFieldRows;
  return fields;
}

ChangeKind kind_of_change(int status_was, int status_is, uint32_t fields, bool was_missing) {
  if (status_is == 410) return ChangeKind::kGone;
  if (is_missing(status_is))
    return is_missing(status_was) ? ChangeKind::kChanged : ChangeKind::kMissing;
  if (status_is < 400 && (was_missing || is_missing(status_was))) return ChangeKind::kBack;
  const bool redirects = status_is >= 300 && status_is < 400;
  if (redirects && (fields & kFieldRedirect) != 0) return ChangeKind::kMoved;
  return ChangeKind::kChanged;
}

}  // namespace storage
