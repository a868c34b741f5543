// The URL Standard's state machine for http and https, in one pass that writes the serialisation of
// a Url while reading: scheme, authority, path, query, fragment.
// Thread: pure. Source: https://url.spec.whatwg.org/#url-parsing
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "parser/url/url.h"

namespace parser {

class UrlParser {
 public:
  // `base` may be null or empty: none. It must not be `url` itself.
  UrlParser(Url& url, const Url* base);

  // `input` as Url::assign takes it. On anything but kOk `url` is left half written.
  UrlStatus parse(std::string_view input);

 private:
  UrlStatus after_scheme(std::string_view input, bool https);
  UrlStatus relative(std::string_view input);
  void take_origin_of_base();
  bool authority(std::string_view text, bool https);
  void credentials(std::string_view text);
  bool port(std::string_view text, bool https);
  void path_query_fragment(std::string_view input);
  void query_fragment(std::string_view input);

  uint32_t written() const { return static_cast<uint32_t>(out_.size()); }

  Url& url_;
  const Url* base_;
  std::string& out_;
};

}  // namespace parser
