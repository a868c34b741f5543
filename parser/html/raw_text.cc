#include "parser/html/raw_text.h"

#include <algorithm>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::string_view kScriptName = "script";

// True if `text` is the name with something behind it that ends a tag's name.
bool is_named(std::string_view text, std::string_view name) {
  if (text.size() <= name.size()) return false;
  const char next = text[name.size()];
  if (!ascii::is_space(next) && next != '/' && next != '>') return false;
  return std::equal(name.begin(), name.end(), text.begin(),
                    [](char a, char b) { return ascii::lower(a) == ascii::lower(b); });
}

}  // namespace

std::size_t comment_size(std::string_view text) {
  constexpr std::size_t kOpening = 4;  // "<!--"
  const std::string_view inside = text.substr(kOpening);
  if (inside.starts_with('>')) return kOpening + 1;
  if (inside.starts_with("->")) return kOpening + 2;
  for (std::size_t end = inside.find('>'); end != inside.npos; end = inside.find('>', end + 1)) {
    const std::string_view before = inside.substr(0, end);
    if (before.ends_with("--") || before.ends_with("--!")) return kOpening + end + 1;
  }
  return text.size();
}

std::size_t raw_text_end(std::string_view html, std::size_t from, std::string_view name) {
  for (std::size_t at = html.find("</", from); at != html.npos; at = html.find("</", at + 2))
    if (is_named(html.substr(at + 2), name)) return at;
  return html.size();
}

std::size_t script_end(std::string_view html, std::size_t from) {
  enum class State { kPlain, kEscaped, kDoubleEscaped } state = State::kPlain;
  const auto next = [&](std::size_t at) {
    return state == State::kPlain ? html.find('<', at) : html.find_first_of("<-", at);
  };
  for (std::size_t at = next(from); at != html.npos; at = next(at)) {
    const std::string_view rest = html.substr(at);
    if (rest.starts_with("-->")) {
      state = State::kPlain;
      at += 3;
    } else if (rest.starts_with("</") && is_named(rest.substr(2), kScriptName)) {
      if (state != State::kDoubleEscaped) return at;
      state = State::kEscaped;
      at += 2 + kScriptName.size();
    } else if (state == State::kPlain && rest.starts_with("<!--")) {
      state = State::kEscaped;
      at += 2;  // its dashes may be those of "-->"
    } else if (state == State::kEscaped && rest.starts_with('<') &&
               is_named(rest.substr(1), kScriptName)) {
      state = State::kDoubleEscaped;
      at += 1 + kScriptName.size();
    } else {
      ++at;
    }
  }
  return html.size();
}

}  // namespace parser
