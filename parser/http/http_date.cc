#include "parser/http/http_date.h"

#include <ctime>

#include "ground/calendar_day.h"

namespace parser {

std::optional<int64_t> http_date(const std::string& text) {
  for (const char* format :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), format, &parts);
    if (end == nullptr || *end != '\0') continue;
    return ground::calendar_day(parts) ? std::optional(timegm(&parts)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace parser
