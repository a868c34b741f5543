// TransferShare: what the transfers of one fetcher share: settings that are made ready once, and
// what is learned of servers from one transfer for the next. Thread: the loop's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crawler/fetch/cookie_file.h"
#include "crawler/fetch/curl_fetcher.h"
#include "crawler/fetch/digest_sessions.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/fetch/header.h"
#include "crawler/fetch/tls_roots.h"
#include "parser/url/url.h"

struct curl_slist;

namespace crawler {

// Strings as libcurl takes them.
class CurlList {
 public:
  void append(const std::string& text);
  void clear() { list_.reset(); }
  curl_slist* get() const { return list_.get(); }

 private:
  struct Free {
    void operator()(curl_slist* list) const;
  };
  std::unique_ptr<curl_slist, Free> list_;
};

// Outlives the transfers.
struct TransferShare {
  explicit TransferShare(CurlSettings wishes);  // throws as CurlFetcher does

  // Those of a request, of one that may send credentials or of another, those of its host in place
  // of others of the same names, and more lines.
  CurlList headers_and(bool with_credentials, const std::vector<std::string>& of_host,
                       const std::vector<std::string>& lines) const;
  // Are credentials of this job's host among its headers?
  static bool has_own_credentials(const std::vector<std::string>& of_host);
  void note_without_length(const std::string& origin);
  // The Cookie field for a request, "" for none.
  std::string cookies_for(const parser::Url& url) const;
  static uint64_t digest_of(std::string_view cookies) {
    return std::hash<std::string_view>()(cookies);
  }
  // Keeps the cookies that the answer to `url` set; the request was sent `sent`.
  NewCookies take_cookies(const parser::Url& url, const Headers& fields,
                          const std::string& sent) const;

  CurlSettings settings;
  TlsRoots roots;
  CookieFile cookies;
  CurlList headers;                 // of a request
  CurlList home_headers;            // of one that may send credentials
  bool answers_challenges = false;  // --auth, and no header of the user's in its place
  DigestSessions digests;
  std::size_t bytes_held = 0;  // of bodies, by transfers that run
  // Origins that sent a Content-Length which is none: libcurl refuses the answer for it. They are
  // asked so that the end of the connection is the end of the body, as browsers read them.
  std::unordered_set<std::string> without_length;
};

}  // namespace crawler
