// What is due to be visited. Each process brings back what is due in its own buckets: when it is
// asked to, and in a bucket that becomes its own while an update runs, since who had it before may
// not have come to that.
#include <algorithm>
#include <map>
#include <utility>

#include "storage/history/revisit_plan.h"
#include "storage/postgres/fenced_groups.h"
#include "storage/postgres/postgres_store.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

// How many are gathered to be queued: 4 MB.
constexpr std::size_t kMostGatheredVisits = 100'000;
constexpr std::size_t kKeysAStatement = 500;
// Beside others: a bucket that becomes ours meanwhile may have what is due earlier.
constexpr Milliseconds kLongestWaitOfMany{50'000};

}  // namespace

struct PostgresStore::Due {
  UrlKey key;
  RevisitRank rank;
};

Result<DueUrls> PostgresStore::queue_due(std::size_t max) {
  DueUrls answer;
  if (!plan_) return answer;
  if (auto connected = ready(); !connected) return connected.error();
  if (auto heard = hear(); !heard) return failed(heard.error());
  auto queued = queue_gathered(max);
  if (queued && *queued == 0 && max > 0) {
    std::vector<int64_t> buckets;
    for (const auto& [bucket, fence] : ground_.fences) buckets.push_back(bucket);
    gained_.clear();
    if (auto gathered = gather_due(buckets); !gathered) return failed(gathered.error());
    queued = queue_gathered(max);
  }
  if (!queued) return failed(queued.error());
  answer.queued = *queued;
  if (answer.queued > 0) return answer;
  if (auto known = refresh_due_times(); !known) return failed(known.error());
  std::optional<int64_t> next;
  for (const auto& [bucket, due] : due_times_)
    if (ground_.fences.contains(bucket)) next = std::min(next.value_or(due), due);
  if (next) answer.next = Milliseconds(std::max<int64_t>(0, *next - wall_ms()));
  if (!share_->is_alone())
    answer.next = std::min(answer.next.value_or(kLongestWaitOfMany), kLongestWaitOfMany);
  if (auto ended = end_round(); !ended) return failed(ended.error());
  return answer;
}

// When something is due in each bucket that is ours, as far as that may have changed.
Result<void> PostgresStore::refresh_due_times() {
  std::vector<int64_t> asked;
  for (const int64_t bucket : stale_due_times_) {
    if (!ground_.fences.contains(bucket)) continue;
    asked.push_back(bucket);
    ground_.server->queue("next_due_of_bucket", PostgresValues().number(bucket));
  }
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const PostgresRows& rows = (*answers)[i].rows;
    if (rows.empty())
      due_times_.erase(asked[i]);
    else
      due_times_[asked[i]] = rows.number(0, 0);
  }
  stale_due_times_.clear();
  return {};
}

// In the order in which they were found.
Result<void> PostgresStore::gather_due(const std::vector<int64_t>& buckets) {
  gathered_.clear();
  next_gathered_ = 0;
  if (auto known = refresh_due_times(); !known) return known;
  const int64_t now = wall_ms();
  for (const int64_t bucket : buckets) {
    const auto due = due_times_.find(bucket);
    if (due == due_times_.end() || due->second > now) continue;
    ground_.server->queue("due_of_bucket", PostgresValues().number(bucket).number(now).number(
                                               static_cast<int64_t>(kMostGatheredVisits)));
    stale_due_times_.insert(bucket);
  }
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (const PostgresAnswer& answer : *answers)
    for (std::size_t i = 0; i < answer.rows.size() && gathered_.size() < kMostGatheredVisits; ++i)
      gathered_.emplace_back(answer.rows.number(i, 0),
                             UrlKey{answer.rows.key(i, 1), answer.rows.key(i, 2)});
  std::sort(gathered_.begin(), gathered_.end());
  return {};
}

// Those of the gathered ones that are still due, and ours: at most so many.
Result<uint64_t> PostgresStore::queue_gathered(std::size_t max) {
  uint64_t queued = 0;
  while (queued < max && next_gathered_ < gathered_.size()) {
    std::vector<UrlKey> keys;
    while (keys.size() < std::min<std::size_t>(max - queued, kKeysAStatement) &&
           next_gathered_ < gathered_.size()) {
      const UrlKey& key = gathered_[next_gathered_++].second;
      if (ground_.is_ours(key.host)) keys.push_back(key);
    }
    auto some = queue_some_due(std::move(keys));
    if (!some) return some;
    queued += *some;
  }
  return queued;
}

Result<uint64_t> PostgresStore::queue_some_due(std::vector<UrlKey> keys) {
  std::sort(keys.begin(), keys.end());
  KeyLists lists, forgotten;
  for (const UrlKey& key : keys) lists.add(ground_.bucket_of(key.host), key);
  if (keys.empty()) return uint64_t{0};
  const int64_t now = wall_ms();
  auto rows = ground_.server->ask("read_due", lists.values().number(now));
  if (!rows) return rows.error();
  std::vector<Due> due;
  std::vector<UrlKey> forbidden;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const UrlKey& key = keys[static_cast<std::size_t>(rows->number(i, 0)) - 1];
    const auto state = static_cast<UrlState>(rows->number(i, 1));
    if (state == UrlState::kFetched) {
      const double chance = chance_of_change(Milliseconds(rows->number(i, 4)),
                                             Milliseconds(now - rows->number(i, 5)));
      due.push_back({key, rank_of(static_cast<Role>(rows->number(i, 3)), chance)});
    } else if (state == UrlState::kSkipped &&
               static_cast<Reason>(rows->number(i, 2)) == Reason::kRobots) {
      forbidden.push_back(key);
    } else {
      // Of all else that is not fetched no update has anything to ask.
      forgotten.add(ground_.bucket_of(key.host), key);
    }
  }
  if (!forgotten.empty())
    if (auto done = ground_.server->ask("forget_revisits", forgotten.values()); !done)
      return done.error();
  if (auto back = bring_back(forbidden); !back) return back.error();
  if (auto done = queue_visits(due); !done) return done.error();
  return rows->size();
}

Result<void> PostgresStore::queue_visits(const std::vector<Due>& due) {
  struct Lists {
    std::vector<int64_t> hosts, keys, turns, priorities;
  };
  std::map<int64_t, Lists> by_bucket;
  for (const Due& one : due) {
    Lists& lists = by_bucket[ground_.bucket_of(one.key.host)];
    lists.hosts.push_back(static_cast<int64_t>(one.key.host));
    lists.keys.push_back(static_cast<int64_t>(one.key.url));
    lists.turns.push_back(one.rank.depth);
    lists.priorities.push_back(one.rank.priority);
  }
  std::vector<int64_t> buckets;
  buckets.reserve(by_bucket.size());
  for (const auto& [bucket, lists] : by_bucket) buckets.push_back(bucket);
  auto ends = write_fenced(ground_, buckets, [&](int64_t bucket, PostgresTally::Change* change) {
    const Lists& lists = by_bucket[bucket];
    ground_.server->queue("queue_visits", PostgresValues()
                                              .number(bucket)
                                              .numbers(lists.hosts)
                                              .numbers(lists.keys)
                                              .numbers(lists.turns)
                                              .numbers(lists.priorities));
    const auto size = static_cast<int64_t>(lists.keys.size());
    change->add_due(size);
    change->add_arrived(size);
  });
  if (!ends) return ends.error();
  std::vector<int64_t> done;
  for (const auto& [bucket, end] : *ends) {
    stale_due_times_.insert(bucket);
    if (end == FencedEnd::kLost) share_->disown(bucket);
    if (end == FencedEnd::kDone) done.push_back(bucket);
  }
  if (done.empty()) return {};
  if (!is_round_open_) {
    auto opened = ground_.server->ask("set_counter_once",
                                      PostgresValues().text("update_began").number(wall_ms()));
    if (!opened) return opened.error();
    is_round_open_ = true;
  }
  return queue_->load(done);
}

// One that was forbidden is asked for once more; robots.txt has the word when its turn comes.
Result<void> PostgresStore::bring_back(const std::vector<UrlKey>& forbidden) {
  if (forbidden.empty()) return {};
  const int64_t due = wall_ms() + plan_->revisit_min.count();
  std::vector<Resettlement> wanted;
  for (const UrlKey& key : forbidden) {
    ground_.server->queue("put_off", PostgresValues()
                                         .number(ground_.bucket_of(key.host))
                                         .numbers({static_cast<int64_t>(key.host)})
                                         .numbers({static_cast<int64_t>(key.url)})
                                         .number(due));
    wanted.push_back({0, key});
    stale_due_times_.insert(ground_.bucket_of(key.host));
  }
  if (auto put = ground_.server->run_all(); !put) return put.error();
  auto settled = resettle(wanted);
  if (!settled) return settled.error();
  return {};
}

// In buckets that have become ours.
Result<void> PostgresStore::queue_gained() {
  if (gained_.empty()) return {};
  const std::vector<int64_t> buckets(gained_.begin(), gained_.end());
  gained_.clear();
  stale_due_times_.insert(buckets.begin(), buckets.end());
  // What was gathered before is gathered again by the next who asks.
  if (auto gathered = gather_due(buckets); !gathered) return gathered;
  auto queued = queue_gathered(kMostGatheredVisits);
  if (!queued) return queued.error();
  return {};
}

// These are visited now, in whosever bucket they are. `knows_all`: updates know all of them.
Result<void> PostgresStore::queue_now(std::span<const UrlKey> keys, bool knows_all) {
  if (keys.empty()) return {};
  std::vector<UrlKey> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  auto rows = read_rows(sorted);
  if (!rows) return rows.error();
  KeyLists lists;
  std::vector<int64_t> places, turns, priorities;
  std::vector<uint64_t> hosts;
  std::set<int64_t> others;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const int64_t bucket = ground_.bucket_of(sorted[i].host);
    const RevisitRank rank = rank_of((*rows)[i].role, 1);
    lists.add(bucket, sorted[i]);
    places.push_back((*rows)[i].place);
    turns.push_back(rank.depth);
    priorities.push_back(rank.priority);
    if (!ground_.fences.contains(bucket)) others.insert(bucket);
  }
  Connection& server = *ground_.server;
  const int64_t now = wall_ms();
  server.queue_words("BEGIN");
  if (!knows_all)
    server.queue("know_revisits", lists.values().numbers(places).number(now).number(now).number(
                                      plan_->revisit.count()));
  server.queue("queue_now", lists.values().numbers(turns).numbers(priorities));
  auto written = server.run_all();
  if (!written) return written.error();
  const PostgresRows queued = written->back().rows;
  PostgresTally::Change change;
  change.add_due(static_cast<int64_t>(queued.size()));
  change.add_arrived(static_cast<int64_t>(queued.size()));
  change.queue(server, ground_.member);
  if (!others.empty())
    server.queue("tell_owners",
                 PostgresValues().number(ground_.member).numbers({others.begin(), others.end()}));
  server.queue_words("COMMIT");
  if (auto done = server.run_all(); !done) return done.error();
  ground_.tally.committed(change);
  for (std::size_t i = 0; i < queued.size(); ++i) hosts.push_back(queued.key(i, 0));
  auto known = urls_.find_hosts(hosts);
  if (!known) return known.error();
  for (std::size_t i = 0; i < queued.size(); ++i) {
    stale_due_times_.insert(ground_.bucket_of(hosts[i]));
    if (!(*known)[i]) continue;
    queue_->arrived({{hosts[i], queued.key(i, 1)},
                     (*known)[i]->origin,
                     (*known)[i]->place,
                     {queued.number(i, 2), queued.number(i, 3), queued.number(i, 4)},
                     Role::kPage,
                     true});
  }
  return {};
}

}  // namespace storage
