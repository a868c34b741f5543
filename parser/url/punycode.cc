#include "parser/url/punycode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {
namespace {

// RFC 3492, section 5.
constexpr uint32_t kBase = 36, kMin = 1, kMax = 26, kSkew = 38, kDamp = 700;
constexpr uint32_t kFirstBias = 72, kFirstCode = 0x80, kMost = UINT32_MAX;

uint32_t adapted(uint32_t delta, uint32_t points, bool is_first) {
  delta = is_first ? delta / kDamp : delta / 2;
  delta += delta / points;
  uint32_t k = 0;
  for (; delta > (kBase - kMin) * kMax / 2; k += kBase) delta /= kBase - kMin;
  return k + (kBase - kMin + 1) * delta / (delta + kSkew);
}

constexpr uint32_t threshold(uint32_t k, uint32_t bias) {
  return k <= bias + kMin ? kMin : std::min(k - bias, kMax);
}

constexpr char digit_of(uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

// kBase if `c` is no digit.
constexpr uint32_t value_of(char c) {
  const char lower = ground::ascii::lower(c);
  if (lower >= 'a' && lower <= 'z') return static_cast<uint32_t>(lower - 'a');
  return ground::ascii::is_digit(c) ? static_cast<uint32_t>(c - '0') + 26 : kBase;
}

// Takes one number off the front of `ascii` and adds it to `sum`.
bool take_number(std::string_view& ascii, uint32_t bias, uint32_t& sum) {
  uint32_t weight = 1;
  for (uint32_t k = kBase;; k += kBase) {
    if (ascii.empty()) return false;
    const uint32_t value = value_of(ascii.front());
    ascii.remove_prefix(1);
    if (value == kBase || value > (kMost - sum) / weight) return false;
    sum += value * weight;
    const uint32_t end = threshold(k, bias);
    if (value < end) return true;
    if (weight > kMost / (kBase - end)) return false;
    weight *= kBase - end;
  }
}

void append_number(uint32_t number, uint32_t bias, std::string& out) {
  for (uint32_t k = kBase;; k += kBase) {
    const uint32_t end = threshold(k, bias);
    if (number < end) break;
    out.push_back(digit_of(end + (number - end) % (kBase - end)));
    number = (number - end) / (kBase - end);
  }
  out.push_back(digit_of(number));
}

}  // namespace

bool punycode_decode(std::string_view ascii, std::u32string& out) {
  const std::size_t begin = out.size();
  if (const std::size_t hyphen = ascii.rfind('-'); hyphen != std::string_view::npos) {
    for (const char c : ascii.substr(0, hyphen)) {
      if (!ground::is_ascii(c)) return false;
      out.push_back(static_cast<unsigned char>(c));
    }
    ascii.remove_prefix(hyphen + 1);
  }
  uint32_t code = kFirstCode, bias = kFirstBias, at = 0;
  while (!ascii.empty()) {
    const uint32_t before = at;
    if (!take_number(ascii, bias, at)) return false;
    const auto points = static_cast<uint32_t>(out.size() - begin) + 1;
    bias = adapted(at - before, points, before == 0);
    code += at / points;
    if (code < at / points || !ground::is_scalar_value(code)) return false;
    at %= points;
    out.insert(begin + at, 1, code);
    ++at;
  }
  return true;
}

bool punycode_encode(std::u32string_view label, std::string& out) {
  for (const char32_t c : label)
    if (c < kFirstCode) out.push_back(static_cast<char>(c));
  auto done = static_cast<uint32_t>(
      std::count_if(label.begin(), label.end(), [](char32_t c) { return c < kFirstCode; }));
  const uint32_t basic = done;
  if (basic > 0) out.push_back('-');
  uint32_t code = kFirstCode, bias = kFirstBias, delta = 0;
  for (; done < label.size(); ++code, ++delta) {
    char32_t next = kMost;
    for (const char32_t c : label)
      if (c >= code) next = std::min(next, c);
    if (next - code > (kMost - delta) / (done + 1)) return false;
    delta += (next - code) * (done + 1);
    code = next;
    for (const char32_t c : label) {
      if (c < code && ++delta == 0) return false;
      if (c != code) continue;
      append_number(delta, bias, out);
      bias = adapted(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
  }
  return true;
}

}  // namespace parser
