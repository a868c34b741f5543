#include "parser/url/host.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/url/host_address.h"
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

// The processing of UTS 46 as the standard's "domain to ASCII" asks for it. Opened once and never
// closed: it is immutable and lives as long as the program. Null if ICU has no data.
const UIDNA* idna() {
  static const UIDNA* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                               UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                           &error);
  }();
  return instance;
}

// Appends `domain` (not ASCII) by UTS 46 ToASCII, CheckHyphens and VerifyDnsLength false.
bool append_to_ascii(std::string_view domain, std::string& out) {
  // No name is longer than 253 characters; a few times that leaves room for what the mapping drops,
  // and bounds the work on a hostile host (Punycode is quadratic).
  constexpr std::size_t kMaxDomainBytes = 4096;
  if (domain.size() > kMaxDomainBytes || !idna()) return false;
  std::array<char, 2 * kMaxDomainBytes> ascii;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size =
      uidna_nameToASCII_UTF8(idna(), domain.data(), static_cast<int32_t>(domain.size()),
                             ascii.data(), static_cast<int32_t>(ascii.size()), &info, &error);
  constexpr uint32_t kTolerated = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                  UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                  UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
  if (U_FAILURE(error) || (info.errors & ~kTolerated) != 0 || size <= 0) return false;
  const std::string_view result(ascii.data(), static_cast<std::size_t>(size));
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
