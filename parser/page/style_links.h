// What a style sheet names: the url() of its rules and its @import.
// Thread: pure. Errors: none; what is not well-formed is passed over. Cost: linear.
// Source: https://www.w3.org/TR/css-syntax-3/ (comments, strings, url tokens, escapes)
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

struct StyleLink {
  std::string url;  // as it stands there, escapes taken off
  bool is_import = false;
};

// Appends each, in order, until there are `most`. Left out is what names no file: data: and places
// in the same document (#gradient), and the URLs of @namespace and @document.
void parse_style_links(std::string_view css, std::size_t most, std::vector<StyleLink>& links);

}  // namespace parser
