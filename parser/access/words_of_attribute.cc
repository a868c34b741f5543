#include "parser/access/words_of_attribute.h"

#include <charconv>
#include <cstddef>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Beyond ASCII.
bool is_white(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

bool is_blank(char c) { return ascii::is_space(c) || c == '\v'; }

std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty() && is_blank(text[0])) text.remove_prefix(1);
  return text;
}

}  // namespace

bool has_words(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();) {
    if (static_cast<unsigned char>(utf8[at]) < 0x80) {
      if (!is_blank(utf8[at])) return true;
      ++at;
      continue;
    }
    const ground::Utf8Character character = ground::character_at(utf8, at);
    if (!is_white(static_cast<char32_t>(character.code_point))) return true;
    at += character.length;
  }
  return false;
}

std::string_view next_word(std::string_view& list) {
  list = without_blanks_before(list);
  std::size_t end = 0;
  while (end < list.size() && !is_blank(list[end])) ++end;
  const std::string_view word = list.substr(0, end);
  list.remove_prefix(end);
  return word;
}

std::optional<int> whole_number(std::string_view text) {
  text = without_blanks_before(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

std::optional<double> decimal_number(std::string_view text) {
  text = without_blanks_before(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  return number;
}

}  // namespace parser
