// MetricsServer: answers GET /metrics over HTTP, on the loop. For a handful of clients that ask
// every few seconds: each answer ends its connection. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "crawler/loop/event_loop.h"
#include "crawler/loop/stream_server.h"
#include "ground/result.h"

namespace crawler {

class MetricsServer {
 public:
  // `address`: "127.0.0.1:9464", "[::1]:0"; 0: any port that is free. `text`: makes the answer.
  // Errors: kIo, if it can't be listened at.
  static ground::Result<std::unique_ptr<MetricsServer>> open(EventLoop& loop,
                                                             const std::string& address,
                                                             std::function<std::string()> text);
  // Where it listens: "http://127.0.0.1:9464/metrics".
  const std::string& url() const { return url_; }

 private:
  MetricsServer(EventLoop& loop, int listening, std::string url, std::function<std::string()> text);

  std::string url_;
  StreamServer server_;
};

// The answer to a request of HTTP/1, as it goes out. `text`: see above; asked only where it is
// wanted.
std::string answer_to_request(std::string_view request, const std::function<std::string()>& text);

}  // namespace crawler
