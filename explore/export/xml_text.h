// Text from the web as XML 1.0 allows it.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// Fit for content and for attributes in double quotes: markup escaped, white space kept also in
// attributes; what is not UTF-8 or may not stand in XML at all (most control characters) is U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace explore
