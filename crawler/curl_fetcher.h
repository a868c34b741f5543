// CurlFetcher: Fetcher on libcurl's multi interface, driven by the event loop. The only user of
// curl.h. Thread: the loop's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crawler/event_loop.h"
#include "crawler/fetcher.h"

namespace crawler {

struct CurlSettings {
  std::chrono::milliseconds timeout{30'000};
  std::chrono::milliseconds connect_timeout{10'000};
  std::size_t concurrency = 256;  // sizes the pool of handles and the connection cache
  std::vector<std::string>
      wanted_types;  // essences; "" in the list also admits answers without a type
  std::string user_agent;
  std::vector<std::string> headers;  // "Name: value"
  std::string cookie_file, proxy, auth, ca_file;
  bool insecure = false;
  std::size_t max_header_bytes = 256u
                                 << 10;  // of one answer; curl's own limit is 300 KiB since 8.2
  std::size_t max_headers = 1000;
  std::size_t min_bytes_per_second =
      16;  // slowloris: below this for min_speed_window the transfer ends
  std::chrono::seconds min_speed_window{20};
};

class CurlFetcher final : public Fetcher {
 public:
  // Throws std::runtime_error, before any thread runs, if a file it is given can't be read; the
  // text names it.
  CurlFetcher(EventLoop& loop, CurlSettings settings);
  ~CurlFetcher() override;
  void start(FetchJob job, FetchDone done) override;
  void stop_all() override;
  std::size_t in_flight() const override;
  std::size_t bytes_held() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
