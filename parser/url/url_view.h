// A URL in normal form as a view: its text, and where its parts lie in it. What was parsed once
// need not be parsed again where the text goes.
// Thread: values. Lifetime: of a view, as long as the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parser/url/url.h"

namespace parser {

// Of a normal form, which has neither credentials nor a fragment: the same for each copy of it.
struct UrlParts {
  uint32_t host_end = 0;
  uint32_t path_begin = 0;
  uint32_t path_end = 0;  // of what stands before the query
  uint16_t port = 0;      // the default port of the scheme if none is written

  friend bool operator==(const UrlParts&, const UrlParts&) = default;
};

class UrlView {
 public:
  UrlView(std::string_view href, const UrlParts& parts) : href_(href), parts_(parts) {}
  // Of a URL in normal form; where a Url is at hand it stands for its view.
  UrlView(const Url& normal)  // NOLINT(google-explicit-constructor)
      : href_(normal.href()), parts_(parts_of(normal)) {}

  static UrlParts parts_of(const Url& normal) {
    if (normal.empty()) return {};
    const auto offset = [&](std::string_view part) {
      return static_cast<uint32_t>(part.data() - normal.href().data());
    };
    const std::string_view path = normal.path();
    const auto path_end = static_cast<uint32_t>(offset(path) + path.size());
    return {static_cast<uint32_t>(offset(normal.host()) + normal.host().size()), offset(path),
            path_end, normal.port()};
  }

  // Each as Url has it.
  std::string_view href() const { return href_; }
  std::string_view scheme() const { return href_.substr(0, href_.find(':')); }
  std::string_view host() const {
    if (href_.empty()) return {};
    const std::size_t begin = scheme().size() + kAuthorityMark.size();
    return href_.substr(begin, parts_.host_end - begin);
  }
  uint16_t port() const { return parts_.port; }
  std::string_view origin() const { return href_.substr(0, parts_.path_begin); }
  std::string_view path() const {
    return href_.substr(parts_.path_begin, parts_.path_end - parts_.path_begin);
  }

 private:
  static constexpr std::string_view kAuthorityMark = "://";

  std::string_view href_;
  UrlParts parts_;
};

}  // namespace parser
