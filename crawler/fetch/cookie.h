// Cookie: one that a site has set, and what says where it may go. Thread: values.
// Source: RFC 6265bis 5.1.3 (domain-match), 5.1.4 (path-match).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ground/ascii.h"
#include "parser/url/url.h"

namespace crawler {

struct Cookie {
  std::string domain;       // lower case, without a leading dot
  bool host_only = true;    // false: for hosts below `domain` too
  std::string path = "/";   // begins with '/'
  std::string name, value;  // raw bytes, without control characters but tabs
  bool secure = false;
  int64_t expires = 0;  // seconds since 1970; 0: with the crawl
};

inline bool has_expired(const Cookie& cookie, int64_t now) {
  return cookie.expires != 0 && cookie.expires <= now;
}

// Whether its texts can stand in a request: RFC 6265bis 5.6 takes no others.
inline bool is_sendable(std::string_view text) {
  for (const char c : text)
    if (c != '\t' && ground::ascii::is_control(c)) return false;
  return true;
}

inline bool is_same_cookie(const Cookie& a, const Cookie& b) {
  return a.name == b.name && a.domain == b.domain && a.path == b.path && a.host_only == b.host_only;
}

// `host` as parser::Url has it.
inline bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.' && !parser::is_address(host);
}

inline bool path_matches(std::string_view path, std::string_view of_cookie) {
  if (!path.starts_with(of_cookie)) return false;
  return path.size() == of_cookie.size() || of_cookie.ends_with('/') ||
         path[of_cookie.size()] == '/';
}

}  // namespace crawler
