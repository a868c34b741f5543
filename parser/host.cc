#include "parser/host.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace parser {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// "forbidden domain code point": what a host may not hold once decoded and mapped.
constexpr std::array<bool, 256> kForbidden = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c <= 0x20; ++c) table[c] = true;
  for (const unsigned char c :
       {'#', '/', ':', '<', '>', '?', '@', '[', '\\', ']', '^', '|', '%', '\x7F'})
    table[c] = true;
  return table;
}();

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

const UIDNA* idna() {
  // The URL Standard's "domain to ASCII": CheckBidi and CheckJoiners on, nontransitional. Opened
  // once, never closed: it lives as long as the program.
  static const UIDNA* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                               UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                           &error);
  }();
  return instance;
}

// UTS 46 ToASCII with VerifyDnsLength and CheckHyphens false.
bool to_ascii(std::string_view domain, std::string& out) {
  // No name is longer than 253 characters; a few times that leaves room for mappings, and bounds a
  // hostile host.
  constexpr std::size_t kMaxDomainBytes = 4096;
  if (domain.size() > kMaxDomainBytes) return false;
  out.resize(kMaxDomainBytes * 2);
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size =
      uidna_nameToASCII_UTF8(idna(), domain.data(), static_cast<int32_t>(domain.size()), out.data(),
                             static_cast<int32_t>(out.size()), &info, &error);
  constexpr uint32_t kTolerated = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                  UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                  UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
  if (U_FAILURE(error) || (info.errors & ~kTolerated) != 0) return false;
  out.resize(static_cast<std::size_t>(size));
  return !out.empty();
}

// One part of an IPv4 address: decimal, 0x hex, or octal. Nothing if it is no number.
std::optional<uint64_t> ipv4_number(std::string_view part) {
  if (part.empty()) return std::nullopt;
  int base = 10;
  if (part.size() >= 2 && part[0] == '0' && (part[1] | 0x20) == 'x') {
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
  return error == std::errc::result_out_of_range ? UINT64_MAX : value;
}

// "ends in a number": then the host is an IPv4 address or none at all.
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty()) return false;
  if (std::all_of(last.begin(), last.end(), is_digit)) return true;
  return last.size() >= 2 && last[0] == '0' && (last[1] | 0x20) == 'x' &&
         ipv4_number(last).has_value();
}

bool append_ipv4(std::string_view host, std::string& out) {
  if (host.ends_with('.')) host.remove_suffix(1);
  std::array<uint64_t, 4> numbers{};
  std::size_t count = 0;
  while (true) {
    const std::size_t dot = host.find('.');
    const auto number = ipv4_number(host.substr(0, dot));
    if (!number || count == 4) return false;
    numbers[count++] = *number;
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  uint64_t address = 0;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (numbers[i] > 255) return false;
    address |= numbers[i] << (8 * (3 - i));
  }
  const uint64_t last = numbers[count - 1];
  if (last >= uint64_t{1} << (8 * (5 - count))) return false;
  address |= last;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += std::to_string((address >> shift) & 0xFF);
    if (shift > 0) out.push_back('.');
  }
  return true;
}

using Pieces = std::array<uint16_t, 8>;

// The dotted tail of an IPv6 address: exactly four decimal numbers into the two pieces at `piece`.
bool parse_ipv4_tail(std::string_view text, Pieces& pieces, std::size_t piece) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    std::size_t digits = 0;
    unsigned value = 0;
    while (digits < text.size() && is_digit(text[digits])) {
      if (digits > 0 && value == 0) return false;  // a leading zero
      value = value * 10 + static_cast<unsigned>(text[digits++] - '0');
      if (value > 255) return false;
    }
    if (digits == 0) return false;
    text.remove_prefix(digits);
    uint16_t& target = pieces[piece + static_cast<std::size_t>(part / 2)];
    target = static_cast<uint16_t>(target * 256 + value);
  }
  return text.empty();
}

std::optional<Pieces> parse_ipv6(std::string_view text) {
  Pieces pieces{};
  std::size_t piece = 0;
  std::optional<std::size_t> compress;
  if (text.starts_with("::")) {
    text.remove_prefix(2);
    compress = 0;
  } else if (text.starts_with(':')) {
    return std::nullopt;
  }
  while (!text.empty()) {
    if (piece == 8) return std::nullopt;
    if (text[0] == ':') {
      if (compress) return std::nullopt;
      text.remove_prefix(1);
      compress = piece;
      continue;
    }
    unsigned value = 0;
    std::size_t length = 0;
    while (length < 4 && length < text.size() && hex_value(text[length]) >= 0)
      value = value * 16 + static_cast<unsigned>(hex_value(text[length++]));
    if (length < text.size() && text[length] == '.') {
      if (length == 0 || piece > 6 || !parse_ipv4_tail(text, pieces, piece)) return std::nullopt;
      piece += 2;
      text = {};
      break;
    }
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    pieces[piece++] = static_cast<uint16_t>(value);
    if (text.empty()) break;
    if (text[0] != ':') return std::nullopt;
    text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
  }
  if (compress) {
    std::rotate(pieces.begin() + static_cast<std::ptrdiff_t>(*compress),
                pieces.begin() + static_cast<std::ptrdiff_t>(piece), pieces.end());
  } else if (piece != 8) {
    return std::nullopt;
  }
  return pieces;
}

// The longest run of zero pieces, longer than one, is written as "::"; the first of equals.
void append_ipv6(const Pieces& pieces, std::string& out) {
  std::size_t best = 8, best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && pieces[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = std::max(end, i + 1);
  }
  out.push_back('[');
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out += i == 0 ? "::" : ":";
      i += best_length - 1;
      continue;
    }
    std::array<char, 4> hex{};
    const auto [end, error] = std::to_chars(hex.data(), hex.data() + hex.size(), pieces[i], 16);
    out.append(hex.data(), end);
    if (i < 7) out.push_back(':');
  }
  out.push_back(']');
}

// Lower-cases a plain ASCII host into `out`; labels that claim to be punycode stay as they are,
// right or wrong, as browsers have it. False if it needs the long way: escapes, non-ASCII,
// something forbidden.
bool append_plain(std::string_view input, std::string& out) {
  const std::size_t begin = out.size();
  for (const char c : input) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || kForbidden[byte]) {
      out.resize(begin);
      return false;
    }
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  }
  return true;
}

bool settle_ipv4(std::string& out, std::size_t begin) {
  if (!ends_in_number(std::string_view(out).substr(begin))) return true;
  const std::string host = out.substr(begin);
  out.resize(begin);
  if (append_ipv4(host, out)) return true;
  out.resize(begin);
  return false;
}

}  // namespace

bool append_host(std::string_view input, std::string& out) {
  if (input.starts_with('[')) {
    if (!input.ends_with(']')) return false;
    const auto pieces = parse_ipv6(input.substr(1, input.size() - 2));
    if (pieces) append_ipv6(*pieces, out);
    return pieces.has_value();
  }
  const std::size_t begin = out.size();
  if (append_plain(input, out)) return settle_ipv4(out, begin);
  std::string ascii;
  if (!to_ascii(percent_decode(input), ascii)) return false;
  if (std::any_of(ascii.begin(), ascii.end(),
                  [](char c) { return kForbidden[static_cast<unsigned char>(c)]; }))
    return false;
  out += ascii;
  return settle_ipv4(out, begin);
}

}  // namespace parser
