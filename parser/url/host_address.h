// The IP addresses that a URL's host may be, in every spelling that the standard accepts: "0x7f.1",
// "[::1]".
// Thread: pure. Errors: false is the standard's failure; `out` is then unchanged.
// Source: https://url.spec.whatwg.org/#concept-ipv4-parser, #concept-ipv6-parser
#pragma once

#include <string>
#include <string_view>

namespace parser {

// The standard's "ends-in-a-number checker": then the host is an IPv4 address or none at all.
bool ends_in_number(std::string_view host);

// Appends "127.0.0.1".
bool append_ipv4(std::string_view host, std::string& out);

// `text` is what stands between the brackets. Appends "[::1]", by RFC 5952, without a dotted tail.
bool append_ipv6(std::string_view text, std::string& out);

}  // namespace parser
