// How names of files end. Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// ".css": of the last part of a path; "" if it has none that tells something.
std::string_view ending_of(std::string_view file);

// That of a file of this type, which came under this name: browsers go by it. Of a type that is
// not known the name's own, unless a browser would take it for something to show or run.
std::string site_ending(std::string_view type, std::string_view file);

}  // namespace explore
