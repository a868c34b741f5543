#include "parser/select/css_scanner.h"

#include <cstdint>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool is_name_start(char c) { return ascii::is_alpha(c) || c == '_' || !ground::is_ascii(c); }

// Three bytes are a line's end, CR LF one (3.3).
bool is_newline(char c) { return c == '\n' || c == '\r' || c == '\f'; }

}  // namespace

bool CssScanner::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool CssScanner::skip_space() {
  bool was_space = false;
  for (;;) {
    skip_comments();
    if (at_end() || !ascii::is_space(text_[at_])) return was_space;
    was_space = true;
    ++at_;
  }
}

void CssScanner::skip_comments() {
  while (text_.substr(at_).starts_with("/*")) {
    const std::size_t end = text_.find("*/", at_ + 2);
    at_ = end == text_.npos ? text_.size() : end + 2;
  }
}

bool CssScanner::begins_escape(std::size_t ahead) const {
  return peek(ahead) == '\\' && !is_newline(peek(ahead + 1));
}

bool CssScanner::begins_identifier() const {
  const bool is_dash = peek() == '-';
  if (is_dash && peek(1) == '-') return true;
  const std::size_t ahead = is_dash ? 1 : 0;
  // A NUL stands for U+FFFD (3.3), which begins a name; the end of the text does not.
  if (at_ + ahead >= text_.size()) return false;
  return is_name_start(peek(ahead)) || peek(ahead) == '\0' || begins_escape(ahead);
}

// 4.3.7, with the backslash still there.
void CssScanner::take_escape(std::string& out) {
  ++at_;
  if (at_end()) {
    out.append(ground::kReplacement);
    return;
  }
  constexpr int kMostDigits = 6;
  uint32_t code = 0;
  int digits = 0;
  for (; digits < kMostDigits && !at_end() && ascii::hex_value(text_[at_]) >= 0; ++digits)
    code = code * 16 + static_cast<uint32_t>(ascii::hex_value(text_[at_++]));
  if (digits == 0) {  // the character itself, all its bytes
    if (text_[at_] == '\0')
      out.append(ground::kReplacement);
    else
      out.push_back(text_[at_]);
    ++at_;
    while (!at_end() && ground::is_continuation(text_[at_])) out.push_back(text_[at_++]);
    return;
  }
  if (!at_end() && ascii::is_space(text_[at_])) {
    if (text_[at_] == '\r' && peek(1) == '\n') ++at_;
    ++at_;
  }
  const bool is_character = code != 0 && ground::is_scalar_value(code);
  ground::append_utf8(is_character ? code : ground::kReplacementCharacter, out);
}

std::optional<std::string> CssScanner::take_identifier() {
  if (!begins_identifier()) return std::nullopt;
  std::string name;
  while (!at_end()) {
    const char c = text_[at_];
    if (is_name_start(c) || ascii::is_digit(c) || c == '-') {
      name.push_back(c);
      ++at_;
    } else if (c == '\0') {
      name.append(ground::kReplacement);
      ++at_;
    } else if (begins_escape(0)) {
      take_escape(name);
    } else {
      break;
    }
  }
  return name;
}

std::optional<std::string> CssScanner::take_string() {
  const char quote = peek();
  if (quote != '"' && quote != '\'') return std::nullopt;
  std::string value;
  for (++at_; !at_end();) {
    const char c = text_[at_];
    if (c == quote) {
      ++at_;
      return value;
    }
    if (is_newline(c)) return std::nullopt;
    if (c == '\\' && is_newline(peek(1))) {
      at_ += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
    } else if (c == '\\') {
      take_escape(value);
    } else {
      if (c == '\0')
        value.append(ground::kReplacement);
      else
        value.push_back(c);
      ++at_;
    }
  }
  return std::nullopt;
}

}  // namespace parser
