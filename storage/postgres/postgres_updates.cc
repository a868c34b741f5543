// The beginning and the end of an update. Of several processes that begin one, the first makes what
// is due so, bucket by bucket; the others wait for that and take its plan over, whatever their own.
#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <map>
#include <string_view>
#include <thread>
#include <utility>

#include "storage/postgres/postgres_store.h"
#include "storage/store/place.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// An update that was cut off goes on, unless that is long ago: then all is due anew that would be.
constexpr int64_t kGoesOnFor = int64_t{24} * 3'600 * 1'000;
constexpr int64_t kRowsOfAStep = 5'000;  // of a transaction
constexpr Milliseconds kPollOfPreparing{50}, kPollOfBuckets{2};

constexpr std::array<std::pair<std::string_view, Milliseconds UpdatePlan::*>, 3> kPlanned = {{
    {"revisit", &UpdatePlan::revisit},
    {"revisit_min", &UpdatePlan::revisit_min},
    {"revisit_max", &UpdatePlan::revisit_max},
}};

using Counters = std::map<std::string, int64_t, std::less<>>;

int64_t counter_of(const Counters& counters, std::string_view name) {
  const auto at = counters.find(name);
  return at == counters.end() ? 0 : at->second;
}

Counters counters_in(const PostgresRows& rows) {
  Counters counters;
  for (std::size_t i = 0; i < rows.size(); ++i) counters[rows.string(i, 0)] = rows.number(i, 1);
  return counters;
}

UpdatePlan plan_in(const Counters& counters) {
  UpdatePlan plan;
  for (const auto& [name, limit] : kPlanned) plan.*limit = Milliseconds(counter_of(counters, name));
  plan.all = counter_of(counters, "update_of_all") != 0;
  plan.keep_versions = static_cast<uint32_t>(counter_of(counters, "keep_versions"));
  return plan;
}

// From step to step through each bucket, all buckets at once.
struct Step {
  int64_t bucket = 0;
  int64_t host = std::numeric_limits<int64_t>::min(), key = std::numeric_limits<int64_t>::min();
  int64_t to_host = 0, to_key = 0;
};

PostgresValues begin_of(const Step& step) {
  PostgresValues values;
  values.number(step.bucket).number(step.host).number(step.key);
  return values;
}

PostgresValues range_of(const Step& step) {
  return begin_of(step).number(step.to_host).number(step.to_key);
}

// Finds the end of each; those that have no more rows are gone then.
Result<void> find_ends(Connection& server, const char* statement, std::vector<Step>* steps) {
  for (const Step& step : *steps) server.queue(statement, begin_of(step).number(kRowsOfAStep));
  auto answers = server.run_all();
  if (!answers) return answers.error();
  std::vector<Step> left;
  for (std::size_t i = 0; i < steps->size(); ++i) {
    const PostgresRows& rows = (*answers)[i].rows;
    if (rows.empty()) continue;
    left.push_back((*steps)[i]);
    left.back().to_host = rows.number(0, 0);
    left.back().to_key = rows.number(0, 1);
  }
  *steps = std::move(left);
  return {};
}

void go_on(std::vector<Step>* steps) {
  for (Step& step : *steps) {
    step.host = step.to_host;
    step.key = step.to_key;
  }
}

}  // namespace

Result<UpdateBegun> PostgresStore::begin_update(const UpdatePlan& plan) {
  if (auto connected = ready(); !connected) return connected.error();
  UpdateBegun begun;
  for (;;) {
    if (auto heard = hear(); !heard) return failed(heard.error());
    Connection& server = *ground_.server;
    server.queue("claim_update", PostgresValues().number(ground_.member));
    server.queue("others_at_work", PostgresValues().number(ground_.member));
    server.queue("read_counters", {});
    auto answers = server.run_all();
    if (!answers) return failed(answers.error());
    const bool is_ours = (*answers)[0].rows.changed() > 0;
    const int64_t others = (*answers)[1].rows.number(0, 0);
    const int64_t updating = (*answers)[1].rows.number(0, 1);
    const Counters counters = counters_in((*answers)[2].rows);
    if (others > updating)
      return Error{ErrorCode::kBusy,
                   shown_place(where_) +
                       ": others are at work on this crawl without --update: wait until they have "
                       "ended, or leave --update out"};
    const bool is_ready = counter_of(counters, "update_ready") == counter_of(counters, "update_by");
    if (updating > 0 || (!is_ours && is_ready)) {
      plan_ = plan_in(counters);
      break;
    }
    if (!is_ours) {
      std::this_thread::sleep_for(kPollOfPreparing);
      continue;
    }
    const int64_t began = counter_of(counters, "update_began"), now = wall_ms();
    // One of some goes not on as one of all.
    begun.goes_on = began > 0 && began <= now && now - began < kGoesOnFor &&
                    (!plan.all || counter_of(counters, "update_of_all") != 0);
    const UpdatePlan last = plan_in(counters);
    const bool has_other_limits =
        std::any_of(kPlanned.begin(), kPlanned.end(),
                    [&](const auto& one) { return plan.*one.second != last.*one.second; });
    if (auto prepared = prepare_update(plan, begun.goes_on, has_other_limits); !prepared)
      return failed(prepared.error());
    plan_ = plan;
    break;
  }
  auto known = ground_.server->ask("known_revisits", {});
  if (!known) return failed(known.error());
  begun.known = known->key(0, 0);
  queue_->take_visits();
  is_round_open_ = true;
  if (auto waited = wait_for_buckets(); !waited) return failed(waited.error());
  gained_.clear();
  for (const auto& [bucket, fence] : ground_.fences) stale_due_times_.insert(bucket);
  if (auto loaded = queue_->load_all(); !loaded) return failed(loaded.error());
  return begun;
}

// Who is alone owns all of them in a moment. Beside others what is due comes with each bucket.
Result<void> PostgresStore::wait_for_buckets() {
  const auto until = std::chrono::steady_clock::now() + 2 * fleet_->timing().longest_call();
  while (!share_->is_alone() && fleet_->held().members() <= 1 &&
         std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(kPollOfBuckets);
    if (auto heard = hear(); !heard) return heard;
  }
  return {};
}

// Each step is a transaction of its own, and may be repeated.
Result<void> PostgresStore::prepare_update(const UpdatePlan& plan, bool goes_on,
                                           bool has_other_limits) {
  auto rows = ground_.server->ask("buckets_of_hosts", {});
  if (!rows) return rows.error();
  std::vector<int64_t> buckets;
  for (std::size_t i = 0; i < rows->size(); ++i) buckets.push_back(rows->number(i, 0));
  if (auto taken = take_over(plan, buckets); !taken) return taken;
  if ((plan.all && !goes_on) || has_other_limits)
    if (auto planned = plan_anew(plan, goes_on, buckets); !planned) return planned;
  if (!goes_on)
    if (auto counted = count_visits_anew(buckets); !counted) return counted;
  return begin_counters(plan, goes_on);
}

// The pages that no update knows, and what the errors among them look like.
Result<void> PostgresStore::take_over(const UpdatePlan& plan, const std::vector<int64_t>& buckets) {
  Connection& server = *ground_.server;
  std::vector<Step> steps;
  steps.reserve(buckets.size());
  for (const int64_t bucket : buckets) steps.push_back({bucket});
  while (!steps.empty()) {
    if (auto found = find_ends(server, "page_step", &steps); !found) return found;
    for (const Step& step : steps) {
      server.queue("take_over", range_of(step).number(plan.revisit.count()));
      server.end_group();
    }
    auto answers = server.run_all();
    if (!answers) return answers.error();
    for (const PostgresAnswer& answer : *answers) {
      std::set<uint64_t> hosts;
      for (std::size_t i = 0; i < answer.rows.size(); ++i) hosts.insert(answer.rows.key(i, 0));
      if (auto loaded = shapes_.load(hosts); !loaded) return loaded;
      for (std::size_t i = 0; i < answer.rows.size(); ++i) {
        PageRecord error;
        error.content_hash = answer.rows.key(i, 1);
        error.simhash = answer.rows.key(i, 2);
        error.title = answer.rows.string(i, 3);
        const PageShape shape = shape_of(error);
        if (shapes_.note(answer.rows.key(i, 0), shape))
          PostgresShapes::queue(ground_, answer.rows.key(i, 0), shape);
      }
      if (auto kept = server.run_all(); !kept) return kept.error();
    }
    go_on(&steps);
  }
  return {};
}

// Puts the next visits into the limits of a plan that is not the last one's, or, of one of all, to
// now.
Result<void> PostgresStore::plan_anew(const UpdatePlan& plan, bool goes_on,
                                      const std::vector<int64_t>& buckets) {
  Connection& server = *ground_.server;
  std::vector<Step> steps;
  steps.reserve(buckets.size());
  for (const int64_t bucket : buckets) steps.push_back({bucket});
  while (!steps.empty()) {
    if (auto found = find_ends(server, "revisit_step", &steps); !found) return found;
    for (const Step& step : steps) {
      if (plan.all && !goes_on)
        server.queue("make_due", range_of(step).number(wall_ms()));
      else
        server.queue("plan_anew", range_of(step)
                                      .number(plan.revisit.count())
                                      .number(plan.revisit_min.count())
                                      .number(plan.revisit_max.count())
                                      .number(goes_on ? wall_ms() : INT64_MIN));
      server.end_group();
    }
    if (auto done = server.run_all(); !done) return done.error();
    go_on(&steps);
  }
  return {};
}

Result<void> PostgresStore::begin_counters(const UpdatePlan& plan, bool goes_on) {
  const auto set = [this](std::string_view name, int64_t n) {
    ground_.server->queue("set_counter", PostgresValues().text(name).number(n));
  };
  for (const auto& [name, limit] : kPlanned) set(name, (plan.*limit).count());
  set("keep_versions", plan.keep_versions);
  if (!goes_on) {
    set("update_began", wall_ms());
    set("update_of_all", plan.all ? 1 : 0);
  }
  set("update_ready", ground_.member);
  auto done = ground_.server->run_all();
  if (!done) return done.error();
  return {};
}

// From now on hosts have been visited not at all.
Result<void> PostgresStore::count_visits_anew(const std::vector<int64_t>& buckets) {
  for (const int64_t bucket : buckets)
    ground_.server->queue("count_visits_anew", PostgresValues().number(bucket));
  auto done = ground_.server->run_all();
  if (!done) return done.error();
  return {};
}

// Nothing of ours is due. What a host may be asked for at most is meant of each round.
Result<void> PostgresStore::end_round() {
  if (!is_round_open_) return {};
  if (!share_->is_alone())
    if (auto loaded = ground_.tally.load(*ground_.server); !loaded) return loaded;
  if (ground_.tally.due() > 0) return {};
  auto due = ground_.server->ask("is_any_due", PostgresValues().number(wall_ms()));
  if (!due) return due.error();
  if (due->number(0, 0) > 0) return {};  // in a bucket that is not ours
  std::vector<int64_t> buckets;
  for (const auto& [bucket, next] : due_times_)
    if (ground_.fences.contains(bucket)) buckets.push_back(bucket);
  if (auto counted = count_visits_anew(buckets); !counted) return counted;
  for (const std::string_view name : {"update_began", "update_of_all"})
    ground_.server->queue("set_counter", PostgresValues().text(name).number(0));
  auto done = ground_.server->run_all();
  if (!done) return done.error();
  is_round_open_ = false;
  return {};
}

Result<VisitCounts> PostgresStore::visit_counts() {
  VisitCounts counts;
  if (!plan_) return counts;
  if (auto connected = ready(); !connected) return connected.error();
  int64_t run = run_id_;
  if (run == 0) {
    auto newest = ground_.server->ask("newest_run", {});
    if (!newest) return failed(newest.error());
    run = newest->number(0, 0);
  }
  ground_.server->queue("visits_of_run", PostgresValues().number(run));
  ground_.server->queue("changes_of_run", PostgresValues().number(run));
  auto answers = ground_.server->run_all();
  if (!answers) return failed(answers.error());
  const PostgresRows &visits = (*answers)[0].rows, &changes = (*answers)[1].rows;
  for (std::size_t i = 0; i < visits.size(); ++i)
    counts.visits.emplace_back(static_cast<VisitOutcome>(visits.number(i, 0)), visits.key(i, 1));
  for (std::size_t i = 0; i < changes.size(); ++i)
    counts.changes.emplace_back(static_cast<ChangeKind>(changes.number(i, 0)), changes.key(i, 1));
  return counts;
}

// The last of those at work says which URLs nothing leads to any more.
Result<void> PostgresStore::end_update() {
  Connection& server = *ground_.server;
  server.queue("others_at_work", PostgresValues().number(ground_.member));
  server.queue("has_lost_links", {});
  auto answers = server.run_all();
  if (!answers) return answers.error();
  if ((*answers)[0].rows.number(0, 0) > 0) return {};
  if ((*answers)[1].rows.number(0, 0) > 0) {
    server.queue_words("BEGIN");
    // All links are read once, and what is asked for is looked up among them.
    server.queue_words("SET LOCAL enable_hashjoin = on");
    server.queue_words("SET LOCAL enable_seqscan = on");
    server.queue_words("SET LOCAL plan_cache_mode = force_custom_plan");
    server.queue("drop_orphans", {});
    server.queue("find_orphans", PostgresValues().number(wall_ms()));
    server.queue("forget_lost_links", {});
    server.queue_words("COMMIT");
    if (auto found = server.run_all(); !found) return found.error();
  }
  return end_round();
}

// The run that begins is none: what such a one has left in the queue is not its to visit.
Result<void> PostgresStore::end_cut_off_update() {
  auto updating = ground_.server->ask("updating_members", PostgresValues().number(ground_.member));
  if (!updating) return updating.error();
  if (updating->number(0, 0) > 0)
    return Error{ErrorCode::kBusy,
                 shown_place(where_) +
                     ": others are at an update of this crawl: take part with --update, or wait "
                     "until they have ended. One that was killed counts for a moment (20 s) as "
                     "being at work"};
  return ground_.tally.due() > 0 ? unqueue_all() : Result<void>();
}

Result<void> PostgresStore::unqueue_all() {
  auto rows = ground_.server->ask("buckets_of_hosts", {});
  if (!rows) return rows.error();
  Connection& server = *ground_.server;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    for (bool more = true; more;) {
      server.queue_words("BEGIN");
      server.queue("unqueue_visits",
                   PostgresValues().number(rows->number(i, 0)).number(kRowsOfAStep));
      auto unqueued = server.run_all();
      if (!unqueued) return unqueued.error();
      const auto n = static_cast<int64_t>((*unqueued)[1].rows.changed());
      PostgresTally::Change change;
      change.add_due(-n);
      change.queue(server, ground_.member);
      server.queue_words("COMMIT");
      if (auto done = server.run_all(); !done) return done.error();
      ground_.tally.committed(change);
      more = n == kRowsOfAStep;
    }
  }
  return {};
}

}  // namespace storage
