// Links and structured data: what passes in them is known by its name alone, since an id that looks
// random may well say which thing is meant.
#include <algorithm>
#include <array>
#include <string>

#include "explore/compare/passing_parts.h"
#include "ground/ascii.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;

// Parameters that hold a session or a token, by their whole names or a part.
constexpr std::array<std::string_view, 12> kSessionNames = {"sid",   "s_id",    "cfid", "cftoken",
                                                            "sig",   "nonce",   "_",    "oscsid",
                                                            "zenid", "expires", "auth", "ticket"};
constexpr std::array<std::string_view, 7> kSessionParts = {"sessid", "session", "csrf",     "xsrf",
                                                           "token",  "nonce",   "signature"};
// Those that keep caches away, if the value is a number.
constexpr std::array<std::string_view, 9> kClockNames = {
    "t", "ts", "time", "timestamp", "cb", "rand", "rnd", "nocache", "cachebuster"};

bool is_passing_parameter(std::string_view parameter) {
  const std::size_t sign = parameter.find('=');
  if (sign == std::string_view::npos) return false;
  constexpr std::size_t kLongestName = 40;
  const std::string name = ascii::lowered(parameter.substr(0, std::min(sign, kLongestName)));
  if (std::ranges::find(kSessionNames, name) != kSessionNames.end()) return true;
  if (std::ranges::any_of(kSessionParts, [&](std::string_view part) {
        return name.find(part) != std::string::npos;
      }))
    return true;
  const std::string_view value = parameter.substr(sign + 1);
  constexpr std::size_t kFewestDigits = 8;
  return std::ranges::find(kClockNames, name) != kClockNames.end() &&
         value.size() >= kFewestDigits && std::ranges::all_of(value, ascii::is_digit);
}

// ";jsessionid=…" of each segment.
void append_path(std::string_view path, std::string& out) {
  while (!path.empty()) {
    const std::size_t semicolon = path.find(';');
    out += path.substr(0, semicolon);
    if (semicolon == std::string_view::npos) return;
    path.remove_prefix(semicolon + 1);
    const std::size_t end = std::min(path.find_first_of(";/"), path.size());
    if (!is_passing_parameter(path.substr(0, end))) {
      out += ';';
      out += path.substr(0, end);
    }
    path.remove_prefix(end);
  }
}

void append_query(std::string_view query, std::string& out) {
  char before = '?';
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (!is_passing_parameter(query.substr(0, end))) {
      out += before;
      out += query.substr(0, end);
      before = '&';
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

// When the page was modified, which many sites say anew at each visit; not when it was published.
constexpr std::array<std::string_view, 5> kModifiedKeys = {
    "dateModified", "og:updated_time", "article:modified_time", "modified_time", "sdDatePublished"};

// Where the string ends that begins at `at`, behind its second quote.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (std::size_t i = at + 1; i < json.size(); ++i) {
    if (json[i] == '\\')
      ++i;
    else if (json[i] == '"')
      return i + 1;
  }
  return json.size();
}

// "https:\/\/a.test" is the same string without the strokes.
std::string without_escaped_slashes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '/') ++i;
    out += text[i];
    // What else is escaped stays so, a stroke among them.
    if (text[i] == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

}  // namespace

std::string lasting_link(std::string_view url) {
  const std::size_t question = url.find('?');
  std::string_view path = url.substr(0, question);
  std::string out;
  out.reserve(url.size());
  append_path(path, out);
  if (question != std::string_view::npos) append_query(url.substr(question + 1), out);
  return out;
}

std::string lasting_json(std::string_view json, const LinkWord& link) {
  std::string out;
  out.reserve(json.size());
  bool is_modified_next = false;
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      out += json[at];
      if (json[at] == ',' || json[at] == '}') is_modified_next = false;
      ++at;
      continue;
    }
    const std::size_t end = end_of_string(json, at);
    const bool is_key = end < json.size() && json[end] == ':';
    const std::size_t inside = std::max(end, at + 2) - at - 2;
    std::string text = without_escaped_slashes(json.substr(at + 1, inside));
    at = end;
    if (is_key) {
      is_modified_next = std::ranges::find(kModifiedKeys, text) != kModifiedKeys.end();
    } else if (is_modified_next || is_random_token(text)) {
      text.clear();
    } else if (text.starts_with("http://") || text.starts_with("https://")) {
      text = link(text);
    }
    out += '"';
    out += text;
    out += '"';
  }
  return out;
}

}  // namespace explore
