// A URL's host: domain names by UTS 46, IPv4 in all its spellings, IPv6.
// Thread: pure. Source: https://url.spec.whatwg.org/#host-parsing
#pragma once

#include <string>
#include <string_view>

namespace parser {

// Appends the serialised host of a special URL for `input` (UTF-8, as written, percent-encoding
// included, not empty) to `out`. False: the host parser returns failure; `out` is then as it was.
bool append_host(std::string_view input, std::string& out);

}  // namespace parser
