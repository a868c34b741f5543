// Questions, cookies and runs.
#include <algorithm>

#include "storage/postgres/departed_members.h"
#include "storage/postgres/postgres_store.h"
#include "storage/store/stored_json.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using ground::UrlKey;

namespace {

int64_t limit_of(std::size_t n) {
  return static_cast<int64_t>(std::min<uint64_t>(n, static_cast<uint64_t>(INT32_MAX)));
}

}  // namespace

// --- Questions

Result<Stats> PostgresStore::stats() {
  if (auto connected = ready(); !connected) return connected.error();
  if (!share_->is_alone())
    if (auto loaded = ground_.tally.load(*ground_.server); !loaded) return failed(loaded.error());
  Stats stats = ground_.tally.stats();
  stats.leased = queue_->lent();
  auto due = queue_->nearest_due();
  if (!due) return failed(due.error());
  stats.warning = share_->warning();
  stats.pages = fleet_pages();
  stats.members = fleet_->held().members();
  stats.buckets_held = fleet_->held().size();
  if (*due) stats.next_due = Milliseconds(std::max<int64_t>(0, **due - now_ms()));
  return stats;
}

FleetPages PostgresStore::fleet_pages() const {
  const uint64_t all = ground_.tally.pages(), known = pages_before_ + pages_of_run_;
  return {pages_of_run_, all - std::min(all, known)};
}

Result<HostExtremes> PostgresStore::host_extremes(std::size_t n) {
  if (auto connected = ready(); !connected) return connected.error();
  ground_.server->queue("slowest_hosts", PostgresValues().number(limit_of(n)));
  ground_.server->queue("failing_hosts", PostgresValues().number(limit_of(n)));
  auto answers = ground_.server->run_all();
  if (!answers) return failed(answers.error());
  const auto read = [](const PostgresRows& rows) {
    std::vector<HostSummary> hosts;
    for (std::size_t i = 0; i < rows.size(); ++i)
      hosts.push_back({rows.string(i, 0), rows.key(i, 1), rows.key(i, 2),
                       Milliseconds(rows.number(i, 3)), rows.string(i, 4)});
    return hosts;
  };
  return HostExtremes{read((*answers)[0].rows), read((*answers)[1].rows)};
}

Result<WaitingHosts> PostgresStore::waiting_hosts(std::size_t n) {
  if (auto connected = ready(); !connected) return connected.error();
  queue_->wake_due(now_ms());
  std::vector<int64_t> hosts, keys;
  for (const UrlKey& key : queue_->delayed()) {
    hosts.push_back(static_cast<int64_t>(key.host));
    keys.push_back(static_cast<int64_t>(key.url));
  }
  auto rows = ground_.server->ask(
      "waiting_hosts", PostgresValues().number(limit_of(n)).numbers(hosts).numbers(keys));
  if (!rows) return failed(rows.error());
  WaitingHosts waiting;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    waiting.most.push_back({rows->string(i, 0), rows->key(i, 1), rows->string(i, 2)});
    waiting.hosts = rows->key(i, 3);
  }
  return waiting;
}

Result<CheckCounts> PostgresStore::check_counts() {
  if (auto connected = ready(); !connected) return connected.error();
  auto rows = ground_.server->ask("check_counts", {});
  if (!rows) return failed(rows.error());
  CheckCounts counts;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto reason = static_cast<Reason>(rows->number(i, 1));
    const uint64_t n = rows->key(i, 2);
    switch (static_cast<UrlState>(rows->number(i, 0))) {
      case UrlState::kWaiting:
        counts.waiting += n;
        break;
      case UrlState::kFetched:
        counts.checked += n;
        counts.broken += rows->key(i, 3);
        break;
      case UrlState::kSkipped:
        counts.skipped.emplace_back(reason, n);
        break;
      case UrlState::kFailed:
        counts.failed.emplace_back(reason, n);
        break;
    }
  }
  return counts;
}

Result<std::vector<std::optional<UrlOutcome>>> PostgresStore::look_up(
    std::span<const UrlKey> keys) {
  if (auto connected = ready(); !connected) return connected.error();
  std::vector<int64_t> buckets, hosts, urls;
  for (const UrlKey& key : keys) {
    buckets.push_back(ground_.bucket_of(key.host));
    hosts.push_back(static_cast<int64_t>(key.host));
    urls.push_back(static_cast<int64_t>(key.url));
  }
  auto rows = ground_.server->ask("look_up", PostgresValues()
                                                 .numbers(buckets)
                                                 .numbers(hosts)
                                                 .numbers(urls)
                                                 .number(ground_.shift())
                                                 .number(ground_.mask()));
  if (!rows) return failed(rows.error());
  std::vector<std::optional<UrlOutcome>> outcomes(keys.size());
  for (std::size_t i = 0; i < rows->size(); ++i)
    outcomes[static_cast<std::size_t>(rows->number(i, 0)) - 1] = UrlOutcome{
        static_cast<UrlState>(rows->number(i, 1)), static_cast<Reason>(rows->number(i, 2)),
        rows->string(i, 3), static_cast<int>(rows->number(i, 4)), rows->string(i, 5)};
  return outcomes;
}

// --- Cookies

Result<void> PostgresStore::keep_cookies(std::span<const SiteCookies> sites) {
  if (sites.empty()) return {};
  if (auto connected = ready(); !connected) return connected.error();
  for (const SiteCookies& kept : sites) {
    ground_.server->queue("drop_cookies", PostgresValues().text(kept.site));
    for (std::size_t i = 0; i < kept.cookies.size(); ++i) {
      const CookieRecord& cookie = kept.cookies[i];
      PostgresValues values;
      values.text(kept.site).number(static_cast<int64_t>(i)).text(cookie.domain);
      values.truth(cookie.host_only).bytes(cookie.path).bytes(cookie.name).bytes(cookie.value);
      ground_.server->queue("add_cookie", values.truth(cookie.secure).number(cookie.expires));
    }
  }
  if (auto done = ground_.server->run_all(); !done) return failed(done.error());
  return {};
}

Result<std::vector<SiteCookies>> PostgresStore::cookies() {
  if (auto connected = ready(); !connected) return connected.error();
  auto rows = ground_.server->ask("read_cookies", {});
  if (!rows) return failed(rows.error());
  std::vector<SiteCookies> sites;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (sites.empty() || sites.back().site != rows->text(i, 0))
      sites.push_back({rows->string(i, 0), {}});
    sites.back().cookies.push_back({rows->string(i, 1), rows->number(i, 2) != 0, rows->string(i, 3),
                                    rows->string(i, 4), rows->string(i, 5), rows->number(i, 6) != 0,
                                    rows->number(i, 7)});
  }
  return sites;
}

// --- Steering

Result<void> PostgresStore::keep_control(const ControlRecord& /*record*/) {
  return Error{ErrorCode::kNotOurs,
               "a crawl in PostgreSQL takes no commands while it runs: stop it with Ctrl-C and "
               "start it again with other options"};
}

// --- Runs

Result<std::optional<PastRun>> PostgresStore::last_run() {
  if (auto connected = ready(); !connected) return connected.error();
  auto rows = ground_.server->ask("last_run", {});
  if (!rows) return failed(rows.error());
  if (rows->empty()) return std::optional<PastRun>();
  return std::optional(
      PastRun{std::chrono::system_clock::time_point(Milliseconds(rows->number(0, 0))),
              rows->string(0, 1), rows->string(0, 2), rows->number(0, 3) > 0, rows->key(0, 4)});
}

Result<void> PostgresStore::begin_settling() {
  if (auto connected = ready(); !connected) return connected.error();
  if (auto begun = ground_.server->ask("begin_settling", {}); !begun) return failed(begun.error());
  return {};
}

Result<void> PostgresStore::begin_run(const RunStart& run) {
  if (auto connected = ready(); !connected) return connected.error();
  if (!plan_)
    if (auto ended = end_cut_off_update(); !ended) return failed(ended.error());
  auto id = ground_.server->ask("take_numbers", PostgresValues().text("runs").number(1));
  if (!id) return failed(id.error());
  ground_.server->queue("close_killed_runs", PostgresValues().text(name_of(EndReason::kKilled)));
  ground_.server->queue("begin_run", PostgresValues()
                                         .number(id->number(0, 0))
                                         .number(wall_ms())
                                         .text(run.version)
                                         .text(run.options_json)
                                         .number(ground_.member));
  if (plan_) ground_.server->queue("mark_update", PostgresValues().number(id->number(0, 0)));
  ground_.server->queue("end_settling", {});
  ground_.server->queue("clear_over", {});
  ground_.server->queue("begin_count",
                        PostgresValues().key(ground_.tally.pages()).number(ground_.member));
  ground_.server->queue("read_count", {});
  auto begun = ground_.server->run_all();
  if (!begun) return failed(begun.error());
  if (auto gathered = gather_departed(*ground_.server); !gathered) return failed(gathered.error());
  share_->begin_run();
  pages_before_ = begun->back().rows.key(0, 0);
  pages_of_run_ = 0;
  run_id_ = id->number(0, 0);
  run_member_ = ground_.member;
  last_fetched_at_ = 0;
  return {};
}

Result<std::string> PostgresStore::end_run(const RunEnd& end) {
  if (run_id_ == 0) return std::string();
  if (auto connected = ready(); !connected) return connected.error();
  ground_.server->queue("end_run", PostgresValues()
                                       .number(run_id_)
                                       .number(end.elapsed.count())
                                       .text(end.reason)
                                       .text(counts_json(ground_.tally.stats()))
                                       .key(end.pages)
                                       .key(end.bytes)
                                       .number(last_fetched_at_));
  // Those of processes that have died meanwhile.
  ground_.server->queue("close_killed_runs", PostgresValues().text(name_of(EndReason::kKilled)));
  auto done = ground_.server->run_all();
  if (!done) return failed(done.error());
  run_id_ = 0;
  // Who interrupts an update wants it to stop now, and will go on with it.
  const EndReasonRow* ending = find_end_reason(end.reason);
  const bool is_final = ending == nullptr || !ending->goes_on;
  if (plan_ && is_final)
    if (auto ended = end_update(); !ended) return failed(ended.error());
  return std::string();
}

}  // namespace storage
