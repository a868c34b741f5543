// AresChannel: asks the system's name servers through c-ares, driven by the event loop. The only
// user of ares.h. Thread: the loop's. The hosts file and resolv.conf are honoured; nothing is
// cached. ~AresChannel drops open questions: their callbacks are not called any more.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "crawler/loop/event_loop.h"
#include "crawler/resolve/resolver.h"

namespace crawler {

struct ChannelSettings {
  bool search = false;                        // in the system's search domains, as it says
  std::chrono::milliseconds timeout{10'000};  // of one name, over all servers and tries; not exact
  std::size_t max_addresses = 16;             // kept of one name
  std::string servers;                        // "127.0.0.1:5353,[::1]:53"; "": the system's
};

// What is told of a name without addresses.
inline Resolved failure(std::string words, bool permanent) {
  return {{}, std::move(words), permanent};
}

class AresChannel {
 public:
  using Answered = std::function<void(const Resolved&)>;

  AresChannel(EventLoop& loop, ChannelSettings settings);
  ~AresChannel();
  AresChannel(const AresChannel&) = delete;
  AresChannel& operator=(const AresChannel&) = delete;

  // `answered` is called once, perhaps from within ask(). It may ask no further question and must
  // not destroy the channel. A trouble of the channel itself is a failure of the name.
  void ask(const std::string& name, Answered answered);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
