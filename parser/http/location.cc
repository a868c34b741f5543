#include "parser/http/location.h"

#include <array>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

std::string_view escaped_location(std::string_view value, std::string& buffer) {
  if (ground::is_ascii(value)) return value;
  buffer.clear();
  for (const char c : value) {
    if (ground::is_ascii(c)) {
      buffer.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const std::array<char, 3> escape = {'%', ground::ascii::kUpperHex[byte >> 4],
                                        ground::ascii::kUpperHex[byte & 15]};
    buffer.append(escape.data(), escape.size());
  }
  return buffer;
}

}  // namespace parser
