// WaitingUrls: how many URLs wait, by what each waits for.
// Thread: pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crawler {

enum class WaitsFor : uint8_t {
  kPreparation,   // of its host: address and robots.txt are being asked for
  kDelay,         // of its host, also where the host asked for time or is being spared
  kHostSlots,     // --per-host
  kAddressSlots,  // --per-address
  kTrialSlots,    // those that all hosts which have not proven themselves share
  kTurn,          // a transfer, or room for its page behind it
  kHostBack,      // its host can't be used now
  kResume,        // the crawl is paused
  kStore,         // to be lent by the store, which lends a few thousand at a time
};
inline constexpr std::size_t kWaitReasons = static_cast<std::size_t>(WaitsFor::kStore) + 1;

// As metrics say it; where an option sets the limit, its name.
std::string_view name_of(WaitsFor reason);

class WaitingUrls {
 public:
  void add(WaitsFor reason, uint64_t urls) { counts_[static_cast<std::size_t>(reason)] += urls; }
  uint64_t of(WaitsFor reason) const { return counts_[static_cast<std::size_t>(reason)]; }

 private:
  std::array<uint64_t, kWaitReasons> counts_{};
};

}  // namespace crawler
