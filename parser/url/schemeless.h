// URLs that someone wrote without their scheme. Thread: pure.
#pragma once

#include <string_view>

#include "parser/url/url.h"

namespace parser {

// Whether `written` begins with the name of a host rather than of a path beside `base`:
// "www.example.com/x", or a name under the registrable domain of `base`. Behind "//" it is a URL.
// For where only whole URLs are allowed; a browser would take it for a path.
bool begins_with_host(std::string_view written, const Url& base);

}  // namespace parser
