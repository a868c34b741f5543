// A host is awake while it may have something to lend, and is asked for rows only when those that
// were fetched are used up. What arrives before the rows that are there makes them void.
#include "storage/postgres/postgres_queue.h"

#include <algorithm>
#include <utility>

#include "storage/store/clocks.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

constexpr std::size_t kFetchedAhead = 8;   // rows of a host, more than are asked for
constexpr std::size_t kHostsAtOnce = 256;  // that are asked for rows in one flight

}  // namespace

PostgresQueue::PostgresQueue(PostgresGround& ground, LeaseToken first_token)
    : ground_(ground), next_token_(first_token) {}

// --- Hosts

Turn PostgresQueue::begin() const { return {checks_only_ ? int64_t{kDepthOfChecks} : 0, -1, 0}; }

PostgresQueue::Host& PostgresQueue::host_of(uint64_t key, const std::string& origin,
                                            int64_t place) {
  auto [at, is_new] = hosts_.try_emplace(key);
  Host& host = at->second;
  if (is_new) {
    host.key = key;
    host.place = place;
    host.origin = origin;
    host.after = host.fetched_to = begin();
    awake_[place] = &host;
  }
  return host;
}

void PostgresQueue::wake(Host& host) {
  host.is_awake = true;
  host.is_all = false;
  awake_[host.place] = &host;
}

void PostgresQueue::sleep(Host& host) {
  host.is_awake = false;
  awake_.erase(host.place);
  drop_if_idle(host.key);
}

void PostgresQueue::drop_if_idle(uint64_t key) {
  const auto at = hosts_.find(key);
  if (at == hosts_.end()) return;
  const Host& host = at->second;
  if (host.is_awake || host.out > 0 || host.delayed > 0 || host.held_until) return;
  hosts_.erase(at);
}

// What was fetched is void; what is lent or delayed is passed over again.
void PostgresQueue::reset(Host& host) {
  host.ready.clear();
  host.fetched_to = host.after;
  wake(host);
}

// What others brought may have its turn before all that is lent.
void PostgresQueue::start_anew(Host& host) {
  host.after = begin();
  reset(host);
}

void PostgresQueue::returned(Host& host, const Turn& turn) {
  if (turn <= host.after) {
    host.after = turn;
    --host.after.place;
    host.after = std::max(host.after, begin());
  }
  if (host.ready.empty() || turn <= host.ready.back().turn || turn <= host.fetched_to)
    reset(host);
  else
    wake(host);
}

// --- Leases

const PostgresQueue::Lent* PostgresQueue::take(LeaseToken token, const UrlKey& key,
                                               uint64_t batch) {
  const auto at = lent_.find(token);
  if (at == lent_.end() || at->second.key != key || at->second.batch == batch) return nullptr;
  at->second.batch = batch;
  return &at->second;
}

void PostgresQueue::end(LeaseToken token) {
  const auto at = lent_.find(token);
  if (at == lent_.end()) return;
  const uint64_t key = at->second.key.host;
  lent_urls_.erase(at->second.key);
  lent_.erase(at);
  if (const auto host = hosts_.find(key); host != hosts_.end()) --host->second.out;
  drop_if_idle(key);
}

void PostgresQueue::give_back(LeaseToken token, std::optional<int64_t> due_ms) {
  const auto at = lent_.find(token);
  if (at == lent_.end()) return;
  const Lent lent = at->second;
  const auto host = hosts_.find(lent.key.host);
  if (due_ms && host != hosts_.end()) {
    delayed_[{*due_ms, lent.turn.place}] = {lent.key, lent.turn, lent.role, lent.is_visit};
    delayed_urls_[lent.key] = *due_ms;
    ++host->second.delayed;
  } else if (host != hosts_.end()) {
    returned(host->second, lent.turn);
  }
  end(token);
}

void PostgresQueue::stands_at(LeaseToken token, const UrlRow& row) {
  const auto at = lent_.find(token);
  if (at == lent_.end()) return;
  at->second.turn = row.place_in_queue();
  at->second.role = row.role;
}

void PostgresQueue::arrived(const PostgresUrls::Arrival& arrival) {
  if (!ground_.is_ours(arrival.key.host)) return;
  if (const auto lent = lent_urls_.find(arrival.key); lent != lent_urls_.end()) {
    lent_[lent->second].turn = arrival.turn;
    return;
  }
  if (const auto due = delayed_urls_.find(arrival.key); due != delayed_urls_.end()) {
    // It is wanted as something else than what was to be tried again.
    if (delayed_.at({due->second, arrival.turn.place}).is_visit && !arrival.is_visit) {
      undelay(arrival.key);
      return returned(host_of(arrival.key.host, arrival.origin, arrival.host_place), arrival.turn);
    }
    delayed_[{due->second, arrival.turn.place}] = {arrival.key, arrival.turn, arrival.role,
                                                   arrival.is_visit};
    return;
  }
  returned(host_of(arrival.key.host, arrival.origin, arrival.host_place), arrival.turn);
}

void PostgresQueue::undelay(const UrlKey& key) {
  const auto due = delayed_urls_.find(key);
  if (due == delayed_urls_.end()) return;
  std::erase_if(delayed_, [&key](const auto& entry) { return entry.second.key == key; });
  delayed_urls_.erase(due);
  --hosts_.at(key.host).delayed;
}

void PostgresQueue::came_nearer(uint64_t host) {
  if (!takes_visits_) return;
  if (const auto at = hosts_.find(host); at != hosts_.end()) reset(at->second);
}

void PostgresQueue::departed(const UrlKey& key) {
  undelay(key);
  if (const auto host = hosts_.find(key.host); host != hosts_.end()) reset(host->second);
}

Result<void> PostgresQueue::load(const std::vector<int64_t>& buckets) {
  for (const int64_t bucket : buckets) {
    ground_.server->queue("waiting_hosts_of_bucket", PostgresValues().number(bucket));
    if (takes_visits_)
      ground_.server->queue("visiting_hosts_of_bucket", PostgresValues().number(bucket));
  }
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (const PostgresAnswer& answer : *answers)
    for (std::size_t i = 0; i < answer.rows.size(); ++i)
      start_anew(
          host_of(answer.rows.key(i, 0), answer.rows.string(i, 2), answer.rows.number(i, 1)));
  return {};
}

Result<void> PostgresQueue::load_all() {
  std::vector<int64_t> buckets;
  for (const auto& [bucket, fence] : ground_.fences) buckets.push_back(bucket);
  return load(buckets);
}

std::vector<uint64_t> PostgresQueue::lose(const std::set<int64_t>& buckets) {
  std::set<uint64_t> lost;
  const auto is_of = [&](uint64_t host) { return buckets.contains(ground_.bucket_of(host)); };
  for (auto at = lent_.begin(); at != lent_.end();) {
    if (!is_of(at->second.key.host)) {
      ++at;
      continue;
    }
    lost.insert(at->second.key.host);
    lent_urls_.erase(at->second.key);
    at = lent_.erase(at);
  }
  std::erase_if(delayed_, [&](const auto& entry) { return is_of(entry.second.key.host); });
  std::erase_if(delayed_urls_, [&](const auto& entry) { return is_of(entry.first.host); });
  std::erase_if(holds_, [&](const auto& hold) { return is_of(hold.second); });
  std::erase_if(awake_, [&](const auto& one) { return is_of(one.second->key); });
  std::erase_if(hosts_, [&](const auto& one) { return is_of(one.first); });
  for (const int64_t bucket : buckets) closed_.erase(bucket);
  return {lost.begin(), lost.end()};
}

std::set<uint64_t> PostgresQueue::lent_hosts(const std::set<int64_t>& buckets) const {
  std::set<uint64_t> hosts;
  for (const auto& [key, token] : lent_urls_)
    if (buckets.contains(ground_.bucket_of(key.host))) hosts.insert(key.host);
  return hosts;
}

std::vector<uint64_t> PostgresQueue::set_aside(int64_t now_ms) const {
  std::vector<uint64_t> hosts;
  for (auto hold = holds_.rbegin(); hold != holds_.rend(); ++hold) {
    if (is_worth_waiting(Milliseconds(hold->first - now_ms))) break;
    hosts.push_back(hold->second);
  }
  return hosts;
}

void PostgresQueue::forget_hints() {
  for (auto& [key, host] : hosts_) start_anew(host);
}

// --- Lending

// The first host from there on, in turn, that may lend one more.
PostgresQueue::Host* PostgresQueue::next_host(int64_t from, std::size_t max_per_host) {
  for (auto at = awake_.lower_bound(from); at != awake_.end(); ++at) {
    Host& host = *at->second;
    if (host.held_until || host.out >= max_per_host) continue;
    if (closed_.empty() || !closed_.contains(ground_.bucket_of(host.key))) return &host;
  }
  return nullptr;
}

void PostgresQueue::queue_fetch(const Host& host, std::size_t most) {
  ground_.server->queue(takes_visits_ ? "ready_visits" : "ready_urls",
                        PostgresValues()
                            .number(ground_.bucket_of(host.key))
                            .key(host.key)
                            .number(host.fetched_to.turn)
                            .number(host.fetched_to.priority)
                            .number(host.fetched_to.place)
                            .number(static_cast<int64_t>(most)));
}

void PostgresQueue::take_rows(Host& host, const PostgresRows& rows, std::size_t most) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Turn turn{rows.number(i, 0), rows.number(i, 1), rows.number(i, 2)};
    host.fetched_to = turn;
    const UrlKey key{host.key, rows.key(i, 3)};
    if (lent_urls_.contains(key) || delayed_urls_.contains(key)) {
      if (host.ready.empty()) host.after = turn;
      continue;
    }
    Ready& ready = host.ready.emplace_back(Ready{turn,
                                                 key.url,
                                                 rows.string(i, 4),
                                                 static_cast<uint8_t>(rows.number(i, 5)),
                                                 static_cast<Role>(rows.number(i, 6)),
                                                 static_cast<uint32_t>(rows.number(i, 7)),
                                                 turn.turn,
                                                 {}});
    if (!takes_visits_) continue;
    ready.own_turn = rows.number(i, 8);
    if (rows.is_null(i, 9)) continue;
    const std::chrono::system_clock::time_point visited_at(Milliseconds(rows.number(i, 9)));
    ready.revisit =
        Revisit{rows.string(i, 10), rows.string(i, 11), visited_at, rows.number(i, 12) != 0};
  }
  host.is_all = rows.size() < most;
}

// Rows of that host, and ahead of those that have their turn after it and no rows either.
Result<void> PostgresQueue::fetch(Host& first, std::size_t hosts, std::size_t most,
                                  std::size_t max_per_host) {
  std::vector<std::pair<Host*, std::size_t>> asked;
  auto at = awake_.find(first.place);
  for (std::size_t seen = 0; asked.size() < hosts && seen < awake_.size(); ++seen) {
    Host& host = *at->second;
    if (++at == awake_.end()) at = awake_.begin();
    if (!host.ready.empty() || host.is_all || host.out >= max_per_host) continue;
    if (host.held_until && &host != &first) continue;
    asked.emplace_back(&host, std::min(most, max_per_host) + kFetchedAhead);
    queue_fetch(host, asked.back().second);
  }
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < asked.size(); ++i)
    take_rows(*asked[i].first, (*answers)[i].rows, asked[i].second);
  return {};
}

void PostgresQueue::give(Host& host, LeaseAnswer* answer) {
  Ready ready = std::move(host.ready.front());
  host.ready.pop_front();
  host.after = ready.turn;
  if (host.out++ == 0) {
    answer->hosts.emplace_back().host_key = host.key;
    answer->hosts.back().origin = host.origin;
  }
  Lease& lease = answer->leases.emplace_back();
  lease.token = next_token_++;
  lease.key = {host.key, ready.key};
  lease.url = std::move(ready.url);
  lease.origin = host.origin;
  lease.role = ready.role;
  lease.depth = static_cast<uint32_t>(is_check(ready.role) ? ready.own_turn - kDepthOfChecks
                                                           : ready.own_turn);
  lease.hops = ready.hops;
  lease.attempts = ready.attempts;
  lease.revisit = std::move(ready.revisit);
  lease.doubtful = !lease.revisit && ready.turn.priority == kDoubtful;
  lent_urls_.emplace(lease.key, lease.token);
  lent_.emplace(lease.token, Lent{lease.key, ready.role, lease.depth, ready.attempts, ready.turn,
                                  lease.revisit.has_value()});
}

Result<void> PostgresQueue::lend(const LeaseRequest& request, int64_t now_ms, int64_t wall_ms,
                                 LeaseAnswer* answer) {
  wake_due(now_ms);
  if (std::exchange(checks_only_, request.checks_only) != request.checks_only) {
    forget_hints();
    // Those that had no checks were forgotten.
    if (!checks_only_)
      if (auto loaded = load_all(); !loaded) return loaded;
  }
  int64_t from = last_place_ + 1;
  bool wrapped = false;
  for (;;) {
    Host* host = next_host(from, request.max_per_host);
    if (host == nullptr) {
      if (wrapped) break;
      wrapped = true;
      from = INT64_MIN;
      continue;
    }
    if (!has_url(*host)) {
      if (!host->is_all) {
        const std::size_t missing =
            request.max_urls - std::min(request.max_urls, answer->leases.size());
        auto fetched = fetch(*host, std::clamp<std::size_t>(missing + 1, 1, kHostsAtOnce),
                             missing + 1, request.max_per_host);
        if (!fetched) return fetched;
        continue;
      }
      from = host->place + 1;
      sleep(*host);
      continue;
    }
    if (answer->leases.size() >= request.max_urls) {
      answer->more = true;
      break;
    }
    give(*host, answer);
    last_place_ = host->place;
    from = last_place_ + 1;
    wrapped = false;
  }
  return fill_hosts(wall_ms, answer);
}

Result<void> PostgresQueue::fill_hosts(int64_t wall_ms, LeaseAnswer* answer) {
  if (answer->hosts.empty()) return {};
  for (const HostRecord& host : answer->hosts)
    ground_.server->queue(
        "read_host", PostgresValues().number(ground_.bucket_of(host.host_key)).key(host.host_key));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < answer->hosts.size(); ++i) {
    const PostgresRows& row = (*answers)[i].rows;
    HostRecord& host = answer->hosts[i];
    if (row.empty()) continue;
    host.pages = row.key(0, 0);
    host.checks = row.key(0, 1);
    if (!row.is_null(0, 2)) host.robots_status = static_cast<int>(row.number(0, 2));
    host.robots_txt = row.string(0, row.is_null(0, 4) ? 3 : 4);
    if (host.robots_status >= 0 && !row.is_null(0, 5))
      host.robots_age = Milliseconds(std::max<int64_t>(0, wall_ms - row.number(0, 5)));
    if (!row.is_null(0, 6)) host.crawl_delay = bounded_delay(Milliseconds(row.number(0, 6)));
    host.last_error = row.string(0, 7);
  }
  return takes_visits_ ? fill_visited(answer) : Result<void>();
}

Result<void> PostgresQueue::fill_visited(LeaseAnswer* answer) {
  for (const HostRecord& host : answer->hosts)
    ground_.server->queue(
        "read_visited_host",
        PostgresValues().number(ground_.bucket_of(host.host_key)).key(host.host_key));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < answer->hosts.size(); ++i) {
    const PostgresRows& row = (*answers)[i].rows;
    answer->hosts[i].pages = row.empty() ? 0 : row.key(0, 0);
    answer->hosts[i].checks = row.empty() ? 0 : row.key(0, 1);
  }
  return {};
}

// --- Holds and delays

void PostgresQueue::hold(uint64_t key, const PostgresUrls::KnownHost& known,
                         std::optional<int64_t> until_ms) {
  Host& host = host_of(key, known.origin, known.place);
  if (host.held_until) holds_.erase({*host.held_until, key});
  host.held_until = until_ms;
  if (until_ms) holds_.emplace(*until_ms, key);
  drop_if_idle(key);
}

void PostgresQueue::wake_due(int64_t now_ms) {
  std::erase_if(closed_, [now_ms](const auto& one) { return one.second <= now_ms; });
  while (!holds_.empty() && holds_.begin()->first <= now_ms) {
    const uint64_t key = holds_.begin()->second;
    holds_.erase(holds_.begin());
    hosts_.at(key).held_until.reset();
    drop_if_idle(key);
  }
  while (!delayed_.empty() && delayed_.begin()->first.first <= now_ms) {
    const Delayed due = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    delayed_urls_.erase(due.key);
    Host& host = hosts_.at(due.key.host);
    --host.delayed;
    returned(host, due.turn);
  }
}

Result<std::optional<int64_t>> PostgresQueue::nearest_due() {
  std::optional<int64_t> due;
  for (const auto& [bucket, until] : closed_)
    if (until < INT64_MAX) due = std::min(due.value_or(until), until);
  for (const auto& [when, one] : delayed_) {
    if (checks_only_ && !is_check(one.role)) continue;
    due = std::min(due.value_or(when.first), when.first);
    break;
  }
  for (const auto& [until, key] : holds_) {
    if (due && *due <= until) break;
    Host& host = hosts_.at(key);
    while (host.is_awake && !has_url(host) && !host.is_all)
      if (auto fetched = fetch(host, 1, 1, SIZE_MAX - kFetchedAhead); !fetched)
        return fetched.error();
    if (has_url(host)) return std::optional(until);
  }
  return due;
}

std::vector<UrlKey> PostgresQueue::delayed() const {
  std::vector<UrlKey> keys;
  for (const auto& [key, due] : delayed_urls_) keys.push_back(key);
  return keys;
}

}  // namespace storage
