#include "parser/url/schemeless.h"

#include <algorithm>
#include <string>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

bool begins_with_host(std::string_view written, const Url& base) {
  const std::string_view host = written.substr(0, written.find_first_of("/?#:"));
  const bool is_name = std::all_of(host.begin(), host.end(), [](char c) {
    return ascii::is_alphanumeric(c) || c == '-' || c == '.' || !ground::is_ascii(c);
  });
  if (!is_name || host.find('.', 1) == std::string_view::npos || host.starts_with('.'))
    return false;
  if (ascii::starts_with(host, "www.")) return true;
  return registrable_domain(ascii::lowered(host)) == registrable_domain(base.host());
}

}  // namespace parser
