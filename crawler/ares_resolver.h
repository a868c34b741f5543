// AresResolver: Resolver on c-ares, driven by the event loop. The only user of ares.h.
// Thread: the loop's. The hosts file and resolv.conf are honoured; answers are cached (see the
// limits). ~AresResolver drops what is still open: no `done` is called from then on.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "crawler/event_loop.h"
#include "crawler/resolver.h"

namespace crawler {

struct ResolverLimits {
  std::size_t max_cached = 50'000;            // names; the least recently used leave
  std::size_t max_in_flight = 64;             // queries; further ones wait their turn
  std::chrono::seconds good_for{300};         // an answer
  std::chrono::seconds bad_for{30};           // a failure
  std::chrono::milliseconds timeout{10'000};  // of one name, over all servers and tries
  std::size_t max_addresses = 16;             // kept of one name
  std::string servers;  // "127.0.0.1:5353,[::1]:53", asked without search list; "": the system's
};

class AresResolver final : public Resolver {
 public:
  explicit AresResolver(EventLoop& loop, ResolverLimits limits = {});
  ~AresResolver() override;
  void resolve(const std::string& host, ResolveDone done) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
