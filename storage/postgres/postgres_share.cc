#include "storage/postgres/postgres_share.h"

#include <algorithm>
#include <climits>
#include <utility>

#include "storage/store/clocks.h"

namespace storage {

using ground::Result;

namespace {

// Who does not know yet that a bucket is not its own tells nobody what it brings there: so one that
// has nothing to do looks at all that it has, after so many looks at what it was told.
constexpr int kLooksUntilAll = 10;

// A row for each bucket and member is much to read, and seldom has any changed where few links lead
// to other hosts. Processes of an earlier version tell owners and do not count it.
constexpr int kLooksUntilArrivals = 10;

// While nothing is ours yet: others are about to give, or to be found dead.
constexpr Milliseconds kSoon{50};

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

}  // namespace

PostgresShare::PostgresShare(PostgresGround& ground, PostgresQueue& queue, Fleet& fleet,
                             Milliseconds delay)
    : ground_(ground), queue_(queue), fleet_(fleet), delay_(delay) {}

// --- What is ours

Result<void> PostgresShare::hear(int64_t now_ms) {
  const BucketNews news = fleet_.held().news();
  told_safe_until_ = news.safe_until;
  const SteadyTime now = steady_now();
  if (const MemberId me = fleet_.held().me(); me != kNobody)
    ground_.member = static_cast<int64_t>(me);
  std::set<int64_t> lost;
  for (const HeldBucket& bucket : news.lost) lost.insert(bucket.bucket);
  lose(lost);
  bool had_owner = false;
  for (const HeldBucket& gained : news.gained) {
    ground_.fences[gained.bucket] = gained.fence;
    to_load_.insert(gained.bucket);
    gained_.insert(gained.bucket);
    if (!gained.handed_over) continue;
    had_owner = true;
    const int64_t ago = std::chrono::floor<Milliseconds>(now - *gained.handed_over).count();
    handed_over_[gained.bucket] = now_ms - ago;
    opens_[gained.bucket] = now_ms - ago + delay_.count();
    if (opens_[gained.bucket] > now_ms) queue_.close(gained.bucket, opens_[gained.bucket]);
  }
  want_back(news.wanted_back, now_ms);
  may_have_missed_ = may_have_missed_ || had_owner || !lost.empty();
  if (had_owner || (!is_alone() && now_ms >= next_look_))
    if (auto looked = look_for_arrivals(now_ms); !looked) return looked;
  return load(now_ms);
}

void PostgresShare::lose(const std::set<int64_t>& buckets) {
  if (buckets.empty()) return;
  for (const uint64_t host : queue_.lose(buckets)) lost_.insert(host);
  for (const int64_t bucket : buckets) {
    ground_.fences.erase(bucket);
    to_load_.erase(bucket);
    handed_over_.erase(bucket);
    opens_.erase(bucket);
    wanted_back_.erase(bucket);
    news_.erase(bucket);
    gained_.erase(bucket);
  }
}

void PostgresShare::want_back(const std::vector<Bucket>& buckets, int64_t now_ms) {
  std::set<int64_t> wanted;
  for (const Bucket bucket : buckets)
    if (ground_.fences.contains(bucket)) wanted.insert(bucket);
  for (const int64_t bucket : wanted)
    if (!wanted_back_.contains(bucket)) queue_.close(bucket, INT64_MAX);
  for (const int64_t bucket : wanted_back_) {
    if (wanted.contains(bucket)) continue;
    queue_.reopen(bucket);
    if (const auto opens = opens_.find(bucket); opens != opens_.end() && opens->second > now_ms)
      queue_.close(bucket, opens->second);
  }
  wanted_back_ = std::move(wanted);
  std::erase_if(opens_, [now_ms](const auto& one) { return one.second <= now_ms; });
}

void PostgresShare::disown(int64_t bucket) {
  const auto ours = ground_.fences.find(bucket);
  if (ours == ground_.fences.end()) return;
  fleet_.held().disown(static_cast<Bucket>(bucket), ours->second);
  fleet_.wake();
  lose({bucket});
}

void PostgresShare::let_go() {
  if (wanted_back_.empty()) return;
  std::set<int64_t> lent;
  for (const uint64_t host : queue_.lent_hosts(wanted_back_)) lent.insert(ground_.bucket_of(host));
  std::set<int64_t> gone;
  for (const int64_t bucket : wanted_back_)
    if (!lent.contains(bucket) && fleet_.held().let_go(static_cast<Bucket>(bucket)))
      gone.insert(bucket);
  if (gone.empty()) return;
  lose(gone);
  fleet_.wake();
}

std::vector<uint64_t> PostgresShare::wanted_back() const {
  if (wanted_back_.empty()) return {};
  const std::set<uint64_t> hosts = queue_.lent_hosts(wanted_back_);
  return {hosts.begin(), hosts.end()};
}

std::vector<int64_t> PostgresShare::take_news() {
  const std::set<int64_t> news = std::exchange(news_, {});
  return {news.begin(), news.end()};
}

std::vector<int64_t> PostgresShare::take_gained() {
  const std::set<int64_t> gained = std::exchange(gained_, {});
  return {gained.begin(), gained.end()};
}

std::vector<uint64_t> PostgresShare::take_lost() {
  const std::set<uint64_t> lost = std::exchange(lost_, {});
  return {lost.begin(), lost.end()};
}

// As it was told with the news, and not later: a process that stood still for long may since have
// been declared dead and have joined anew, and what is safe then is none of what we know of.
SteadyTime PostgresShare::safe_until() const {
  return std::min(told_safe_until_, fleet_.held().safe_until());
}

bool PostgresShare::may_lend() const { return !is_over() && steady_now() < safe_until(); }

// The argument is older than the time that is read here: the answer is rather too early. Long past
// is past, and has no difference that a clock could hold.
SteadyTime PostgresShare::safe_until(SteadyTime now) const {
  const SteadyTime real = steady_now();
  return now + (std::max(safe_until(), real - fleet_.timing().ttl) - real);
}

std::string PostgresShare::warning() const {
  if (steady_now() < safe_until()) return "";
  const auto trouble = fleet_.trouble();
  return trouble ? "this process has lost touch with the others, and starts nothing: " +
                       trouble->message
                 : "";
}

bool PostgresShare::is_alone() const {
  return ground_.fences.size() == (std::size_t{1} << ground_.bucket_bits) &&
         fleet_.held().members() <= 1;
}

// --- What waits in it

Result<void> PostgresShare::look_for_arrivals(int64_t now_ms) {
  Connection& server = *ground_.server;
  server.queue("read_tally", {});
  server.queue("read_over", {});
  auto answers = server.run_all();
  if (!answers) return answers.error();
  next_look_ = now_ms + fleet_.timing().watch_every().count();
  ground_.tally.read((*answers)[0].rows);
  const PostgresRows& over = (*answers)[1].rows;
  over_at_.reset();
  if (!over.empty()) over_at_ = over.key(0, 0);
  const bool reads_anyway = looks_++ % kLooksUntilArrivals == 0;
  return reads_anyway || ground_.tally.told() != told_ ? read_arrivals() : Result<void>();
}

// What is told is counted in the transaction that tells it. It was read before the arrivals: one
// that comes between is read once more.
Result<void> PostgresShare::read_arrivals() {
  told_ = ground_.tally.told();
  auto rows = ground_.server->ask("read_arrivals", PostgresValues().number(ground_.member));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const int64_t bucket = rows->number(i, 0), n = rows->number(i, 1);
    if (std::exchange(arrivals_[bucket], n) != n && ground_.fences.contains(bucket))
      to_load_.insert(bucket);
  }
  return {};
}

Result<void> PostgresShare::load(int64_t now_ms) {
  if (to_load_.empty()) return {};
  if (auto loaded = queue_.load({to_load_.begin(), to_load_.end()}); !loaded) return loaded;
  if (auto held = hold_slow_hosts(now_ms); !held) return held;
  news_.insert(to_load_.begin(), to_load_.end());
  to_load_.clear();
  handed_over_.clear();
  return {};
}

// Those whose own delay is longer than that of all.
Result<void> PostgresShare::hold_slow_hosts(int64_t now_ms) {
  if (handed_over_.empty()) return {};
  for (const auto& [bucket, at] : handed_over_)
    ground_.server->queue("slow_hosts_of_bucket",
                          PostgresValues().number(bucket).number(delay_.count()));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  std::size_t next = 0;
  for (const auto& [bucket, at] : handed_over_) {
    const PostgresRows& rows = (*answers)[next++].rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int64_t until = at + bounded_delay(Milliseconds(rows.number(i, 3))).count();
      if (until > now_ms)
        queue_.hold(rows.key(i, 0), {rows.number(i, 1), rows.string(i, 2)}, until);
    }
  }
  return {};
}

// --- The end

Result<std::optional<Milliseconds>> PostgresShare::ask_again(std::optional<Milliseconds> due,
                                                             bool has_more, int64_t now_ms) {
  using Again = std::optional<Milliseconds>;
  const auto sooner = [&due](Milliseconds than) {
    return Again(due ? std::min(*due, than) : than);
  };
  HeldBuckets& held = fleet_.held();
  const bool is_idle = !has_more && !due && queue_.lent() == 0 && to_load_.empty();
  if (is_over() || !is_idle) held.look_for_end(false);
  if (is_over()) return Again();
  if (ground_.fences.empty() && held.size() > 0) return sooner(Milliseconds(1));
  // What is due now can't be lent before that has changed.
  if (steady_now() >= safe_until() || ground_.fences.empty()) return Again(kSoon);
  if (!is_alone()) {
    if (is_idle) return look_for_end(now_ms);
    return has_more ? due : sooner(fleet_.timing().watch_every());
  }
  held.look_for_end(false);
  if (!is_idle) return due;
  auto more = have_others_brought_more();
  if (!more) return more.error();
  return *more ? sooner(Milliseconds(1)) : due;
}

// One who came, offered something and went, all since we last looked; or one whose buckets we took,
// who did not know of ours.
Result<bool> PostgresShare::have_others_brought_more() {
  const uint64_t known = ground_.tally.arrived();
  if (auto loaded = ground_.tally.load(*ground_.server); !loaded) return loaded.error();
  if (!std::exchange(may_have_missed_, false) && ground_.tally.arrived() == known) return false;
  for (const auto& [bucket, fence] : ground_.fences) to_load_.insert(bucket);
  return true;
}

Result<std::optional<Milliseconds>> PostgresShare::look_for_end(int64_t now_ms) {
  if (auto said = say_what_is_aside(now_ms); !said) return said.error();
  fleet_.held().look_for_end(true);
  fleet_.wake();
  const std::optional<Milliseconds> later(fleet_.timing().watch_every());
  if (!fleet_.held().has_ended()) {
    if (++idle_looks_ % kLooksUntilAll == 0)
      for (const auto& [bucket, fence] : ground_.fences) to_load_.insert(bucket);
    return later;
  }
  auto work = ground_.server->ask("read_work", {});
  if (!work) return work.error();
  if (work->number(0, 1) != 0) return later;
  // Others are about to own what we set aside: they must not think that it is to be done.
  const uint64_t arrived = work->key(0, 0);
  if (auto set = ground_.server->ask("set_over", PostgresValues().key(arrived)); !set)
    return set.error();
  if (auto loaded = ground_.tally.load(*ground_.server); !loaded) return loaded.error();
  over_at_ = arrived;
  return is_over() ? std::optional<Milliseconds>() : later;
}

Result<void> PostgresShare::say_what_is_aside(int64_t now_ms) {
  std::vector<uint64_t> hosts = queue_.set_aside(now_ms);
  const bool is_same = hosts == aside_hosts_ && aside_at_ == ground_.tally.arrived();
  const auto me = static_cast<MemberId>(ground_.member);
  if (me == aside_of_ && (is_same || (hosts.empty() && aside_ == 0))) return {};
  for (const uint64_t host : hosts) {
    const auto of_host = PostgresValues().number(ground_.bucket_of(host)).key(host);
    ground_.server->queue("count_waiting", of_host);
    if (queue_.takes_visits()) ground_.server->queue("count_visiting", of_host);
  }
  auto counts = ground_.server->run_all();
  if (!counts) return counts.error();
  int64_t aside = 0;
  for (const PostgresAnswer& count : *counts) aside += count.rows.number(0, 0);
  auto set =
      ground_.server->ask("set_aside", PostgresValues().number(ground_.member).number(aside));
  if (!set) return set.error();
  aside_ = aside;
  aside_hosts_ = std::move(hosts);
  aside_at_ = ground_.tally.arrived();
  aside_of_ = me;
  return {};
}

}  // namespace storage
