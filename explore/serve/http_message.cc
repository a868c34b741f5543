#include "explore/serve/http_message.h"

#include "ground/ascii.h"

namespace explore {

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (ground::ascii::equals(key, name)) return value;
  return "";
}

}  // namespace explore
