// CurlFetcher: Fetcher on libcurl's multi interface, driven by the event loop. (curl.h itself stays
// in its two rooms, curl_lane and curl_transfer.) Thread: the loop's. SIGPIPE must be ignored by
// the program.
//
// Where a job connects: to its addresses and nowhere else, the better of IPv6 and IPv4 winning
// (RFC 8305); no name is ever looked up here. Private addresses are left out unless the job allows
// them, and the function that opens each socket refuses them once more: no answer of a name server
// leads into the user's network. With a proxy the proxy connects and judges, and its own name is
// looked up. Proxies named by the environment are not used. A kept connection serves only the
// scheme, host and port that it was opened for.
//
// What is sent: the settings' headers to every host; its home_headers and --auth only for jobs that
// say send_credentials; each cookie of the file to the hosts that it names, and each that a site
// set to that site. --auth is sent at once as Basic, as curl does. A server that answers 401 with a
// Digest challenge is asked once more, and from then on gets its answers and no password.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/loop/event_loop.h"

namespace crawler {

class CookieJar;

struct CurlSettings {
  std::chrono::milliseconds timeout{30'000};
  std::chrono::milliseconds connect_timeout{10'000};
  std::size_t concurrency = 256;  // sizes the connection cache
  // Essences. An answer that names no type is judged by its first bytes, as a browser does.
  std::vector<std::string> wanted_types;
  std::string user_agent;
  // "Name: value"; one of our own names (Accept, Accept-Encoding) replaces ours.
  std::vector<std::string> headers;
  // Likewise; where they go, they replace those of `headers` with the same name.
  std::vector<std::string> home_headers;
  std::string cookie_file, proxy, auth, ca_file;
  bool insecure = false;
  CookieJar* jar = nullptr;  // null: cookies that sites set are not kept; outlives the fetcher
  // Of one answer; curl's own limit is 300 KiB since 8.2.
  std::size_t max_header_bytes = 256u << 10;
  std::size_t max_headers = 1000;
  // Slowloris: below this for min_speed_window the transfer ends.
  std::size_t min_bytes_per_second = 16;
  std::chrono::seconds min_speed_window{20};
  // Called once, when for the first time the process has no file for a socket. Such transfers wait
  // until it has.
  std::function<void()> out_of_files;
};

class CurlFetcher final : public Fetcher {
 public:
  // Throws std::runtime_error, before any thread runs, if a file it is given can't be read; the
  // text names it.
  CurlFetcher(EventLoop& loop, CurlSettings settings);
  ~CurlFetcher() override;  // as stop_all(); also from within a `done`
  void start(FetchJob job, FetchDone done) override;
  void stop(const std::unordered_set<uint64_t>& hosts) override;
  void stop_all() override;
  void send_until(std::chrono::steady_clock::time_point when) override;
  std::size_t in_flight() const override;
  uint64_t cookies_for(const parser::Url& url) const override;
  std::size_t bytes_held() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
