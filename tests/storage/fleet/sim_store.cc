// What a simulated process does with the buckets that it holds: the store's and the crawl's part.
#include <algorithm>
#include <memory>
#include <optional>

#include "tests/storage/fleet/sim_fleet.h"

namespace storage {

using std::chrono::milliseconds;

void SimFleet::tick(Process& process) {
  if (process.is_leaving) return;
  const BucketNews news = process.held.news();
  process.safe_until = news.safe_until;
  end_fetches(process);
  hear_news(process, news);
  lend(process, news);
  start_fetches(process);
  give(process, news);
  look_for_end(process);
  const bool is_idle = process.leases.empty();
  events_.after(span(milliseconds(20), milliseconds(is_idle ? 400 : 150)),
                [this, &process] { when_awake(process, [this, &process] { tick(process); }); });
}

void SimFleet::hear_news(Process& process, const BucketNews& news) {
  for (const HeldBucket& lost : news.lost) {
    process.buckets.erase(lost.bucket);
    std::erase_if(process.leases,
                  [&](const auto& lease) { return lease.second.bucket.bucket == lost.bucket; });
  }
  for (const HeldBucket& gained : news.gained) {
    if (!process.buckets.emplace(gained.bucket, gained).second)
      complain("a bucket was gained twice");
  }
}

// Those that are done go to the store; when nothing is safe any more, those that run are dropped.
void SimFleet::end_fetches(Process& process) {
  const bool is_safe = clock_of(process) < process.safe_until;
  for (auto& [page, lease] : process.leases) {
    if (lease.at != SimLease::At::kFetch) continue;
    if (now() >= lease.fetched) {
      lease.at = SimLease::At::kStore;
      commit(process, page, lease);
    } else if (!is_safe) {
      lease.at = SimLease::At::kQueue;
    }
  }
}

void SimFleet::lend(Process& process, const BucketNews& news) {
  constexpr std::size_t kMost = 60;
  if (clock_of(process) >= process.safe_until || !is_reachable_by(process)) return;
  if (process.is_interrupted) return;
  for (const auto& [bucket, held] : process.buckets) {
    if (std::binary_search(news.wanted_back.begin(), news.wanted_back.end(), bucket)) continue;
    for (const SimPage page : engine_.waiting_in(bucket)) {
      if (process.leases.size() >= kMost) return;
      if (page + 1 == engine_.pages() && now() < settings_.last_page_at) continue;
      process.leases.try_emplace(page, SimLease{++tokens_, held, {}, {}});
    }
  }
}

bool SimFleet::may_start(Process& process, SimPage page, const SimLease& lease) {
  const SteadyTime time = clock_of(process);
  const std::size_t host = engine_.host_of(page);
  if (lease.at != SimLease::At::kQueue || time >= process.safe_until) return false;
  if (lease.bucket.handed_over && time < *lease.bucket.handed_over + settings_.delay) return false;
  if (const auto next = process.next_start.find(host);
      next != process.next_start.end() && time < next->second)
    return false;
  return std::none_of(process.leases.begin(), process.leases.end(), [&](const auto& other) {
    return other.second.at == SimLease::At::kFetch && engine_.host_of(other.first) == host;
  });
}

void SimFleet::start_fetches(Process& process) {
  for (auto& [page, lease] : process.leases) {
    if (process.is_interrupted || !may_start(process, page, lease)) continue;
    const std::size_t host = engine_.host_of(page);
    check_start(process, host);
    process.next_start[host] = clock_of(process) + settings_.delay;
    last_start_[host] = now();
    ++fetches_;
    lease.at = SimLease::At::kFetch;
    lease.fetched = now() + (happens(0.97) ? span(milliseconds(20), milliseconds(900))
                                           : span(milliseconds(900), settings_.timing.ttl));
  }
}

void SimFleet::check_start(const Process& process, std::size_t host) {
  for (const auto& other : processes_) {
    if (other.get() == &process || !other->is_up) continue;
    // It drops what runs when its clock says so; frozen, it does nothing until then.
    if (clock_of(*other) >= other->held.safe_until()) continue;
    for (const auto& [page, lease] : other->leases)
      if (lease.at == SimLease::At::kFetch && now() < lease.fetched &&
          engine_.host_of(page) == host)
        complain("two members are inside host " + std::to_string(host));
  }
  const auto last = last_start_.find(host);
  // Whose clock leaps waits for less, as a crawl by itself does.
  if (last == last_start_.end() || process.leapt >= last->second) return;
  if (now() - last->second < settings_.delay * (1 - 2 * settings_.drift))
    complain("host " + std::to_string(host) + " was asked again after " +
             std::to_string((now() - last->second) / milliseconds(1)) + " ms");
}

void SimFleet::give(Process& process, const BucketNews& news) {
  for (const Bucket bucket : news.wanted_back) {
    const bool is_lent =
        std::any_of(process.leases.begin(), process.leases.end(), [bucket](const auto& lease) {
          return lease.second.bucket.bucket == bucket && lease.second.at != SimLease::At::kQueue;
        });
    if (is_lent) continue;
    std::erase_if(process.leases,
                  [bucket](const auto& lease) { return lease.second.bucket.bucket == bucket; });
    if (process.held.let_go(bucket)) process.buckets.erase(bucket);
  }
}

void SimFleet::look_for_end(Process& process) {
  if (process.is_interrupted)
    std::erase_if(process.leases,
                  [](const auto& lease) { return lease.second.at == SimLease::At::kQueue; });
  bool is_idle = process.leases.empty();
  for (const auto& [bucket, held] : process.buckets)
    if (!engine_.waiting_in(bucket).empty()) is_idle = false;
  process.held.look_for_end(is_idle && !process.is_interrupted);
  const bool has_ended = process.held.has_ended();
  if (has_ended && engine_.kept() != engine_.pages())
    complain("a member ended with " + std::to_string(engine_.kept()) + " of " +
             std::to_string(engine_.pages()) + " pages kept");
  if (!has_ended && !(process.is_interrupted && process.leases.empty())) return;
  process.is_leaving = true;
  process.membership.leave();
  ++process.turns;  // none that was planned
  if (process.membership.next_turn() != SteadyTime::max()) turn(process);
  if (process.membership.has_left()) process.is_up = false;
}

void SimFleet::commit(Process& process, SimPage page, const SimLease& lease) {
  const bool is_lost = !is_calm_ && happens(settings_.lost);
  const bool is_late = !is_calm_ && happens(settings_.late);
  const SimTime first = is_late ? span(SimTime(0), 3 * settings_.timing.ttl) : latency();
  struct Sent {
    bool has_links = false;
    std::optional<bool> is_kept;
  };
  const auto sent = std::make_shared<Sent>();
  events_.after(first, [this, &process, page, sent] {
    sent->has_links = is_reachable_by(process);
    if (sent->has_links) engine_.offer_links_of(page);
  });
  const SimTime second = first + latency();
  events_.after(second, [this, &process, page, lease, sent] {
    if (sent->has_links && is_reachable_by(process))
      sent->is_kept = engine_.keep(page, lease.token, lease.bucket.fence);
  });
  const SimTime given_up = settings_.timing.longest_call();
  events_.after(std::min(second + latency(), given_up),
                [this, &process, page, lease, sent, is_lost] {
                  when_awake(process, [this, &process, page, lease, sent, is_lost] {
                    if (sent->is_kept && !is_lost)
                      return committed(process, page, lease, *sent->is_kept);
                    events_.after(milliseconds(500), [this, &process, page, lease] {
                      when_awake(process, [this, &process, page, lease] {
                        if (is_out(process, page, lease)) commit(process, page, lease);
                      });
                    });
                  });
                });
}

bool SimFleet::is_out(const Process& process, SimPage page, const SimLease& lease) {
  const auto found = process.leases.find(page);
  return found != process.leases.end() && found->second.token == lease.token;
}

void SimFleet::committed(Process& process, SimPage page, const SimLease& lease, bool is_kept) {
  if (is_out(process, page, lease)) process.leases.erase(page);
  if (!is_kept) process.held.disown(lease.bucket.bucket, lease.bucket.fence);
}

}  // namespace storage
