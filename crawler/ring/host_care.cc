#include "crawler/ring/host_care.h"

#include "crawler/policy/backoff.h"

namespace crawler {
namespace {

// Failures in a row after which a host is left alone for longer, and those after which it is
// parked.
constexpr uint32_t kFailuresBeforeHold = 5;
constexpr uint32_t kFailuresBeforeParking = 8;
constexpr Milliseconds kFirstHold{5'000};
// A parked host is asked again after this, if the crawl still runs for the sake of others.
constexpr Milliseconds kParkedFor{600'000};
// A pause this short is waited for with the URLs in memory; for a longer one they go back to the
// store.
constexpr Milliseconds kShortPause{2'000};

}  // namespace

void HostCare::opened(HostKey host) {
  if (HostMemory* memory = parts_.frontier.memory(host)) memory->failed_openings = 0;
}

void HostCare::in_trouble(const HostTrouble& trouble, TimePoint now) {
  switch (trouble.kind) {
    case HostTrouble::Kind::kClosed:
      hold_in_store(trouble.host, trouble.ask_again, now);
      give_back(trouble.host);
      break;
    case HostTrouble::Kind::kParked:
      park(trouble.host, trouble.detail, now);
      break;
    case HostTrouble::Kind::kDead:
      dead(trouble, now);
      break;
  }
}

void HostCare::dead(const HostTrouble& trouble, TimePoint now) {
  if (!trouble.permanent) {
    HostMemory* memory = parts_.frontier.memory(trouble.host);
    const uint32_t times = memory ? ++memory->failed_openings : 1;
    if (times >= kFailuresBeforeParking) return park(trouble.host, trouble.detail, now);
    hold_in_store(trouble.host, backoff(times, trouble.host), now);
  }
  using How = storage::Release::How;
  parts_.returns.end_all(parts_.frontier.take_all(trouble.host),
                         [&](const storage::Lease& lease) -> LeaseReturns::End {
                           if (trouble.permanent || lease.attempts >= parts_.retries)
                             return {How::kFail, trouble.reason, trouble.detail, {}};
                           return {How::kRetry, trouble.reason, trouble.detail,
                                   backoff(lease.attempts + 1, lease.key.url)};
                         });
}

void HostCare::judged(HostKey host, const Judgement& judgement, TimePoint now) {
  if (judgement.addresses_doubtful) parts_.frontier.refresh(host);
  if (judgement.host_wait) leave_alone(host, *judgement.host_wait, now);
  if (judgement.host_failure) failed(host, *judgement.host_failure, now);
}

void HostCare::failed(HostKey host, const std::string& how, TimePoint now) {
  const uint32_t failures = parts_.frontier.failures_in_a_row(host);
  if (failures < kFailuresBeforeHold || stopped_) return;
  if (failures >= kFailuresBeforeParking) return park(host, how, now);
  leave_alone(host, kFirstHold * (1 << (failures - kFailuresBeforeHold)), now);
}

void HostCare::leave_alone(HostKey host, Milliseconds wait, TimePoint now) {
  parts_.frontier.hold(host, now + wait);
  if (wait <= kShortPause || stopped_) return;
  hold_in_store(host, wait, now);
  give_back(host);
}

void HostCare::park(HostKey host, const std::string& why, TimePoint now) {
  parts_.listener.message(parts_.frontier.origin(host) +
                          ": left alone for now, its URLs wait: " + why);
  parts_.pipeline.hold_host({host, storage::kRestOfRun});
  parts_.frontier.remember(host, now + kParkedFor);
  give_back(host);
  opened(host);  // it begins anew when it is asked again
  parked_.emplace_back(now + kParkedFor, host);
}

bool HostCare::unpark(TimePoint now) {
  bool any = false;
  for (; !parked_.empty() && parked_.front().first <= now; any = true) {
    parts_.pipeline.hold_host({parked_.front().second, Milliseconds{0}});
    parked_.pop_front();
  }
  return any;
}

std::optional<TimePoint> HostCare::next_at() const {
  if (parked_.empty()) return std::nullopt;
  return parked_.front().first;
}

void HostCare::hold_in_store(HostKey host, Milliseconds delay, TimePoint now) {
  parts_.pipeline.hold_host({host, delay});
  parts_.frontier.remember(host, now + delay);
}

void HostCare::give_back(HostKey host) { parts_.returns.give_back(parts_.frontier.take_all(host)); }

}  // namespace crawler
