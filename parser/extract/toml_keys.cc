#include "parser/extract/toml_keys.h"

#include <algorithm>
#include <string>

namespace parser {
namespace {

// Behind the string that begins at `at`. One that is not closed ends with its line or the text.
std::size_t end_of_string(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  const std::string three(3, quote);
  const bool is_long = toml.substr(at, 3) == three;
  for (at += is_long ? 3 : 1; at < toml.size(); ++at) {
    if (toml[at] == '\\' && quote == '"') {
      ++at;
    } else if (is_long && toml.substr(at, 3) == three) {
      // Up to two quotes more may stand before the closing ones.
      at += 3;
      while (at < toml.size() && toml[at] == quote) ++at;
      return at;
    } else if (!is_long && toml[at] == quote) {
      return at + 1;
    } else if (!is_long && toml[at] == '\n') {
      return at;
    }
  }
  return toml.size();
}

}  // namespace

std::size_t line_of_deep_key(std::string_view toml) {
  constexpr std::string_view kBetweenKeys = "\n=,[]{}";
  std::size_t dots = 0;
  std::size_t at = 0;
  const auto line_of = [&] {
    return 1 + static_cast<std::size_t>(
                   std::count(toml.begin(), toml.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  };
  while (at < toml.size()) {
    const char c = toml[at];
    if (c == '"' || c == '\'') {
      at = end_of_string(toml, at);
      continue;
    }
    if (c == '#') {
      at = std::min(toml.find('\n', at), toml.size());
      continue;
    }
    if (kBetweenKeys.find(c) != kBetweenKeys.npos) dots = 0;
    if (c == '.' && ++dots >= kMaxKeyParts) return line_of();
    ++at;
  }
  return 0;
}

}  // namespace parser
