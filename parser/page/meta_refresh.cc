#include "parser/page/meta_refresh.h"

#include <limits>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Takes the delay off `text`; false if there is none. Very large delays stay very large.
bool take_seconds(std::string_view& text, uint64_t& seconds) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max() / 10 - 1;
  if (text.empty() || !(ascii::is_digit(text.front()) || text.front() == '.')) return false;
  for (; !text.empty() && ascii::is_digit(text.front()); text.remove_prefix(1))
    if (seconds < kMost) seconds = seconds * 10 + static_cast<uint64_t>(text.front() - '0');
  while (!text.empty() && (ascii::is_digit(text.front()) || text.front() == '.'))
    text.remove_prefix(1);
  return true;
}

// Takes "url =" off `text` if it begins so; otherwise all of it is the URL.
void skip_url_equals(std::string_view& text) {
  if (!ascii::starts_with(text, "url")) return;
  std::string_view rest = text.substr(3);
  rest = ascii::trim_start(rest);
  if (!rest.starts_with('=')) return;
  rest.remove_prefix(1);
  rest = ascii::trim_start(rest);
  text = rest;
}

}  // namespace

std::optional<MetaRefresh> parse_meta_refresh(std::string_view content) {
  MetaRefresh refresh;
  content = ascii::trim_start(content);
  if (!take_seconds(content, refresh.seconds)) return std::nullopt;
  if (content.empty()) return refresh;
  if (content.front() != ';' && content.front() != ',' && !ascii::is_space(content.front()))
    return std::nullopt;
  content = ascii::trim_start(content);
  if (!content.empty() && (content.front() == ';' || content.front() == ','))
    content.remove_prefix(1);
  content = ascii::trim_start(content);
  skip_url_equals(content);
  if (!content.empty() && (content.front() == '"' || content.front() == '\'')) {
    const char quote = content.front();
    content.remove_prefix(1);
    content = content.substr(0, content.find(quote));
  }
  refresh.url = ascii::trim(content);
  return refresh;
}

}  // namespace parser
