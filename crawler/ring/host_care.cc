#include "crawler/ring/host_care.h"

#include <algorithm>
#include <utility>

#include "crawler/policy/backoff.h"

namespace crawler {
namespace {

// Failures in a row after which a host is left alone for longer, and then for twice as long with
// each step of further ones. It is parked only where they also took their time: a server that is
// started anew is back within a minute.
constexpr uint32_t kFailuresBeforeHold = 5;
constexpr uint32_t kStepsBeforeParking = 8;
constexpr Milliseconds kFailingBeforeParking{60'000};
constexpr Milliseconds kFirstHold{5'000};
constexpr uint32_t kMostDoublings = 5;
// A step is one failure for a host that little is known of. Where it has answered well so often for
// each, they may be those of a part of it alone; but not without end.
constexpr uint64_t kAnswersForAFailure = 64;
constexpr uint64_t kLongestStep = 32;
// openings that fail in a row, each after a longer pause (backoff.h)
constexpr uint32_t kOpeningsBeforeParking = 8;
// So many hosts are named when they are parked. The others are in the summary.
constexpr uint32_t kMostNamed = 10;
// Where there is nothing else to do, parked hosts are asked after this part of the time that there
// is for it, and at its end.
constexpr int kFirstPart = 5;
constexpr uint32_t kAsks = 2;
// A parked host is asked again after this, if the crawl still runs for the sake of others.
constexpr Milliseconds kParkedFor{600'000};
// A pause this short is waited for with the URLs in memory; for a longer one they go back to the
// store.
constexpr Milliseconds kShortPause{2'000};

}  // namespace

void HostCare::opened(HostKey host) {
  HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr) return;
  memory->failed_openings = 0;
  memory->unchecked.reset();
}

void HostCare::in_trouble(const HostTrouble& trouble, TimePoint now) {
  switch (trouble.kind) {
    case HostTrouble::Kind::kClosed:
      hold_in_store(trouble.host, trouble.ask_again, now);
      give_back(trouble.host);
      break;
    case HostTrouble::Kind::kParked:
      park(trouble.host, trouble.reason, trouble.detail, now);
      break;
    case HostTrouble::Kind::kDead:
      dead(trouble, now);
      break;
  }
}

void HostCare::dead(const HostTrouble& trouble, TimePoint now) {
  using How = storage::Release::How;
  if (!trouble.permanent) {
    HostMemory* memory = parts_.frontier.memory(trouble.host);
    const uint32_t times = memory ? ++memory->failed_openings : 1;
    if (times >= kOpeningsBeforeParking)
      return park(trouble.host, trouble.reason, trouble.detail, now);
    hold_in_store(trouble.host, backoff(times, trouble.host), now);
  }
  // What holds for one of its URLs holds for each: it is not tried anew for every one of them.
  if (trouble.permanent || is_given_up(trouble.host))
    give_up_checks(trouble.host, {How::kFail, trouble.reason, trouble.detail});
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
  if (judgement.host_failure) failed(host, judgement, now);
}

bool HostCare::is_given_up(HostKey host) const {
  const HostMemory* memory = parts_.frontier.memory(host);
  return memory != nullptr && !memory->has_pages && memory->failed_openings > parts_.retries;
}

void HostCare::give_up_checks(HostKey host, HostMemory::Unchecked how) {
  HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr) return;
  memory->unchecked = std::move(how);
  end_unchecked(host, parts_.frontier.take_checks(host));
}

bool HostCare::ends_checks(HostKey host) const {
  const HostMemory* memory = parts_.frontier.memory(host);
  return memory != nullptr && memory->unchecked;
}

void HostCare::end_unchecked(HostKey host, const std::vector<storage::Lease>& leases) {
  const HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr || !memory->unchecked) return;
  const HostMemory::Unchecked& how = *memory->unchecked;
  parts_.returns.end_all(leases, [&how](const storage::Lease&) -> LeaseReturns::End {
    return {how.how, how.reason, how.detail, {}};
  });
}

void HostCare::failed(HostKey host, const Judgement& judgement, TimePoint now) {
  const std::string& how = *judgement.host_failure;
  if (stopped_) return;
  const FailureRow row = parts_.frontier.failures_in_a_row(host);
  const auto step = static_cast<uint32_t>(
      std::clamp<uint64_t>(row.answers_before / kAnswersForAFailure, 1, kLongestStep));
  if (row.failures >= kStepsBeforeParking * step && now - row.since >= kFailingBeforeParking)
    return park(host, judgement.reason, how, now);
  const HostMemory* memory = parts_.frontier.memory(host);
  const bool is_silent = judgement.reason != storage::Reason::kNone;
  if (is_silent && row.failures >= kFailuresBeforeHold && memory != nullptr && !memory->has_pages)
    return give_up_checks(host, {storage::Release::How::kFail, judgement.reason, how});
  if (row.failures < kFailuresBeforeHold || (row.failures - kFailuresBeforeHold) % step != 0)
    return;
  const uint32_t steps = (row.failures - kFailuresBeforeHold) / step;
  leave_alone(host, kFirstHold * (1 << std::min(steps, kMostDoublings)), now);
}

void HostCare::leave_alone(HostKey host, Milliseconds wait, TimePoint now) {
  parts_.frontier.hold(host, now + wait);
  if (wait <= kShortPause || stopped_) return;
  hold_in_store(host, wait, now);
  give_back(host);
}

void HostCare::park(HostKey host, storage::Reason reason, const std::string& why, TimePoint now) {
  const HostMemory* memory = parts_.frontier.memory(host);
  if (memory != nullptr && !memory->has_pages) {
    using How = storage::Release::How;
    const bool has_failed = reason != storage::Reason::kNone;
    return give_up_checks(host, {has_failed ? How::kFail : How::kSkip,
                                 has_failed ? reason : storage::Reason::kHostUnavailable, why});
  }
  name(host, why);
  storage::HostUpdate update;
  update.host_key = host;
  update.origin = parts_.frontier.origin(host);
  update.last_error = why;
  parts_.pipeline.update_host(std::move(update));
  parts_.pipeline.hold_host({host, storage::kRestOfRun});
  parts_.frontier.remember(host, now + kParkedFor);
  parts_.frontier.doubt(host);
  give_back(host);
  opened(host);  // it begins anew when it is asked again
  parked_.emplace_back(now + kParkedFor, host);
}

void HostCare::name(HostKey host, const std::string& why) {
  HostMemory* memory = parts_.frontier.memory(host);
  if (named_ > kMostNamed || memory == nullptr || std::exchange(memory->named_as_parked, true))
    return;
  parts_.listener.message(++named_ > kMostNamed
                              ? "more hosts are left alone for now: see the summary at the end"
                              : parts_.frontier.origin(host) +
                                    ": left alone for now, its URLs wait: " + why);
}

bool HostCare::unpark(TimePoint now) {
  const bool all = ask_at_ && *ask_at_ <= now;
  if (all) ask_at_.reset();
  bool any = false;
  for (; !parked_.empty() && (all || parked_.front().first <= now); any = true) {
    parts_.pipeline.hold_host({parked_.front().second, Milliseconds{0}});
    parked_.pop_front();
  }
  return any;
}

std::optional<TimePoint> HostCare::next_at() const {
  if (parked_.empty()) return std::nullopt;
  return std::min(parked_.front().first, ask_at_.value_or(TimePoint::max()));
}

bool HostCare::has_hope(uint64_t pages) const {
  if (parked_.empty() || parts_.patience <= Milliseconds{0}) return false;
  return asks_ < kAsks || pages != pages_then_;
}

Milliseconds HostCare::wait(uint64_t pages, TimePoint now) {
  if (std::exchange(pages_then_, pages) != pages) asks_ = 0;
  const Milliseconds first = parts_.patience / kFirstPart;
  const Milliseconds wait = asks_++ == 0 ? first : parts_.patience - first;
  ask_at_ = now + wait;
  return wait;
}

void HostCare::hold_in_store(HostKey host, Milliseconds delay, TimePoint now) {
  parts_.pipeline.hold_host({host, delay});
  parts_.frontier.remember(host, now + delay);
}

void HostCare::give_back(HostKey host) { parts_.returns.give_back(parts_.frontier.take_all(host)); }

}  // namespace crawler
