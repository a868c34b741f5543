// Resolver: host name to addresses; asynchronous, cached, bounded. The interface; ares_resolver is
// the real implementation. Thread: the loop's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crawler/fetch/ip_address.h"

namespace crawler {

struct Resolved {
  std::vector<IpAddress>
      addresses;      // in order of preference (RFC 6724 as the library sorts); empty: it failed
  std::string error;  // words for people: "no such name", "timeout after 10 s"
  bool permanent = false;  // NXDOMAIN or no address of any family: asking again soon is no use
};

using ResolveDone = std::function<void(const Resolved&)>;

class Resolver {
 public:
  virtual ~Resolver() = default;
  // `host` as Url::host() gives it: a name or an address literal. `done` is called once, later,
  // from the loop, never from within resolve().
  virtual void resolve(const std::string& host, ResolveDone done) = 0;
};

}  // namespace crawler
