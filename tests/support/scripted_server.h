// ScriptedServer: a TCP server on 127.0.0.1 that answers each request with the bytes its route
// says, well-formed or not. Blocking sockets, a thread per connection. Thread: the const functions
// may be called from any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/tls_identity.h"

namespace tests {

enum class After {
  kKeep,    // wait for the next request
  kClose,   // end the connection
  kStall,   // say nothing more until the client goes away
  kHangUp,  // end the connection when the next request has come
};

struct Answer {
  std::string bytes;
  After after = After::kKeep;
};

// A whole answer of HTTP/1.1 with its length. `fields`: lines that end with "\r\n".
std::string http_answer(const std::string& body, const std::string& fields = "",
                        const std::string& status = "200 OK");

class ScriptedServer {
 public:
  // By request target ("/x"). Targets without a route are answered with 404. Speaks TLS if it is
  // given an identity, which outlives it.
  explicit ScriptedServer(std::map<std::string, Answer> routes,
                          const TlsIdentity* identity = nullptr);
  ~ScriptedServer();  // ends all connections
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  uint16_t port() const;
  // "http://host:port" (https with an identity) and `target`.
  std::string url(const std::string& target, const std::string& host = "127.0.0.1") const;
  std::size_t connections() const;            // accepted so far
  std::vector<std::string> requests() const;  // heads, as received

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tests
