// The queue must survive a crash without repair and must not grow in memory. So its rows are the
// truth, a leased row stays until the lease ends, and memory holds only what is leased now. The
// rows are ordered as they are leased, so that the next URL of a host is one step in a B-tree.
// Everything else in memory is a hint, which may be forgotten at any time.
#include "storage/sqlite/sqlite_queue.h"

#include <algorithm>
#include <utility>

namespace storage {
namespace {

constexpr int kPriorityBits = 8;
constexpr int kPromoteChunk = 10'000;  // bounds the memory of one step

}  // namespace

SqliteQueue::SqliteQueue(Database& db, SqliteHosts& hosts, LeaseToken first_token)
    : db_(db),
      hosts_(hosts),
      next_token_(first_token),
      insert_(db, "INSERT INTO queue(host_id, depth, priority, url_id, key)", 5),
      remove_(db.prepare("DELETE FROM queue WHERE host_id = ?1 AND depth = ?2 AND priority = ?3 "
                         "AND url_id = ?4")),
      insert_delayed_(db.prepare("INSERT INTO delayed(due, url_id, host_id, key) "
                                 "VALUES(?1, ?2, ?3, ?4)")),
      remove_delayed_(db.prepare("DELETE FROM delayed WHERE due = ?1 AND url_id = ?2")),
      due_(db.prepare("SELECT d.due, d.url_id, d.host_id, d.key, u.depth, u.priority, u.role, "
                      "CASE WHEN u.state = 1 THEN (SELECT r.place FROM url_revisit r "
                      "WHERE r.url_id = u.id) END "
                      "FROM delayed d JOIN url u ON u.id = d.url_id "
                      "WHERE d.due <= ?1 ORDER BY d.due, d.url_id LIMIT ?2")),
      min_due_(db.prepare("SELECT min(due) FROM delayed")),
      // Not a join: SQLite would gather statistics for it at the end of a run, and by those of a
      // small table it scans that where views look up rows.
      min_due_check_(db.prepare("SELECT min(d.due) FROM delayed d WHERE "
                                "(SELECT u.role FROM url u WHERE u.id = d.url_id) >= 2")),
      next_host_(db.prepare("SELECT host_id FROM queue WHERE host_id >= ?1 "
                            "ORDER BY host_id LIMIT 1")),
      next_(db.prepare("SELECT q.depth, q.priority, q.url_id, q.key, u.url, u.hops, u.role, "
                       "u.attempts, u.depth, u.state FROM queue q JOIN url u ON u.id = q.url_id "
                       "WHERE q.host_id = ?1 AND (q.depth, q.priority, q.url_id) > (?2, ?3, ?4) "
                       "ORDER BY q.depth, q.priority, q.url_id")),
      revisit_(
          db.prepare("SELECT coalesce(r.etag, p.etag), coalesce(r.last_modified, p.last_modified), "
                     "r.visited_at, r.errors > 0 OR p.status NOT BETWEEN 200 AND 299, "
                     "EXISTS (SELECT 1 FROM page_render s WHERE s.page_id = p.id AND s.rendered) "
                     "FROM url_revisit r JOIN url u ON u.id = r.url_id "
                     "JOIN page p ON p.id = u.page_id WHERE r.url_id = ?1")) {}

int64_t number_of_visit(const QueuePlace& place) {
  return int64_t{place.depth} << kPriorityBits | place.priority;
}

QueuePlace place_of_visit(int64_t host, int64_t url, int64_t number) {
  return {host, static_cast<uint32_t>(number >> kPriorityBits), static_cast<uint8_t>(number), url};
}

// --- Rows

void SqliteQueue::insert(std::span<const Entry> entries) {
  insert_.begin(entries.size());
  for (const auto& [place, key] : entries) {
    insert_.row(place.host, place.depth, int{place.priority}, place.url, key);
    returned(place);
  }
}

bool SqliteQueue::remove(const QueuePlace& place) {
  remove_.with(place.host, place.depth, int{place.priority}, place.url).run();
  return db_.changes() > 0;
}

void SqliteQueue::remove_delayed(int64_t url) {
  db_.prepare("DELETE FROM delayed WHERE url_id = ?1").with(url).run();
  load_next_due();
}

void SqliteQueue::delay(const QueuePlace& place, uint64_t key, int64_t due_ms) {
  insert_delayed_.with(due_ms, place.url, place.host, key).run();
  next_due_ = std::min(next_due_.value_or(due_ms), due_ms);
}

void SqliteQueue::promote(int64_t now_ms) {
  std::vector<Entry> moved;
  std::vector<int64_t> dues;
  do {
    moved.clear();
    dues.clear();
    due_.with(now_ms, kPromoteChunk);
    while (due_.step()) {
      const QueuePlace place =
          due_.is_null(7) ? QueuePlace{due_.integer(2),
                                       lending_depth(static_cast<Role>(due_.integer(6)),
                                                     static_cast<uint32_t>(due_.integer(4))),
                                       static_cast<uint8_t>(due_.integer(5)), due_.integer(1)}
                          : place_of_visit(due_.integer(2), due_.integer(1), due_.integer(7));
      moved.push_back({place, due_.natural(3)});
      dues.push_back(due_.integer(0));
    }
    for (std::size_t i = 0; i < moved.size(); ++i) {
      remove_delayed_.with(dues[i], moved[i].place.url).run();
    }
    insert(moved);
  } while (moved.size() == kPromoteChunk && !db_.failed());
  load_next_due();
  if (has_due(now_ms)) db_.fail_as_damaged("a delayed URL is not there");
}

void SqliteQueue::load_next_due() {
  if (!min_due_.step()) return;
  next_due_ = min_due_.is_null(0) ? std::nullopt : std::optional(min_due_.integer(0));
  min_due_.reset();
}

// --- Leases

const SqliteQueue::Lent* SqliteQueue::take(LeaseToken token, const ground::UrlKey& key,
                                           uint64_t batch) {
  const auto at = lent_.find(token);
  if (at == lent_.end() || at->second.key != key || at->second.batch == batch) return nullptr;
  at->second.batch = batch;
  return &at->second;
}

void SqliteQueue::end(LeaseToken token) {
  const auto at = lent_.find(token);
  if (at == lent_.end()) return;
  const int64_t host = at->second.host;
  lent_urls_.erase(at->second.url);
  lent_.erase(at);
  const auto lent_host = lent_hosts_.find(host);
  if (--lent_host->second.out == 0) lent_hosts_.erase(lent_host);
  wake(host);
}

void SqliteQueue::returned(const QueuePlace& place) {
  const auto lent_host = lent_hosts_.find(place.host);
  if (lent_host != lent_hosts_.end() && place <= lent_host->second.after &&
      place > begin_of(place.host)) {
    lent_host->second.after = place;
    --lent_host->second.after.url;
  }
  wake(place.host);
}

void SqliteQueue::wake(int64_t host) {
  idle_.wake(host);
  const auto hold = holds_.find(host);
  if (hold == holds_.end() || hold->second.has_urls) return;
  hold->second.has_urls = true;
  holds_with_urls_.emplace(hold->second.until, host);
}

// --- Lending

std::optional<int64_t> SqliteQueue::next_host(int64_t from) {
  const auto awake = idle_.next_awake(from);
  if (!awake) return std::nullopt;
  if (!next_host_.with(*awake).step()) {
    idle_.mark(*awake, IdleSpans::kLastHost);
    return std::nullopt;
  }
  const int64_t host = next_host_.integer(0);
  next_host_.reset();
  // To SQLite a text comes after every number, and is 0 when read as one.
  if (host < *awake || host == IdleSpans::kLastHost) {
    db_.fail_as_damaged("a host in the queue is none");
    return std::nullopt;
  }
  if (host > *awake) idle_.mark(*awake, host - 1);
  return host;
}

// Leaves next_ at the first row behind `after` that is not lent.
bool SqliteQueue::step_to_unlent(const QueuePlace& after) {
  next_.with(after.host, after.depth, int{after.priority}, after.url);
  while (next_.step()) {
    if (!lent_urls_.contains(next_.integer(2))) return true;
  }
  return false;
}

// All of the host that may be lent stands behind this.
QueuePlace SqliteQueue::begin_of(int64_t host) const {
  return {.host = host, .depth = checks_only_ ? kDepthOfChecks : 0};
}

void SqliteQueue::lend_checks_only(bool only) {
  if (std::exchange(checks_only_, only) != only) forget_places();
}

bool SqliteQueue::has_one_to_lend(int64_t host) {
  const auto lent_host = lent_hosts_.find(host);
  const bool found =
      step_to_unlent(lent_host == lent_hosts_.end() ? begin_of(host) : lent_host->second.after);
  next_.reset();
  return found;
}

SqliteQueue::LentHost& SqliteQueue::lent_host(int64_t host, int64_t wall_ms, LeaseAnswer* answer) {
  auto [at, is_new] = lent_hosts_.try_emplace(host);
  if (is_new) {
    answer->hosts.push_back(hosts_.record(host, wall_ms));
    at->second.key = answer->hosts.back().host_key;
    at->second.origin = answer->hosts.back().origin;
    at->second.after = begin_of(host);
  }
  return at->second;
}

bool SqliteQueue::lend_one(int64_t host, std::size_t max_per_host, int64_t wall_ms,
                           LeaseAnswer* answer) {
  if (holds_.contains(host)) return false;
  const auto known = lent_hosts_.find(host);
  const bool has_out = known != lent_hosts_.end();
  if ((has_out ? known->second.out : 0) >= max_per_host) return false;
  if (!step_to_unlent(has_out ? known->second.after : begin_of(host))) return false;
  if (answer == nullptr) {
    next_.reset();
    return true;
  }
  give(host, wall_ms, answer);
  next_.reset();
  return true;
}

// The row that next_ is at.
void SqliteQueue::give(int64_t host, int64_t wall_ms, LeaseAnswer* answer) {
  LentHost& lender = lent_host(host, wall_ms, answer);
  lender.after = {host, static_cast<uint32_t>(next_.integer(0)),
                  static_cast<uint8_t>(next_.integer(1)), next_.integer(2)};
  ++lender.out;
  Lease& lease = answer->leases.emplace_back();
  lease.token = next_token_++;
  lease.key = {lender.key, next_.natural(3)};
  lease.url = next_.text(4);
  lease.origin = lender.origin;
  lease.depth = static_cast<uint32_t>(next_.integer(8));
  lease.hops = static_cast<uint8_t>(next_.integer(5));
  lease.role = static_cast<Role>(next_.integer(6));
  lease.attempts = static_cast<uint32_t>(next_.integer(7));
  lease.doubtful = lender.after.priority == kDoubtful;
  lent_urls_.emplace(lender.after.url, lease.token);
  Lent lent{lease.key, host, lender.after.url, lease.role, lease.depth};
  if (static_cast<UrlState>(next_.integer(9)) == UrlState::kFetched) {
    lease.revisit = revisit_of(lender.after.url);
    lent.is_visit = true;
    lent.place = lender.after;
    lent.key.url = lease.key.url = hosts_.key_of_url(lease.url);
    lease.doubtful = false;
  }
  lent_.emplace(lease.token, lent);
}

std::optional<Revisit> SqliteQueue::revisit_of(int64_t url) {
  Revisit revisit;
  revisit.is_doubtful = true;  // what it says if the row is not there
  if (revisit_.with(url).step()) {
    // That the page comes as it came says nothing of what its scripts make of it.
    if (revisit_.integer(4) == 0) {
      revisit.etag = revisit_.string(0);
      revisit.last_modified = revisit_.string(1);
    }
    revisit.fetched_at = std::chrono::system_clock::time_point(Milliseconds(revisit_.integer(2)));
    // Who asks "if it is otherwise than then" of a page that was not there is told what was before.
    revisit.is_doubtful = revisit_.integer(3) != 0;
  }
  revisit_.reset();
  return revisit;
}

void SqliteQueue::lend(const LeaseRequest& request, int64_t wall_ms, LeaseAnswer* answer) {
  lend_checks_only(request.checks_only);
  if (request.max_per_host != idle_for_) idle_.clear();
  idle_for_ = request.max_per_host;
  int64_t from = last_host_ + 1;
  bool wrapped = false;
  while (!db_.failed()) {
    const auto host = next_host(from);
    if (!host) {
      if (wrapped) return;
      wrapped = true;
      from = 0;
      continue;
    }
    const bool is_full = answer->leases.size() >= request.max_urls;
    if (!lend_one(*host, request.max_per_host, wall_ms, is_full ? nullptr : answer)) {
      if (!db_.failed()) idle_.mark(*host, *host);
      from = *host + 1;
      continue;
    }
    if (is_full) {
      answer->more = true;
      return;
    }
    last_host_ = *host;
    from = *host + 1;
    wrapped = false;
  }
}

// --- Holds

void SqliteQueue::hold(int64_t host, std::optional<int64_t> until_ms) {
  if (const auto old = holds_.find(host); old != holds_.end()) {
    holds_by_time_.erase({old->second.until, host});
    holds_with_urls_.erase({old->second.until, host});
    holds_.erase(old);
    wake(host);
  }
  if (!until_ms) return;
  holds_.emplace(host, Hold{*until_ms, true});
  holds_by_time_.emplace(*until_ms, host);
  holds_with_urls_.emplace(*until_ms, host);
}

void SqliteQueue::expire_holds(int64_t now_ms) {
  while (!holds_by_time_.empty() && holds_by_time_.begin()->first <= now_ms) {
    hold(holds_by_time_.begin()->second, std::nullopt);
  }
}

std::optional<int64_t> SqliteQueue::nearest_due() {
  const std::optional<int64_t> delayed = checks_only_ ? nearest_delayed_check() : next_due_;
  while (!holds_with_urls_.empty()) {
    const auto [until, host] = *holds_with_urls_.begin();
    if (delayed && *delayed <= until) break;
    if (has_one_to_lend(host)) return until;
    if (db_.failed()) break;
    holds_[host].has_urls = false;
    holds_with_urls_.erase(holds_with_urls_.begin());
  }
  return delayed;
}

std::optional<int64_t> SqliteQueue::nearest_delayed_check() {
  std::optional<int64_t> due;
  if (min_due_check_.step() && !min_due_check_.is_null(0)) due = min_due_check_.integer(0);
  min_due_check_.reset();
  return due;
}

void SqliteQueue::forget_places() {
  idle_.clear();
  for (auto& [host, lender] : lent_hosts_) lender.after = begin_of(host);
  for (auto& [host, hold] : holds_) {
    hold.has_urls = true;
    holds_with_urls_.emplace(hold.until, host);
  }
}

void SqliteQueue::forget_hints() {
  forget_places();
  next_due_ = 0;  // the next lease looks
}

}  // namespace storage
