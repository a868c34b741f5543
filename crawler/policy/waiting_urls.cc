// What the frontier says of its queue stands here: it decides nothing.
#include "crawler/policy/waiting_urls.h"

#include "crawler/policy/frontier.h"

namespace crawler {

std::string_view name_of(WaitsFor reason) {
  static constexpr std::array<std::string_view, kWaitReasons> kNames{
      "preparation", "delay",       "per-host", "per-address", "trial",
      "turn",        "unavailable", "paused",   "store"};
  return kNames[static_cast<std::size_t>(reason)];
}

WaitsFor Frontier::waits_for(const Host& host) const {
  if (host.phase == Phase::kShut) return WaitsFor::kHostBack;
  if (host.phase != Phase::kOpen) return WaitsFor::kPreparation;
  switch (host.place) {
    case Place::kTimed:
      return WaitsFor::kDelay;
    case Place::kAtAddress:
      return WaitsFor::kAddressSlots;
    case Place::kOnTrial:
      return WaitsFor::kTrialSlots;
    case Place::kReady:
      return WaitsFor::kTurn;
    case Place::kNowhere:
      break;
  }
  return host.in_flight >= slots_of(host) ? WaitsFor::kHostSlots : WaitsFor::kTurn;
}

WaitingUrls Frontier::waiting() const {
  WaitingUrls waiting;
  for (const auto& [key, host] : hosts_)
    if (!host.queue.empty()) waiting.add(waits_for(host), host.queue.size());
  return waiting;
}

}  // namespace crawler
