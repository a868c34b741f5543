#include "parser/page/srcset.h"

#include <cstddef>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && ascii::is_digit(text[at])) ++at;
  return at;
}

// "Rules for parsing non-negative integers", strict, and not zero: of the descriptors w and h.
bool is_positive_integer(std::string_view text) {
  return !text.empty() && skip_digits(text, 0) == text.size() &&
         text.find_first_not_of('0') != std::string_view::npos;
}

// "Valid floating-point number" that is not less than zero: of the descriptor x.
bool is_density(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::size_t at = negative ? 1 : 0;
  const std::size_t whole_end = skip_digits(text, at);
  std::size_t digits_end = whole_end;
  if (whole_end < text.size() && text[whole_end] == '.') {
    digits_end = skip_digits(text, whole_end + 1);
    if (digits_end == whole_end + 1) return false;  // no digit after the point
  }
  if (digits_end == at) return false;
  if (negative && text.substr(at, digits_end - at).find_first_of("123456789") != text.npos)
    return false;
  at = digits_end;
  if (at < text.size() && ascii::lower(text[at]) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (skip_digits(text, at) == at) return false;
    at = skip_digits(text, at);
  }
  return at == text.size();
}

// What the descriptors of one candidate have said so far.
struct Descriptors {
  bool width = false, height = false, density = false, wrong = false;

  void add(std::string_view descriptor) {
    if (descriptor.empty()) return;
    const std::string_view number = descriptor.substr(0, descriptor.size() - 1);
    switch (descriptor.back()) {
      case 'w':
        wrong |= width || density || !is_positive_integer(number);
        width = true;
        return;
      case 'h':  // an h without a w is no reason for us to lose the image
        wrong |= height || density || !is_positive_integer(number);
        height = true;
        return;
      case 'x':
        wrong |= width || height || density || !is_density(number);
        density = true;
        return;
      default:
        wrong = true;
    }
  }
};

// "Descriptor tokeniser", from `at` to behind the comma that ends the candidate.
std::size_t read_descriptors(std::string_view text, std::size_t at, Descriptors& descriptors) {
  std::size_t begin = at;
  bool in_parens = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (in_parens) {
      in_parens = c != ')';
    } else if (ascii::is_space(c) || c == ',') {
      descriptors.add(text.substr(begin, at - begin));
      begin = at + 1;
      if (c == ',') return begin;
    } else {
      in_parens = c == '(';
    }
  }
  descriptors.add(text.substr(begin));
  return at;
}

}  // namespace

void parse_srcset(std::string_view srcset, std::size_t most, std::vector<std::string_view>& urls) {
  std::size_t at = 0;
  while (urls.size() < most) {
    while (at < srcset.size() && (ascii::is_space(srcset[at]) || srcset[at] == ',')) ++at;
    if (at == srcset.size()) return;
    const std::size_t begin = at;
    while (at < srcset.size() && !ascii::is_space(srcset[at])) ++at;
    std::string_view url = srcset.substr(begin, at - begin);
    Descriptors descriptors;
    if (url.ends_with(',')) {
      while (url.ends_with(',')) url.remove_suffix(1);
    } else {
      at = read_descriptors(srcset, at, descriptors);
    }
    if (!descriptors.wrong) urls.push_back(url);
  }
}

}  // namespace parser
