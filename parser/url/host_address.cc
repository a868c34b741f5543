// Browsers accept many spellings of an address (octal, hexadecimal, fewer than four numbers), and a
// crawler that read them differently could be led around its own check for private addresses. So
// these are the standard's algorithms, step by step, and the result is written in the one canonical
// form.
#include "parser/url/host_address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "ground/ascii.h"
#include "parser/url/url_bytes.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using ascii::is_digit;

bool is_hex(char c) { return url_bytes::is(c, url_bytes::kHex); }

void append_number(unsigned value, int base, std::string& out) {
  std::array<char, 5> digits{};  // 255, ffff
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, base);
  out.append(digits.data(), end);
}

// One part of an IPv4 address: decimal, 0x hex, or octal. Nothing if it is no number.
std::optional<uint64_t> ipv4_number(std::string_view part) {
  if (part.empty()) return std::nullopt;
  int base = 10;
  if (ascii::starts_with(part, "0x")) {
    part.remove_prefix(2);
    base = 16;
  } else if (part.size() >= 2 && part[0] == '0') {
    part.remove_prefix(1);
    base = 8;
  }
  if (part.empty()) return 0;
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, base);
  if (end != part.data() + part.size()) return std::nullopt;
  return error == std::errc::result_out_of_range ? std::numeric_limits<uint64_t>::max() : value;
}

using Pieces = std::array<uint16_t, 8>;

// The standard's IPv6 parser. Its piece index counts the "::" as a piece, so that one of no pieces
// at all ("1:2:3:4::5:6:7:8") is refused.
class Ipv6Parser {
 public:
  explicit Ipv6Parser(std::string_view text) : rest_(text) {}

  std::optional<Pieces> parse() {
    if (rest_.starts_with("::")) {
      rest_.remove_prefix(2);
      compress_ = ++index_;
    } else if (rest_.starts_with(':')) {
      return std::nullopt;
    }
    while (!rest_.empty())
      if (!piece()) return std::nullopt;
    if (compress_ != 0) {
      std::rotate(pieces_.begin() + compress_, pieces_.begin() + index_, pieces_.end());
    } else if (index_ != kCount) {
      return std::nullopt;
    }
    return pieces_;
  }

 private:
  static constexpr int kCount = 8;

  bool piece() {
    if (index_ == kCount) return false;
    if (rest_[0] == ':') {
      if (compress_ != 0) return false;
      rest_.remove_prefix(1);
      compress_ = ++index_;
      return true;
    }
    unsigned value = 0;
    std::size_t length = 0;
    for (; length < 4 && length < rest_.size() && is_hex(rest_[length]); ++length)
      value = value * 16 + static_cast<unsigned>(ascii::hex_value(rest_[length]));
    if (length > 0 && length < rest_.size() && rest_[length] == '.') return dotted_tail();
    if (length == 0) return false;
    rest_.remove_prefix(length);
    set(index_++, value);
    if (rest_.empty()) return true;
    if (rest_[0] != ':') return false;
    rest_.remove_prefix(1);
    return !rest_.empty();
  }

  // Exactly four decimal numbers, into two pieces; nothing may follow.
  bool dotted_tail() {
    if (index_ > kCount - 2) return false;
    std::array<unsigned, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i > 0) {
        if (!rest_.starts_with('.')) return false;
        rest_.remove_prefix(1);
      }
      std::size_t digits = 0;
      for (; digits < rest_.size() && is_digit(rest_[digits]); ++digits) {
        if (digits > 0 && numbers[i] == 0) return false;  // a leading zero
        numbers[i] = numbers[i] * 10 + static_cast<unsigned>(rest_[digits] - '0');
        if (numbers[i] > 255) return false;
      }
      if (digits == 0) return false;
      rest_.remove_prefix(digits);
    }
    set(index_++, numbers[0] * 256 + numbers[1]);
    set(index_++, numbers[2] * 256 + numbers[3]);
    return rest_.empty();
  }

  void set(int index, unsigned value) {
    pieces_[static_cast<std::size_t>(index)] = static_cast<uint16_t>(value);
  }

  std::string_view rest_;
  Pieces pieces_{};
  int index_ = 0;
  int compress_ = 0;  // the index after the "::", which is at least 1; 0: none
};

}  // namespace

bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty() || !is_digit(last[0])) return false;
  return std::all_of(last.begin(), last.end(), is_digit) || ipv4_number(last).has_value();
}

bool append_ipv4(std::string_view host, std::string& out) {
  if (host.ends_with('.')) host.remove_suffix(1);
  std::array<uint64_t, 4> numbers{};
  std::size_t count = 0;
  while (true) {
    const std::size_t dot = host.find('.');
    const auto number = ipv4_number(host.substr(0, dot));
    if (!number || count == numbers.size()) return false;
    numbers[count++] = *number;
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  uint64_t address = numbers[count - 1];  // the last number fills all that is left
  if (address >= uint64_t{1} << (8 * (5 - count))) return false;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (numbers[i] > 255) return false;
    address |= numbers[i] << (8 * (3 - i));
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    append_number(static_cast<unsigned>((address >> shift) & 0xFF), 10, out);
    if (shift > 0) out += '.';
  }
  return true;
}

bool append_ipv6(std::string_view text, std::string& out) {
  const auto pieces = Ipv6Parser(text).parse();
  if (!pieces) return false;
  // The longest run of zero pieces, longer than one, is written as "::"; the first of equals.
  std::size_t run = pieces->size(), run_length = 1;
  for (std::size_t i = 0; i < pieces->size();) {
    std::size_t end = i;
    while (end < pieces->size() && (*pieces)[end] == 0) ++end;
    if (end - i > run_length) {
      run = i;
      run_length = end - i;
    }
    i = end + 1;
  }
  out += '[';
  for (std::size_t i = 0; i < pieces->size();) {
    if (i == run) {
      out += i == 0 ? "::" : ":";
      i += run_length;
      continue;
    }
    append_number((*pieces)[i], 16, out);
    if (++i < pieces->size()) out += ':';
  }
  out += ']';
  return true;
}

}  // namespace parser
