#include "parser/http/http_date.h"

#include <ctime>

namespace parser {

std::optional<int64_t> http_date(const std::string& text) {
  for (const char* format :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), format, &parts);
    if (end && *end == '\0') return timegm(&parts);
  }
  return std::nullopt;
}

}  // namespace parser
