// HttpServer: HTTP/1.1 on one address. The only user of libmicrohttpd.
//
// One thread moves the bytes of all connections, so a slow reader holds nobody up; the answers are
// made by a few others (RequestQueue), whole or, if they are long, piece by piece as they are
// taken. Everything is bounded: connections, those of one address, the bytes of a request's head
// and body, header fields, waiting requests, the time a request may take to come and an answer to
// go. Thread: start, overdue() and the end on one; the responders each on a thread of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "explore/serve/http_message.h"
#include "explore/serve/listening_socket.h"
#include "ground/result.h"

namespace explore {

struct HttpLimits {
  // Beyond these the connection is closed that has let the server wait longest.
  unsigned connections = 256;
  unsigned connections_of_one_address = 128;
  std::size_t head_bytes = 32u << 10;
  std::size_t body_bytes = 1u << 20;
  std::size_t header_fields = 100;
  std::size_t waiting_requests = 64;
  unsigned idle_seconds = 20;     // without a byte either way
  unsigned request_seconds = 30;  // from the connection, or the last answer, to the whole request
  unsigned answer_seconds = 300;  // for the answer, or a piece of it, to be taken
};

class HttpServer {
 public:
  // May be called for many requests one after another; does not throw.
  using Responder = std::function<HttpResponse(const HttpRequest&)>;

  using Place = ListenPlace;

  // One thread for each responder. `is_slow`: which requests may take seconds; half of the threads
  // are kept for the others. Errors: kIo, with what to do (a port in use, an address that is not
  // this machine's).
  static ground::Result<std::unique_ptr<HttpServer>> start(
      const Place& place, const HttpLimits& limits, std::vector<Responder> responders,
      std::function<bool(const HttpRequest&)> is_slow);
  // Stops listening, waits for the responders that run, and closes every connection.
  virtual ~HttpServer() = default;

  virtual uint16_t port() const = 0;
  // Closes the connections whose time is over. To be called every second or so.
  virtual void close_overdue() = 0;
};

}  // namespace explore
