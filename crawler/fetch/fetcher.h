// Fetcher: a FetchJob now, a FetchedPage later. The seam that lets a whole crawl run in a test
// without sockets. Thread: the loop's. Redirects are never followed; nothing is inflated. Errors:
// what the web does wrong is data in FetchedPage.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawler/fetch/certificate.h"
#include "crawler/fetch/ip_address.h"
#include "parser/url/url.h"

namespace crawler {

struct FetchJob {
  std::string url;                   // normal form
  std::vector<IpAddress> addresses;  // where to connect, in order of preference; empty with a proxy
  bool allow_private = false;  // the user vouched for this host: a private address is no error
  std::size_t max_body_bytes = 10u << 20;
  bool head = false;         // ask for the head alone
  bool leave_rest = false;   // what is behind max_body_bytes is never read, whatever that costs
  bool certificate = false;  // look at what the server shows, if it does
  // Header lines of this request alone, in place of ours of the same names: those that ask for the
  // page only if it is not as it was, from where a form is sent, and those that a script chose.
  std::vector<std::string> conditions = {};
  // Header lines for this host, in place of those of the same names for all, and pairs of the
  // Cookie field before those of files and sites.
  std::vector<std::string> host_headers = {};
  std::string host_cookies = {};
  std::optional<std::string> post = {};  // the body of a POST; nothing: it is a GET
  bool any_type = false;                 // robots.txt, sitemaps: take the body whatever its type
  // What may open a door (--auth, most of --header) is for the hosts that the user named, and for
  // no other.
  bool send_credentials = false;
  uint64_t for_host =
      0;  // key of the host whose sake it is for, wherever the URL leads: see stop()
};

enum class FetchOutcome : uint8_t {
  kAnswered,  // a status and headers came, and the body as far as it was wanted
  kPrivateAddress,
  kDns,
  kConnect,
  kTls,
  kTimeout,
  kTooSlow,
  kReset,     // the connection ended before the answer did; what came of the body is kept
  kProtocol,  // not HTTP, bad framing, headers too many or too large
  kOther,
};

// What the cookies of an answer change for the next request of its URL.
enum class NewCookies : uint8_t {
  kNone,    // it is sent the same ones
  kOthers,  // other values, or fewer
  kMore,    // some that this one was not sent
};

struct FetchedPage {
  FetchOutcome outcome = FetchOutcome::kOther;
  bool by_head = false;  // FetchJob::head
  std::string detail;    // words for people, "" if answered
  int status = 0;
  std::string status_line;  // raw
  std::vector<std::pair<std::string, std::string>>
      headers;                 // as received, in order, values trimmed
  std::string body;            // as transferred, content codings still on
  bool body_cut = false;       // ended at max_body_bytes
  bool body_unwanted = false;  // dropped for its type, which nobody asked for
  std::optional<Certificate> certificate;
  NewCookies new_cookies = NewCookies::kNone;
  uint64_t sent_cookies = 0;  // Fetcher::cookies_for() as it was sent
  std::string http_version;   // "1.0", "1.1", "2"
  std::string ip;
  uint64_t transferred = 0;  // body bytes received
  // Of an answer from when its request was written, without the time that it lay unread; of a
  // failure all that it took.
  std::chrono::milliseconds ttfb{0}, total{0};
  std::chrono::milliseconds connect{0};  // 0 on a kept connection
};

using FetchDone = std::function<void(FetchedPage)>;

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // `done` is called once, later, from the loop, never from within start(); not once it
  // is dropped.
  virtual void start(FetchJob job, FetchDone done) = 0;
  // Drops the transfers that are for these hosts, without calling their `done`.
  virtual void stop(const std::unordered_set<uint64_t>& hosts) = 0;
  // Drops every transfer likewise.
  virtual void stop_all() = 0;
  // From then on nothing is sent, also if the program stood still meanwhile: what runs waits to be
  // dropped, or for a later time. At first there is no such time.
  virtual void send_until(std::chrono::steady_clock::time_point when) = 0;
  virtual std::size_t in_flight() const = 0;
  // Of the cookies that a request for it would send now: the same for the same.
  virtual uint64_t cookies_for(const parser::Url& url) const = 0;
  // Bytes of bodies received by transfers that still run.
  virtual std::size_t bytes_held() const = 0;
};

}  // namespace crawler
