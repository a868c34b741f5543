// AddressWalk: which addresses of a host are tried for a connection, in which order and for how
// long. One of each family at a time, and libcurl races the two. Not all at once: when one fails,
// libcurl 7.88 may try the next of its family much later, or never.
// Thread: a value.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "crawler/fetch/ip_address.h"

namespace crawler {

class AddressWalk {
 public:
  // `addresses`: in order of preference. `patience`: with all of them together.
  void begin(std::vector<IpAddress> addresses, std::chrono::milliseconds patience) {
    all_ = std::move(addresses);
    left_ = patience;
    step_ = 0;
  }

  const std::vector<IpAddress>& all() const { return all_; }

  // Those to be tried now, at most one of each family.
  std::vector<IpAddress> now() const { return of_step(step_); }

  // With those: half of what is left while others follow. At least 1 ms.
  std::chrono::milliseconds patience() const {
    return std::max(of_step(step_ + 1).empty() ? left_ : left_ / 2, std::chrono::milliseconds{1});
  }

  // Those of now were tried in vain for so long. False if no others follow, or no time is left.
  bool go_on(std::chrono::milliseconds spent) {
    left_ -= spent;
    ++step_;
    return left_.count() > 0 && !now().empty();
  }

 private:
  std::vector<IpAddress> of_step(std::size_t step) const {
    std::vector<IpAddress> found;
    std::size_t before[2] = {0, 0};  // of each family
    for (const IpAddress& address : all_)
      if (before[address.v6 ? 1 : 0]++ == step) found.push_back(address);
    return found;
  }

  std::vector<IpAddress> all_;
  std::chrono::milliseconds left_{0};
  std::size_t step_ = 0;
};

}  // namespace crawler
