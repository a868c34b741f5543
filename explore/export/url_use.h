// What attributes of HTML that hold a URL are for. Thread: pure.
#pragma once

#include <string_view>

namespace explore {

enum class UrlUse {
  kNothing,
  kNavigation,  // followed by those who click
  kLoad,        // loaded by the browser
  kCandidates,  // srcset
  kStyle,
  kDrop,  // it would have no sense in a copy, or none but harm
};

// Names in lower case.
UrlUse use_of(std::string_view element, std::string_view attribute);

// A <link> with this rel is loaded by nobody.
bool is_quiet_link(std::string_view rel);

}  // namespace explore
