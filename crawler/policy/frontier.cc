// Hosts that may go stand in one queue, those that wait for their time in another, ordered by it. A
// turn takes the next host that may go, one URL of it, and puts the host behind the others: so each
// gets its turn, however many URLs it has, and a turn costs no more for the hosts being many.
#include "crawler/policy/frontier.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace crawler {
namespace {

// An idle host is remembered so long, so that a pause between two of its URLs is kept although the
// queue ran empty in between; then it goes, and the store gives its robots.txt again with its next
// lease.
constexpr Milliseconds kIdleMemory{60'000};
// Failures age: one that is longer ago says little of the host.
constexpr Milliseconds kTroubleMemory{600'000};
// Hosts that are looked at before their time, where too many are idle, in one call: there is one at
// each turn of the crawl.
constexpr std::size_t kEarlyAtOnce = 128;
// Overload doubles the pause from here, and it never grows past an upper end that still lets a long
// crawl move.
constexpr Milliseconds kFirstPenalty{500};
constexpr Milliseconds kMaxPenalty{60'000};
// Below this a penalty is gone.
constexpr Milliseconds kNoPenalty{20};
// "At least the recent response time", but a single stuck answer must not stop a host for minutes.
constexpr Milliseconds kMaxAdaptiveDelay{30'000};

// Places of a failing host's queue that its probes are taken from, one after the other.
constexpr std::size_t kProbedPlaces = 8;

const std::vector<IpAddress> kNoAddresses;

}  // namespace

Frontier::Frontier(const Politeness& politeness)
    : politeness_(politeness), shares_(politeness.slots) {}

void Frontier::change(const Politeness& politeness) {
  const std::size_t slots = politeness_.slots;
  politeness_ = politeness;
  politeness_.slots = slots;
  for (auto& [key, host] : hosts_) {
    host.pace = pace_of(host.origin);
    // One that had no free slot may have one now.
    if (host.place == Place::kNowhere) place(key, host, TimePoint{});
  }
}

HostPace Frontier::pace_of(const std::string& origin) const {
  HostPace pace = pace_ ? pace_(origin) : HostPace();
  if (!politeness_.pace_of || (pace.delay && pace.slots)) return pace;
  const HostPace set = politeness_.pace_of(origin);
  if (!pace.delay) pace.delay = set.delay;
  if (!pace.slots) pace.slots = set.slots;
  return pace;
}

Frontier::Host* Frontier::find(HostKey host) {
  const auto it = hosts_.find(host);
  return it == hosts_.end() ? nullptr : &it->second;
}

const Frontier::Host* Frontier::find(HostKey host) const {
  const auto it = hosts_.find(host);
  return it == hosts_.end() ? nullptr : &it->second;
}

void Frontier::set_pace(PaceOf pace, TimePoint now) {
  pace_ = std::move(pace);
  for (auto& [key, host] : hosts_) {
    host.pace = pace_of(host.origin);
    host.pause = pause(host);
    const bool has_begun = host.begun != TimePoint{};
    host.next_start = has_begun ? std::max(host.held_until, host.begun + host.pause)
                                : std::max(host.held_until, host.next_start);
    if (host.place == Place::kTimed) host.place = Place::kNowhere;
    place(key, host, now);
  }
}

void Frontier::add(storage::Lease lease) {
  const HostKey key = lease.key.host;
  auto [it, fresh] = hosts_.try_emplace(key);
  Host& host = it->second;
  if (fresh) {
    host.origin = lease.origin;
    host.pace = pace_of(host.origin);
  }
  if (fresh || host.phase == Phase::kShut) {
    host.phase = Phase::kUnprepared;
    unprepared_.push_back(key);
  }
  count(host);
  host.memory.has_pages |= !is_check(lease.role);
  host.queue.push_back(std::move(lease));
  ++queued_;
  // A host that sat idle with its phase open has a next_start of its own; TimePoint{} is "now" for
  // all others.
  if (host.phase == Phase::kOpen && host.place == Place::kNowhere) place(key, host, TimePoint{});
}

void Frontier::visit(HostKey key, const std::string& origin) {
  auto [it, fresh] = hosts_.try_emplace(key);
  Host& host = it->second;
  if (fresh) host.origin = origin;
  if (fresh || host.phase == Phase::kShut) {
    host.phase = Phase::kUnprepared;
    unprepared_.push_back(key);
  }
  count(host);
}

std::size_t Frontier::out(HostKey key) const {
  const Host* host = find(key);
  return host ? host->leases : 0;
}

Frontier::Extra Frontier::may_start_extra(HostKey key, TimePoint now) const {
  const Host* host = find(key);
  if (!host || host->phase == Phase::kShut) return Extra::kShut;
  if (host->phase != Phase::kOpen) return Extra::kNotOpen;
  if (host->in_flight >= slots_of(*host) || !address_free(key)) return Extra::kBusy;
  return host->next_start > now ? Extra::kLater : Extra::kNow;
}

void Frontier::count(const storage::Lease& lease) {
  Host* host = find(lease.key.host);
  assert(host != nullptr);
  count(*host);
}

void Frontier::count(Host& host) {
  if (std::exchange(host.idle, false)) --idle_hosts_;
  ++host.leases;
  ++leases_out_;
}

std::optional<HostKey> Frontier::next_unprepared() {
  while (!unprepared_.empty()) {
    const HostKey key = unprepared_.front();
    unprepared_.pop_front();
    Host* host = find(key);
    if (!host || host->phase != Phase::kUnprepared) continue;
    host->phase = Phase::kPreparing;
    return key;
  }
  return std::nullopt;
}

void Frontier::set_addresses(HostKey key, std::vector<IpAddress> addresses) {
  if (Host* host = find(key)) host->addresses = std::move(addresses);
}

void Frontier::open(HostKey key, std::vector<IpAddress> addresses, Milliseconds crawl_delay) {
  Host* host = find(key);
  if (!host) return;
  host->phase = Phase::kOpen;
  host->addresses = std::move(addresses);
  host->crawl_delay = crawl_delay;
  place(key, *host, TimePoint{});
}

bool Frontier::is_preparing(HostKey key) const {
  const Host* host = find(key);
  return host != nullptr && host->phase == Phase::kPreparing;
}

void Frontier::refresh(HostKey key) {
  Host* host = find(key);
  if (!host || host->phase != Phase::kOpen) return;
  host->phase = Phase::kUnprepared;
  unprepared_.push_back(key);
}

void Frontier::shut(HostKey key) {
  if (Host* host = find(key)) host->phase = Phase::kShut;
}

Milliseconds Frontier::pause(const Host& host) const {
  Milliseconds pause = host.pace.delay.value_or(politeness_.delay);
  if (pause > Milliseconds{0})
    pause = std::max(pause, std::min(host.response_time, kMaxAdaptiveDelay));
  pause = std::max(pause, host.crawl_delay);
  return pause + host.penalty;
}

std::size_t Frontier::slots_of(const Host& host) const {
  // Failures in a row: one probe at a time shows whether the host is back.
  return host.row.failures > 0 ? 1 : most_of(host);
}

void Frontier::place(HostKey key, Host& host, TimePoint now) {
  if (host.place != Place::kNowhere || host.phase != Phase::kOpen || host.queue.empty()) return;
  if (host.in_flight >= slots_of(host)) return;  // finished() places it again
  if (host.next_start > now) {
    host.place = Place::kTimed;
    timed_.push({host.next_start, key});
  } else {
    host.place = Place::kReady;
    ready_.push_back(key);
  }
}

void Frontier::wake_timed(TimePoint now) {
  while (!timed_.empty() && timed_.top().at <= now) {
    const HostKey key = timed_.top().host;
    timed_.pop();
    Host* host = find(key);
    if (!host || host->place != Place::kTimed) continue;
    host->place = Place::kNowhere;
    place(key, *host, now);
  }
}

bool Frontier::address_free(HostKey key) const {
  const Host* host = find(key);
  if (!host || host->addresses.empty()) return true;
  const auto it = addresses_.find(charged_to(*host));
  return it == addresses_.end() ||
         it->second.in_flight < std::max(politeness_.per_address, most_of(*host));
}

const IpAddress& Frontier::charged_to(const Host& host) {
  return host.in_flight > 0 ? host.charged : host.addresses.front();
}

void Frontier::count_start(Host& host, TimePoint now) {
  if (!host.addresses.empty()) {
    host.charged = charged_to(host);
    ++addresses_[host.charged].in_flight;
  }
  ++host.in_flight;
  if (is_on_trial(host)) {
    ++host.on_trial;
    shares_.trial_started();
  }
  host.next_start_before = host.next_start;
  host.begun_before = std::exchange(host.begun, now);
  host.pause = pause(host);
  host.next_start = now + host.pause;
}

void Frontier::start_extra(HostKey key, TimePoint now) {
  if (Host* host = find(key)) count_start(*host, now);
}

std::optional<storage::Lease> Frontier::next(TimePoint now) {
  wake_timed(now);
  trials_first_ = !trials_first_;
  if (trials_first_) {
    if (auto lease = next_on_trial(now)) return lease;
  }
  if (auto lease = next_ready(now)) return lease;
  return next_on_trial(now);
}

std::optional<storage::Lease> Frontier::next_ready(TimePoint now) {
  while (!ready_.empty()) {
    const HostKey key = ready_.front();
    ready_.pop_front();
    Host* host = find(key);
    if (!host || host->place != Place::kReady) continue;
    host->place = Place::kNowhere;
    if (is_on_trial(*host) && (!shares_.has_room() || !trials_.empty())) {
      host->place = Place::kOnTrial;
      trials_.push_back(key);
    } else if (auto lease = start(key, *host, now)) {
      return lease;
    }
  }
  return std::nullopt;
}

std::optional<storage::Lease> Frontier::next_on_trial(TimePoint now) {
  while (!trials_.empty() && shares_.has_room()) {
    const HostKey key = trials_.front();
    trials_.pop_front();
    Host* host = find(key);
    if (!host || host->place != Place::kOnTrial) continue;
    host->place = Place::kNowhere;
    if (auto lease = start(key, *host, now)) return lease;
  }
  return std::nullopt;
}

std::optional<storage::Lease> Frontier::start(HostKey key, Host& host, TimePoint now) {
  if (host.queue.empty() || host.phase != Phase::kOpen) return std::nullopt;
  if (host.next_start > now || host.in_flight >= slots_of(host)) {  // since it got its place
    place(key, host, now);
    return std::nullopt;
  }
  if (!address_free(key)) {
    host.place = Place::kAtAddress;
    addresses_[charged_to(host)].waiting.push_back(key);
    return std::nullopt;
  }
  storage::Lease lease = take_next(host);
  --queued_;
  count_start(host, now);
  place(key, host, now);  // to the back of the line: hosts take turns
  return lease;
}

storage::Lease Frontier::take_next(Host& host) {
  // Neighbours in the queue are often of one folder, and that alone may be broken.
  const std::size_t place = host.queue.size() * (host.row.failures % kProbedPlaces) / kProbedPlaces;
  if (place > 0) std::swap(host.queue.front(), host.queue[place]);
  storage::Lease lease = std::move(host.queue.front());
  host.queue.pop_front();
  return lease;
}

void Frontier::undo_start(HostKey key, std::optional<storage::Lease> lease, TimePoint now) {
  Host* host = find(key);
  if (!host) return;
  count_end(*host, now);
  host->next_start = host->next_start_before;
  host->begun = host->begun_before;
  queue_again(key, *host, std::move(lease), now);
}

void Frontier::dropped(HostKey key, std::optional<storage::Lease> lease, TimePoint now) {
  Host* host = find(key);
  if (!host) return;
  count_end(*host, now);
  queue_again(key, *host, std::move(lease), now);
}

void Frontier::queue_again(HostKey key, Host& host, std::optional<storage::Lease> lease,
                           TimePoint now) {
  if (lease) {
    host.queue.push_front(std::move(*lease));
    ++queued_;
  }
  place(key, host, now);
}

std::optional<TimePoint> Frontier::next_at() const {
  if (!ready_.empty() || (!trials_.empty() && shares_.has_room())) return TimePoint{};
  if (timed_.empty()) return std::nullopt;
  return timed_.top().at;
}

bool Frontier::is_on_trial(const Host& host) const {
  return !host.proven || shares_.is_slow(host.response_time);
}

void Frontier::count_end(Host& host, TimePoint now) {
  leave_address(host, now);
  --host.in_flight;
  if (host.on_trial == 0) return;
  --host.on_trial;
  shares_.trial_ended();
}

void Frontier::leave_address(Host& host, TimePoint now) {
  if (host.addresses.empty()) return;
  const auto it = addresses_.find(host.charged);
  if (it == addresses_.end() || it->second.in_flight == 0) return;
  Address& address = it->second;
  --address.in_flight;
  while (!address.waiting.empty()) {
    const HostKey key = address.waiting.front();
    address.waiting.pop_front();
    Host* next = find(key);
    if (!next || next->place != Place::kAtAddress) continue;
    next->place = Place::kNowhere;
    place(key, *next, now);
    if (next->place == Place::kReady)
      break;  // else it has no use for the slot, and the next one gets it
  }
  if (address.in_flight == 0 && address.waiting.empty()) addresses_.erase(it);
}

bool Frontier::finished(HostKey key, Courtesy courtesy, Milliseconds response_time, TimePoint now) {
  Host* host = find(key);
  if (!host) return false;
  assert(host->in_flight > 0);
  count_end(*host, now);
  // To the server the pause begins with the request, which may have left long after its start: a
  // connection was made first, or the machine slept.
  host->begun = std::max(host->begun, now - response_time);
  if (host->pause > Milliseconds{0})
    host->next_start = std::max(host->next_start, now - response_time + host->pause);
  // A quarter of the newest: three slow answers in a row are felt, one is not. The first is all
  // there is to go by.
  const bool first = host->response_time == Milliseconds{0};
  host->response_time = first ? response_time : (host->response_time * 3 + response_time) / 4;
  bool has_failed = false;
  switch (courtesy) {
    case Courtesy::kGood:
      host->row.failures = 0;
      host->overloads.failures = 0;
      ++host->row.answers_before;
      host->proven = true;
      shares_.answered(response_time);
      host->penalty = host->penalty <= kNoPenalty ? Milliseconds{0} : host->penalty * 3 / 4;
      break;
    case Courtesy::kOverloaded:
      host->penalty = std::clamp(host->penalty * 2, kFirstPenalty, kMaxPenalty);
      count_in(host->overloads, now - response_time, now);
      break;
    case Courtesy::kFailed:
    case Courtesy::kFailedAgain:
      has_failed = (courtesy == Courtesy::kFailed || !host->proven) &&
                   count_in(host->row, now - response_time, now);
      if (has_failed) remember(key, now);
      break;
  }
  place(key, *host, now);
  return has_failed;
}

bool Frontier::count_in(FailureRow& row, TimePoint began, TimePoint now) {
  // Transfers that ran side by side and were cut by one event (the line went, the machine slept)
  // are one failure, not a row of them.
  if (began < row.last) return false;
  if (++row.failures == 1) row.since = now;
  row.last = now;
  return true;
}

void Frontier::hold(HostKey key, TimePoint until) {
  Host* host = find(key);
  if (host == nullptr) return;
  host->held_until = std::max(host->held_until, until);
  host->next_start = std::max(host->next_start, until);
}

TimePoint Frontier::next_start(HostKey key) const {
  const Host* host = find(key);
  return host ? host->next_start : TimePoint{};
}

void Frontier::lease_ended(HostKey key, TimePoint now) {
  Host* host = find(key);
  if (!host) return;
  assert(host->leases > 0 && leases_out_ > 0);
  --host->leases;
  --leases_out_;
  if (host->leases == 0) note_idle(key, *host, now);
}

void Frontier::note_idle(HostKey key, Host& host, TimePoint now) {
  if (!std::exchange(host.idle, true)) ++idle_hosts_;
  host.idle_since = now;
  idle_.emplace_back(now, key);
}

void Frontier::remember(HostKey key, TimePoint until) {
  if (Host* host = find(key))
    host->remembered_until = std::max(host->remembered_until, until + kTroubleMemory);
}

void Frontier::forget_idle(TimePoint now) {
  std::size_t early = 0;
  while (!idle_.empty()) {
    const bool crowded = idle_hosts_ > kMostIdle;
    const auto [since, key] = idle_.front();
    if (since + kIdleMemory > now && (!crowded || ++early > kEarlyAtOnce)) return;
    idle_.pop_front();
    Host* host = find(key);
    if (!host || !host->idle || host->idle_since != since) continue;
    const bool needed =
        host->in_flight > 0 || host->phase == Phase::kPreparing || host->next_start > now;
    if (needed || (!crowded && host->remembered_until > now)) {
      note_idle(key, *host, now);
      continue;
    }
    hosts_.erase(key);
    --idle_hosts_;
  }
}

HostMemory* Frontier::memory(HostKey key) {
  Host* host = find(key);
  return host ? &host->memory : nullptr;
}

std::vector<storage::Lease> Frontier::take_all(HostKey key) {
  std::vector<storage::Lease> leases;
  Host* host = find(key);
  if (!host) return leases;
  queued_ -= host->queue.size();
  std::move(host->queue.begin(), host->queue.end(), std::back_inserter(leases));
  host->queue.clear();
  return leases;
}

std::vector<storage::Lease> Frontier::take_all() {
  std::vector<storage::Lease> leases;
  for (auto& [key, host] : hosts_) {
    std::move(host.queue.begin(), host.queue.end(), std::back_inserter(leases));
    host.queue.clear();
  }
  queued_ = 0;
  return leases;
}

template <typename Wanted>
void Frontier::take_some(Host& host, const Wanted& wanted, std::vector<storage::Lease>& taken) {
  const auto first =
      std::stable_partition(host.queue.begin(), host.queue.end(),
                            [&](const storage::Lease& lease) { return !wanted(lease); });
  queued_ -= static_cast<std::size_t>(host.queue.end() - first);
  std::move(first, host.queue.end(), std::back_inserter(taken));
  host.queue.erase(first, host.queue.end());
}

std::vector<storage::Lease> Frontier::take_checks(HostKey key) {
  std::vector<storage::Lease> leases;
  if (Host* host = find(key))
    take_some(
        *host, [](const storage::Lease& lease) { return is_check(lease.role); }, leases);
  return leases;
}

std::vector<storage::Lease> Frontier::take_pages() {
  std::vector<storage::Lease> leases;
  for (auto& [key, host] : hosts_)
    take_some(
        host, [](const storage::Lease& lease) { return !is_check(lease.role); }, leases);
  return leases;
}

const std::vector<IpAddress>& Frontier::addresses(HostKey key) const {
  const Host* host = find(key);
  return host ? host->addresses : kNoAddresses;
}

std::string Frontier::origin(HostKey key) const {
  const Host* host = find(key);
  return host ? host->origin : std::string();
}

FailureRow Frontier::failures_in_a_row(HostKey key) const {
  const Host* host = find(key);
  return host ? host->row : FailureRow{};
}

FailureRow Frontier::overloads_in_a_row(HostKey key) const {
  const Host* host = find(key);
  return host ? host->overloads : FailureRow{};
}

void Frontier::doubt(HostKey key) {
  Host* host = find(key);
  if (!host) return;
  host->proven = false;
  host->row.answers_before = 0;
  host->penalty = Milliseconds{0};
}

}  // namespace crawler
