// AresResolver: a Resolver with c-ares, a cache, few questions at a time, and a time limit for each
// name. Thread: the loop's. The hosts file and resolv.conf are honoured. A name with a dot is
// looked up as it is; only a single label is looked up in the system's search domains. So nobody's
// network learns which names of the web are crawled, or answers for them. ~AresResolver drops what
// is still open: no `done` is called any more.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "crawler/loop/event_loop.h"
#include "crawler/resolve/resolver.h"

namespace crawler {

struct ResolverLimits {
  std::size_t max_cached = 50'000;     // names; the least recently used leave
  std::size_t max_in_flight = 64;      // queries; further ones wait their turn
  std::chrono::seconds good_for{300};  // an answer
  // A failure that is permanent. Others are not kept: who asks again has waited.
  std::chrono::seconds bad_for{30};
  std::chrono::milliseconds timeout{10'000};  // of one name, over all servers and tries
  std::size_t max_addresses = 16;             // kept of one name
  std::string servers;                        // "127.0.0.1:5353,[::1]:53"; "": the system's
};

class AresResolver final : public Resolver {
 public:
  explicit AresResolver(EventLoop& loop, const ResolverLimits& limits = {});
  ~AresResolver() override;
  void resolve(const std::string& host, ResolveDone done) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
