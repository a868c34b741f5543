#include "parser/html/inline_style.h"

#include <algorithm>
#include <cstddef>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Of a declaration's value; "!important" stands behind it.
std::string_view keyword_of(std::string_view value) {
  return ascii::trim(value.substr(0, value.find('!')));
}

}  // namespace

bool hides(std::string_view style) {
  bool is_without_box = false, is_invisible = false;
  while (!style.empty()) {
    const std::string_view declaration = style.substr(0, style.find(';'));
    style.remove_prefix(declaration.size() < style.size() ? declaration.size() + 1 : style.size());
    const std::size_t colon = declaration.find(':');
    if (colon == declaration.npos) continue;
    const std::string_view name = ascii::trim(declaration.substr(0, colon));
    const std::string_view value = keyword_of(declaration.substr(colon + 1));
    if (ascii::equals(name, "display")) is_without_box = ascii::equals(value, "none");
    if (ascii::equals(name, "visibility"))
      is_invisible = ascii::equals(value, "hidden") || ascii::equals(value, "collapse");
  }
  return is_without_box || is_invisible;
}

bool may_name_url(std::string_view style) {
  constexpr std::string_view kFunction = "url(";
  for (std::size_t at = style.find('('); at != style.npos; at = style.find('(', at + 1)) {
    const std::size_t begin = at + 1 - std::min(at + 1, kFunction.size());
    if (ascii::equals(style.substr(begin, at + 1 - begin), kFunction)) return true;
  }
  return false;
}

}  // namespace parser
