// HttpRequest, HttpResponse: a browser's request, and the response.
// Thread: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace explore {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string path;    // percent-decoded, without the query
  HttpFields query;    // decoded; what a hostile client sends: any bytes
  HttpFields headers;  // as received
  std::string body;

  // The first parameter of that name.
  std::optional<std::string_view> parameter(std::string_view name) const;
  // The field's value (any case of the name); "" if there is none, the first of several.
  std::string_view header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  HttpFields headers;
  std::string body;
};

}  // namespace explore
