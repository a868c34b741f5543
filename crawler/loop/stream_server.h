// StreamServer: answers requests on a listening socket, TCP or Unix, on the loop. It knows nothing
// of what is asked: where a request ends and what its answer is are its user's. Clients may be
// hostile or slow: a request, what waits to be written and the number of connections are bounded,
// and each step has to be done within a time; nobody holds the loop. Thread: the loop's. Lifetime:
// it owns the socket and all connections; a Reply may outlive it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/loop/event_loop.h"

namespace crawler {

class StreamServer {
 public:
  // The answer to one request; it may come later, and once. `goes_on`: the connection takes the
  // next request. Without effect where the client has gone.
  using Reply = std::function<void(std::string bytes, bool goes_on)>;
  struct Settings {
    // Where the first request in `bytes` ends; 0: it is not whole yet.
    std::function<std::size_t(std::string_view bytes)> end_of_request;
    std::function<void(std::string_view request, const Reply& reply)> answer;
    std::string too_long;  // said to who asks for more than is read, before the connection ends
    std::size_t max_request = 8'192;
    // With one more the oldest that waits for no answer ends.
    std::size_t max_connections = 16;
    std::chrono::milliseconds patience{5'000};  // for a whole request, and for taking its answer
  };

  // `listening`: a socket that listens and does not block; it is closed at the end.
  StreamServer(EventLoop& loop, int listening, Settings settings);
  ~StreamServer();
  StreamServer(const StreamServer&) = delete;
  StreamServer& operator=(const StreamServer&) = delete;

  std::size_t connections() const { return connections_.size(); }

 private:
  class Connection;
  void accept_all();
  // False: each of them waits for its answer.
  bool make_room();
  void close(uint64_t connection);

  EventLoop& loop_;
  const int listening_;
  const Settings settings_;
  // Whoever has a Reply asks this whether there is still someone to give it to.
  std::shared_ptr<StreamServer*> self_;
  std::map<uint64_t, std::unique_ptr<Connection>> connections_;
  uint64_t last_ = 0;
  Timer pause_;  // while there are no files left: a socket that can't be accepted stays readable
  std::optional<SocketWatch> watch_;
};

}  // namespace crawler
