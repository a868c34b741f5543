// Where a style sheet names files, for one who writes other names there. The sheet is read as
// style_links.h says. Thread: pure. Errors: none. Cost: linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

struct StylePlace {
  std::string url;  // as StyleLink's
  // What stands for it in the sheet: a string with its quotes, or what is between the brackets of
  // url().
  std::size_t begin = 0, end = 0;
};

// Appends each, in order.
void parse_style_places(std::string_view css, std::vector<StylePlace>& places);

}  // namespace parser
