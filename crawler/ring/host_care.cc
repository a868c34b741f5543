#include "crawler/ring/host_care.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "crawler/policy/backoff.h"
#include "terminal/number_text.h"

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
// Up to this a pause that a host asks for is its pace and not trouble, as a Crawl-delay is.
constexpr Milliseconds kLongestPace{60'000};
// Answers in a row that say "too much" after which it is parked, if they also took their time.
constexpr uint32_t kOverloadsBeforeParking = 8;

std::string with_wait(const std::string& why, Milliseconds wait) {
  return why + ", to be asked again after " + terminal::duration_text(wait);
}

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
      if (is_longer_than_patience(trouble.ask_again))
        return park(trouble.host, trouble.reason, with_wait(trouble.detail, trouble.ask_again),
                    trouble.ask_again, now);
      hold_in_store(trouble.host, trouble.ask_again, now);
      give_back(trouble.host);
      break;
    case HostTrouble::Kind::kParked:
      park(trouble.host, trouble.reason, trouble.detail, trouble.ask_again, now);
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
      return park(trouble.host, trouble.reason, trouble.detail, {}, now);
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

bool HostCare::judged(HostKey host, const Judgement& judgement, TimePoint now) {
  if (judgement.addresses_doubtful) parts_.frontier.refresh(host);
  if (judgement.host_wait) overloaded(host, judgement, now);
  if (judgement.host_failure) failed(host, judgement, now);
  return parked_.contains(host);
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

bool HostCare::is_longer_than_patience(Milliseconds wait) const {
  return wait > std::max(parts_.patience, kLongestPace);
}

void HostCare::overloaded(HostKey host, const Judgement& judgement, TimePoint now) {
  const Milliseconds wait = *judgement.host_wait;
  const FailureRow row = parts_.frontier.overloads_in_a_row(host);
  const bool is_long = is_longer_than_patience(wait);
  const bool goes_on =
      row.failures >= kOverloadsBeforeParking && now - row.since >= kFailingBeforeParking;
  if (stopped_ || !(is_long || goes_on)) return leave_alone(host, wait, now);
  parts_.frontier.hold(host, now + wait);
  const std::string& why = judgement.host_wait_cause;
  park(host, judgement.reason, is_long ? with_wait(why, wait) : why + " again and again", wait,
       now);
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
    return park(host, judgement.reason, how, {}, now);
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

void HostCare::park(HostKey host, storage::Reason reason, const std::string& why, Milliseconds wait,
                    TimePoint now) {
  const HostMemory* memory = parts_.frontier.memory(host);
  if (memory != nullptr && !memory->has_pages) {
    using How = storage::Release::How;
    const bool has_failed = reason != storage::Reason::kNone;
    return give_up_checks(host, {has_failed ? How::kFail : How::kSkip,
                                 has_failed ? reason : storage::Reason::kHostUnavailable, why});
  }
  const auto known = parked_.find(host);
  if (known != parked_.end() && now + wait <= known->second.not_before) return give_back(host);
  name(host, why);
  storage::HostUpdate update;
  update.host_key = host;
  update.origin = parts_.frontier.origin(host);
  update.last_error = why;
  parts_.pipeline.update_host(std::move(update));
  parts_.pipeline.hold_host({host, storage::kRestOfRun});
  const Parked parked{now + (is_longer_than_patience(wait) ? wait : std::max(wait, kParkedFor)),
                      now + wait};
  parts_.frontier.remember(host, parked.until);
  parts_.frontier.doubt(host);
  give_back(host);
  opened(host);  // it begins anew when it is asked again
  if (known != parked_.end()) parked_until_.erase({known->second.until, host});
  parked_until_.emplace(parked.until, host);
  parked_.insert_or_assign(host, parked);
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
  std::vector<HostKey> hosts;
  for (const auto& [until, host] : parked_until_) {
    if (until > now && !all) break;
    if (until <= now || parked_.at(host).not_before <= now) hosts.push_back(host);
  }
  for (const HostKey host : hosts) {
    parts_.pipeline.hold_host({host, Milliseconds{0}});
    parked_until_.erase({parked_.at(host).until, host});
    parked_.erase(host);
  }
  return !hosts.empty();
}

std::optional<TimePoint> HostCare::next_at() const {
  if (parked_.empty()) return std::nullopt;
  return std::min(parked_until_.begin()->first, ask_at_.value_or(TimePoint::max()));
}

bool HostCare::has_hope(uint64_t pages, TimePoint now) const {
  if (parts_.patience <= Milliseconds{0}) return false;
  const bool any = std::any_of(parked_.begin(), parked_.end(), [&](const auto& parked) {
    return parked.second.not_before <= now + parts_.patience;
  });
  if (!any) return false;
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
  if (parked_.contains(host)) return;
  parts_.pipeline.hold_host({host, delay});
  parts_.frontier.remember(host, now + delay);
}

void HostCare::give_back(HostKey host) { parts_.returns.give_back(parts_.frontier.take_all(host)); }

}  // namespace crawler
