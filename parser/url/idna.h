// Internationalised domain names: ToASCII of UTS 46 as the URL Standard asks for it (CheckBidi and
// CheckJoiners true; CheckHyphens, UseSTD3ASCIIRules, Transitional_Processing and VerifyDnsLength
// false), by today's tables whatever ICU is installed. Thread: pure.
// Source: https://www.unicode.org/reports/tr46/, https://url.spec.whatwg.org/#idna
#pragma once

#include <string>
#include <string_view>

namespace parser {

// Appends the ASCII form of `domain`, which is not ASCII; bytes that are no UTF-8 make it invalid.
// False: it is a failure, and `out` is as it was. ASCII that no host may have is not looked for.
bool append_idna(std::string_view domain, std::string& out);

}  // namespace parser
