#include "parser/http/location.h"

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

std::string_view escaped_location(std::string_view value, std::string& buffer) {
  if (ground::is_ascii(value)) return value;
  buffer.clear();
  for (const char c : value) {
    if (ground::is_ascii(c))
      buffer.push_back(c);
    else
      ground::ascii::append_percent_encoded(c, buffer);
  }
  return buffer;
}

}  // namespace parser
