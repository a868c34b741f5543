// CurlLane: one multi handle of libcurl, its timer and its sockets, on the event loop. Thread: the
// loop's.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawler/fetch/curl_transfer.h"
#include "crawler/loop/event_loop.h"

namespace crawler {

class CurlLane {
 public:
  using Finished = std::function<void(CurlTransfer& transfer, int code)>;

  // `finished` is called from the loop for each transfer that ended, with its CURLcode, and must
  // remove() it; `drained` after all of these, when it may also destroy the lane.
  CurlLane(EventLoop& loop, std::size_t max_connections, Finished finished, Task drained);
  ~CurlLane();  // no transfer is left in it
  CurlLane(const CurlLane&) = delete;
  CurlLane& operator=(const CurlLane&) = delete;

  void add(CurlTransfer& transfer);
  void remove(CurlTransfer& transfer);
  // See Fetcher::send_until().
  void send_until(std::chrono::steady_clock::time_point when);
  // For a transfer that is being told of an answer: how long what is read now has lain in its
  // socket, the loop having been busy. The system's clock for that is a few milliseconds coarse.
  std::chrono::milliseconds unread_for() const { return unread_for_; }
  // A transfer of this lane has opened `socket`.
  void opened(int socket) { sockets_[socket] = {nullptr, 0, 0, true}; }

 private:
  struct Free {
    void operator()(void* multi) const;
  };
  // A socket that libcurl wants watched, or did of late.
  struct Socket {
    std::unique_ptr<SocketWatch> watch;
    int wanted = 0, armed = 0;  // CURL_POLL_*; 0: nothing
    bool ours = false;          // opened and closed through us
  };
  static int on_socket(void* easy, int socket, int what, void* self, void*) noexcept;
  static int on_close_socket(void* self, int socket) noexcept;
  static int on_timer(void* multi, long after, void* self) noexcept;
  void arm(Socket& socket, int what);
  void ready(int socket, bool readable, bool writable, bool failed);
  void act(int socket, int events);
  void name_addresses(CurlTransfer& transfer);

  EventLoop& loop_;
  Finished finished_;
  Task drained_;
  Timer timer_;
  std::unordered_map<int, Socket> sockets_;
  std::unordered_map<std::string, std::size_t> names_;  // entries, by transfers that run
  std::chrono::milliseconds unread_for_{0};
  std::chrono::steady_clock::time_point send_until_ = std::chrono::steady_clock::time_point::max();
  bool is_held_ = false;                // there was something to do, and it was too late for it
  std::vector<std::string> forgotten_;  // entries to be taken out
  // Last, so first to go: libcurl closes its connections then, and may speak of their sockets.
  std::unique_ptr<void, Free> multi_;
};

}  // namespace crawler
