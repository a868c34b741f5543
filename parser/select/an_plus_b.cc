#include "parser/select/an_plus_b.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool take_word(CssScanner& scanner, std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i)
    if (ascii::lower(scanner.peek(i)) != word[i]) return false;
  const char behind = scanner.peek(word.size());
  if (behind != ')' && !ascii::is_space(behind) && behind != '/') return false;
  scanner.skip(word.size());
  return true;
}

int take_sign(CssScanner& scanner) {
  if (scanner.take('-')) return -1;
  scanner.take('+');
  return 1;
}

// Digits; more than fit are as many as fit.
std::optional<int32_t> take_number(CssScanner& scanner) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max() / 4;
  if (!ascii::is_digit(scanner.peek())) return std::nullopt;
  int64_t number = 0;
  for (; ascii::is_digit(scanner.peek()); scanner.skip())
    number = std::min(kMost, number * 10 + (scanner.peek() - '0'));
  return static_cast<int32_t>(number);
}

std::nullopt_t fail(const CssScanner& scanner, SelectorProblem& problem, const char* what) {
  problem = {scanner.at(), what};
  return std::nullopt;
}

// Behind the "n".
std::optional<int32_t> take_offset(CssScanner& scanner, SelectorProblem& problem) {
  const std::size_t behind = scanner.at();
  scanner.skip_space();
  const char next = scanner.peek();
  if (next != '+' && next != '-') {
    // What is stuck to the "n" is part of no formula.
    if (scanner.at() > behind || next == ')') return 0;
    return fail(scanner, problem, "a formula like 2n+1 is expected");
  }
  const int sign = take_sign(scanner);
  scanner.skip_space();
  const auto number = take_number(scanner);
  if (!number) return fail(scanner, problem, "a number is missing in the formula");
  return sign * *number;
}

}  // namespace

std::optional<AnPlusB> take_an_plus_b(CssScanner& scanner, SelectorProblem& problem) {
  if (take_word(scanner, "even")) return AnPlusB{2, 0};
  if (take_word(scanner, "odd")) return AnPlusB{2, 1};
  const CssScanner begin = scanner;
  const int sign = take_sign(scanner);
  const auto number = take_number(scanner);
  const bool has_n = ascii::lower(scanner.peek()) == 'n';
  if (!has_n && !number)
    return fail(begin, problem, "a formula like 2n+1, even, odd or a number is missing");
  if (!has_n) return AnPlusB{0, sign * *number};
  scanner.skip();
  const auto offset = take_offset(scanner, problem);
  if (!offset) return std::nullopt;
  return AnPlusB{sign * number.value_or(1), *offset};
}

}  // namespace parser
