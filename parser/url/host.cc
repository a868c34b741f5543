#include "parser/url/host.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/url/host_address.h"
#include "parser/url/idna.h"
#include "parser/url/url_bytes.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// The standard's forbidden domain code points, and what is not ASCII: not a plain domain's.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0x21; c < 0x7F; ++c) table[c] = true;
  for (const unsigned char c : {'#', '%', '/', ':', '<', '>', '?', '@', '[', '\\', ']', '^', '|'})
    table[c] = false;
  return table;
}();

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kPlain[static_cast<unsigned char>(c)]; });
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const bool escape = url_bytes::begins_with_escape(text);
    decoded += escape ? static_cast<char>(url_bytes::escaped_byte(text)) : text[0];
    text.remove_prefix(escape ? 3 : 1);
  }
  return decoded;
}

// Appends `domain` (not ASCII) by UTS 46 ToASCII.
bool append_to_ascii(std::string_view domain, std::string& out) {
  // No name is longer than 253 characters; a few times that leaves room for what the mapping drops,
  // and bounds the work on a hostile host (Punycode is quadratic).
  constexpr std::size_t kMaxDomainBytes = 4096;
  if (domain.size() > kMaxDomainBytes) return false;
  std::string result;
  if (!append_idna(domain, result) || result.empty()) return false;
  if (!is_plain(result)) return false;
  out += result;
  return true;
}

// An ASCII domain is its lower case, also where a label claims to be Punycode and is not: the
// standard's "domain to ASCII" falls back to that for the sake of sites that exist.
void append_lower(std::string_view domain, std::string& out) {
  const std::size_t begin = out.size();
  out += domain;
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(begin), ascii::lower);
}

bool append_domain(std::string_view input, std::string& out) {
  if (is_plain(input)) {
    append_lower(input, out);
    return true;
  }
  const std::string decoded = percent_decoded(input);
  if (!ground::is_ascii(decoded)) return append_to_ascii(decoded, out);
  if (!is_plain(decoded)) return false;
  append_lower(decoded, out);
  return true;
}

}  // namespace

bool append_host(std::string_view input, std::string& out) {
  if (input.starts_with('[')) {
    if (!input.ends_with(']')) return false;
    return append_ipv6(input.substr(1, input.size() - 2), out);
  }
  const std::size_t begin = out.size();
  if (!append_domain(input, out)) return false;
  if (!ends_in_number(std::string_view(out).substr(begin))) return true;
  const std::string number = out.substr(begin);
  out.resize(begin);
  return append_ipv4(number, out);
}

}  // namespace parser
