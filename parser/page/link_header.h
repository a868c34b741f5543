// A Link header: its targets and the parameters that we know.
// Thread: pure. Errors: reading stops at anything malformed; what came before is kept.
// Source: RFC 8288, sections 3 and B.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parser {

struct HeaderLink {
  std::string target;  // as written between < and >
  std::string rel;     // of several rel parameters the first, as section 3.3 has it
  std::string type;
  bool has_hreflang = false;
  std::vector<std::string> languages;  // of each hreflang (section 3.4.1)
  bool has_anchor = false;  // what the link is about is not this page but another (section 3.2)
};

std::vector<HeaderLink> parse_link_header(std::string_view value);

}  // namespace parser
