#include "crawler/policy/cache_control.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "ground/ascii.h"
#include "parser/http/http_date.h"

namespace crawler {
namespace {

namespace ascii = ground::ascii;
using std::chrono::seconds;
using storage::Header;
using storage::ResourceKind;

// RFC 9111 1.2.2: more is as good as this.
constexpr int64_t kMostSeconds = int64_t{1} << 31;
constexpr seconds kLongestGuess{86'400}, kGuessOfCode{3'600};

// None if there is no such field.
std::optional<std::string> field_of(const std::vector<Header>& headers, std::string_view name) {
  for (const Header& header : headers)
    if (ascii::equals(header.name, name)) return header.value;
  return std::nullopt;
}

std::optional<seconds> delta_seconds(std::string_view text) {
  text = ascii::trim(text, "\" \t");
  if (!ascii::is_digits(text)) return std::nullopt;
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_too_large = read.ec != std::errc();
  return seconds(is_too_large ? kMostSeconds : std::min(number, kMostSeconds));
}

void read_directive(std::string_view directive, CacheControl* control) {
  directive = ascii::trim(directive);
  const std::string_view name = ascii::trim(directive.substr(0, directive.find('=')));
  if (ascii::equals(name, "no-store")) control->no_store = true;
  if (ascii::equals(name, "no-cache")) control->no_cache = true;
  if (ascii::equals(name, "private")) control->is_private = true;
  if (!ascii::equals(name, "max-age") || control->max_age) return;
  // What is no number is as good as 0 (RFC 9111 4.2.1).
  const std::size_t equals = directive.find('=');
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : directive.substr(equals + 1);
  control->max_age = delta_seconds(value).value_or(seconds(0));
}

// RFC 9110 15.1: those that may be kept although nothing says so.
bool is_kept_by_itself(int status) {
  constexpr std::array kThose{200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
  return std::find(kThose.begin(), kThose.end(), status) != kThose.end();
}

std::optional<int64_t> date_in(const std::vector<Header>& headers, std::string_view name) {
  const auto text = field_of(headers, name);
  return text ? parser::http_date(*text) : std::nullopt;
}

seconds guessed(const std::vector<Header>& headers, ResourceKind kind) {
  const auto date = date_in(headers, "date"), modified = date_in(headers, "last-modified");
  if (date && modified && *modified < *date)
    return std::min(seconds((*date - *modified) / 10), kLongestGuess);
  const bool is_code =
      kind == ResourceKind::kScript || kind == ResourceKind::kStyle || kind == ResourceKind::kFont;
  return is_code ? kGuessOfCode : seconds(0);
}

}  // namespace

CacheControl cache_control_of(const std::vector<Header>& headers) {
  CacheControl control;
  bool is_said = false;
  for (const Header& header : headers) {
    if (!ascii::equals(header.name, "cache-control")) continue;
    is_said = true;
    // A comma in quotes ends no directive.
    bool is_quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= header.value.size(); ++i) {
      if (i < header.value.size() && header.value[i] == '"') is_quoted = !is_quoted;
      if (i < header.value.size() && (header.value[i] != ',' || is_quoted)) continue;
      read_directive(std::string_view(header.value).substr(begin, i - begin), &control);
      begin = i + 1;
    }
  }
  if (const auto pragma = field_of(headers, "pragma"); !is_said && pragma)
    control.no_cache = ascii::starts_with(ascii::trim(*pragma), "no-cache");
  return control;
}

seconds lifetime_of(int status, const std::vector<Header>& headers, ResourceKind kind) {
  const CacheControl control = cache_control_of(headers);
  const auto age_field = field_of(headers, "age");
  const seconds age = age_field ? delta_seconds(*age_field).value_or(seconds(0)) : seconds(0);
  if (control.max_age) return std::max(*control.max_age - age, seconds(0));
  if (field_of(headers, "expires")) {
    // Without a Date nobody knows what it is later than.
    const auto expires = date_in(headers, "expires"), date = date_in(headers, "date");
    if (!expires || !date || *expires <= *date) return seconds(0);
    return std::max(seconds(std::min(*expires - *date, kMostSeconds)) - age, seconds(0));
  }
  if (!is_kept_by_itself(status)) return seconds(0);
  return std::max(guessed(headers, kind) - age, seconds(0));
}

}  // namespace crawler
