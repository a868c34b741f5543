// ASCII as the HTML standard sees it: white space, case, lists of tokens, folding. Bytes of 0x80
// and above are never white space and have no case. Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ground::ascii {

constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alphanumeric(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
// DEL too.
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

// The value of a hexadecimal digit; -1 of anything else.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}
inline constexpr std::string_view kUpperHex = "0123456789ABCDEF";
inline constexpr std::string_view kLowerHex = "0123456789abcdef";

// Appends "%C3": the escape of a byte in a URL.
inline void append_percent_encoded(char c, std::string& out) {
  const auto byte = static_cast<unsigned char>(c);
  const char escape[] = {'%', kUpperHex[byte >> 4], kUpperHex[byte & 15]};
  out.append(escape, sizeof escape);
}

// True if there are digits and nothing else.
constexpr bool is_digits(std::string_view text) {
  for (const char c : text)
    if (!is_digit(c)) return false;
  return !text.empty();
}

// True if both are the same but for the case of letters.
constexpr bool same_but_for_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

// The same where one of them is known to be in lower case.
constexpr bool equals(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != lower_case[i]) return false;
  return true;
}

constexpr bool starts_with(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() && equals(text.substr(0, lower_case.size()), lower_case);
}

// Without white space at the start, and at both ends.
constexpr std::string_view trim_start(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}
constexpr std::string_view trim(std::string_view text) {
  text = trim_start(text);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// The same with white space as another standard has it.
constexpr std::string_view trim(std::string_view text, std::string_view blanks) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}
inline constexpr std::string_view kHttpBlanks = " \t\r\n";  // Fetch, "HTTP whitespace"

void make_lower(std::string& text);
std::string lowered(std::string_view text);

// Takes the first token off `list`: tokens are separated by white space or `separator`. "" at the
// end of the list, and only there.
constexpr std::string_view next_token(std::string_view& list, char separator = ' ') {
  const auto divides = [separator](char c) { return is_space(c) || c == separator; };
  std::size_t begin = 0;
  while (begin < list.size() && divides(list[begin])) ++begin;
  std::size_t end = begin;
  while (end < list.size() && !divides(list[end])) ++end;
  const std::string_view token = list.substr(begin, end - begin);
  list.remove_prefix(end);
  return token;
}

constexpr bool has_token(std::string_view list, std::string_view lower_case) {
  for (std::string_view token = next_token(list); !token.empty(); token = next_token(list))
    if (equals(token, lower_case)) return true;
  return false;
}

// Appends `text` to `out` with every run of white space made one space; none at the start or end.
void append_folded(std::string_view text, std::string& out);

// True if append_folded would append exactly `text`.
bool is_folded(std::string_view text);

}  // namespace ground::ascii
