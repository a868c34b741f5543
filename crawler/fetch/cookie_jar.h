// CookieJar: the cookies that sites have set in this crawl, and which of them a request is sent.
// Each crawl is one visitor: cookies without a time of expiry last as long as the crawl, over its
// runs. Every request is one of a person who wrote the URL into the address bar, so SameSite keeps
// none back. Bounded, see CookieLimits; where it is full, what was used longest ago leaves first.
// Thread: the loop's. Source: RFC 6265bis 5.7 (storage model), 5.8 (retrieval).
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawler/fetch/cookie.h"
#include "parser/url/url.h"

namespace crawler {

// A site is a registrable domain, with all hosts below it.
struct CookieLimits {
  std::size_t site_cookies = 180;  // Chromium and Firefox keep so many
  // What RFC 6265bis 6.1 wants at least: 50 cookies of 4096 bytes.
  std::size_t site_bytes = 50 * 4096;
  // Browsers keep some 3000 for one person. A crawl meets more sites, which need a few each.
  std::size_t all_cookies = 100'000;
  std::size_t all_bytes = 32u << 20;
  // Of one Cookie field: libcurl's own limits. Servers refuse longer ones (Apache at 8190 bytes).
  // Where not all fit, those that were set last are sent: a browser's jar has room for these.
  std::size_t sent_cookies = 150;
  std::size_t sent_bytes = 8190;
};

struct SiteOfCookies {
  std::string site;
  std::vector<Cookie> cookies;  // as they are sent: longer paths first, then older ones
};

class CookieJar {
 public:
  explicit CookieJar(const CookieLimits& limits = {}) : limits_(limits) {}
  CookieJar(const CookieJar&) = delete;
  CookieJar& operator=(const CookieJar&) = delete;

  // Puts in what was kept of an earlier run; what has expired since is a change.
  void restore(std::vector<SiteOfCookies> sites, int64_t now);
  // Takes what a Set-Cookie field of the answer to `url` says.
  enum class Taken : uint8_t {
    kNothing,  // all cookies have the values that they had
    kChanged,  // one has another value, or is gone
    kAdded,    // there is one that was not there
  };
  Taken take(std::string_view set_cookie, const parser::Url& url, int64_t now);
  // The value of the Cookie field for a request, "" for none. It counts as a use.
  std::string header_for(const parser::Url& url, int64_t now);
  // Is there such a cookie, whatever its value? By name, domain and path.
  bool has(std::string_view name, std::string_view domain, std::string_view path);
  void forget(std::string_view name, std::string_view domain, std::string_view path);

  // The sites whose cookies are others than at the last call, each with all that it has now.
  std::vector<SiteOfCookies> take_changes();
  bool has_changes() const { return !changed_.empty(); }
  std::size_t cookies() const { return cookies_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Held {
    Cookie cookie;
    uint64_t last_use = 0;
    uint64_t last_set = 0;
  };
  struct Site {
    std::string name;
    std::vector<Held> held;
    std::size_t bytes = 0;
    bool is_changed = false;
  };
  using Sites = std::list<Site>;  // those used longest ago first

  Sites::iterator find(std::string_view host);
  Site& find_or_make(std::string_view host);
  void note_change(Site& site);
  Held held_now(Cookie cookie);
  // Leaves of matching_ what fits into one field.
  void choose_fitting();
  Taken put(Site& site, Cookie cookie);
  Taken take_back(Site& site, const Cookie& cookie, int64_t now);
  void erase(Site& site, std::size_t at);
  void drop_expired(Site& site, int64_t now);
  void drop_excess(Site& site, int64_t now);
  void drop_sites();
  void drop(Sites::iterator site);

  CookieLimits limits_;
  Sites sites_;
  std::unordered_map<std::string_view, Sites::iterator> by_name_;
  std::vector<std::string> changed_;
  std::size_t cookies_ = 0, bytes_ = 0;
  uint64_t uses_ = 0;
  std::vector<Held*> matching_;  // reused
};

}  // namespace crawler
