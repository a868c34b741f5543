// HttpRequest, HttpResponse: a browser's request, and the response; BodyRest: of a body that is too
// long to be made at once.
// Thread: plain values; a BodyRest one at a time.
#pragma once

#include <memory>
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

class BodyRest {
 public:
  virtual ~BodyRest() = default;
  enum class State {
    kMore,
    kEnded,   // that was the last piece
    kFailed,  // nothing follows, and the client is to see that something is missing
  };
  // Puts the next piece, of any size, into `piece`, which is empty. Called when the client has
  // taken the piece before, until the state is another than kMore; does not throw.
  virtual State next(std::string* piece) noexcept = 0;
};

struct HttpResponse {
  int status = 200;
  HttpFields headers;
  std::string body;
  std::shared_ptr<BodyRest> rest = nullptr;  // null: the body is whole
};

}  // namespace explore
