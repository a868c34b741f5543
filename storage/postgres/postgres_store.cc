// The verbs that are asked often, and the connection. What a lease ends with is in
// postgres_ends.cc, what a start of the program asks in postgres_settling.cc, questions and runs in
// postgres_questions.cc.
#include "storage/postgres/postgres_store.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "ground/utf8.h"
#include "storage/database/raw_text.h"
#include "storage/postgres/departed_members.h"
#include "storage/postgres/history/history_statements.h"
#include "storage/postgres/postgres_fleet.h"
#include "storage/postgres/server/statements.h"
#include "storage/store/place.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

constexpr int kTokenBits = 40;  // of one opening

constexpr Milliseconds kPollOfJoining{1};
constexpr uint64_t kMostGranted = 256;  // pages at a time

// What the statement update_host takes.
PostgresValues host_values(int64_t bucket, const HostUpdate& update, int64_t wall_ms) {
  const auto number = [](const auto& value) {
    return value ? std::optional<int64_t>(*value) : std::nullopt;
  };
  const auto& certificate = update.certificate;
  const bool has_robots = update.robots_status || update.robots_txt;
  std::string buffer;
  PostgresValues values;
  values.number(bucket).key(update.host_key).number(number(update.robots_status));
  values.number(has_robots ? std::optional(wall_ms) : std::nullopt);
  // Kept byte by byte, as it is matched; shown as a text.
  const std::string_view txt = update.robots_txt ? *update.robots_txt : std::string_view();
  const bool is_text = ground::is_valid_utf8(txt) && txt.find('\0') == txt.npos;
  update.robots_txt ? values.text(sql_text(txt, &buffer)) : values.null();
  is_text ? values.null() : values.bytes(txt);
  values.number(update.crawl_delay ? std::optional<int64_t>(update.crawl_delay->count())
                                   : std::nullopt);
  update.last_error ? values.text(shown_text(*update.last_error, &buffer)) : values.null();
  values.number(certificate ? std::optional(wall_ms) : std::nullopt);
  values.truth(update.robots_txt.has_value());
  values.number(certificate ? std::optional(certificate->expires * 1000) : std::nullopt);
  values.text_or_null(certificate ? shown_text(certificate->issuer, &buffer) : "");
  values.text_or_null(certificate ? std::string_view(certificate->version) : "");
  return values;
}

}  // namespace

// --- The connection

Result<std::unique_ptr<PostgresStore>> PostgresStore::open(const std::string& where,
                                                           const StoreOptions& options,
                                                           Clocks clocks,
                                                           const PostgresTuning& tuning) {
  std::unique_ptr<PostgresStore> store(
      new PostgresStore(where, options, std::move(clocks), tuning));
  if (auto connected = store->connect(); !connected) return connected.error();
  return store;
}

PostgresStore::PostgresStore(std::string where, const StoreOptions& options, Clocks clocks,
                             const PostgresTuning& tuning)
    : where_(std::move(where)),
      options_(options),
      clocks_(std::move(clocks)),
      tuning_(tuning),
      start_(clocks_.steady()),
      urls_(ground_, tuning.key_cache_bytes, options.follows_shorter_ways),
      kept_pages_(ground_),
      versions_(ground_),
      shapes_(ground_),
      content_kinds_(content_kinds_of(options.link_kinds)) {}

// What is not ended by now waits, for whoever owns its bucket next.
PostgresStore::~PostgresStore() {
  if (fleet_) fleet_->leave(fleet_->timing().longest_call());
}

Result<void> PostgresStore::connect() {
  auto server = Connection::open(where_);
  if (!server) return server.error();
  ground_.server = std::move(*server);
  auto agreed = prepare_postgres_schema(*ground_.server, options_, tuning_.bucket_bits);
  if (!agreed) return agreed.error();
  ground_.bucket_bits = agreed->bucket_bits;
  if (auto made = tables_.make(*ground_.server, options_.tables, ground_.bucket_bits); !made)
    return made;
  if (auto used = use_connection(); !used) return used;
  auto opens = ground_.server->ask("take_numbers", PostgresValues().text("opens").number(1));
  if (!opens) return opens.error();
  queue_.emplace(ground_, opens->key(0, 0) << kTokenBits | 1);
  if (auto counted = ground_.tally.load(*ground_.server); !counted) return counted;
  return join(agreed->timing);
}

// What the membership could not do within the time of a few calls, it can't.
Result<void> PostgresStore::join(const FleetTiming& timing) {
  const std::size_t buckets = std::size_t{1} << ground_.bucket_bits;
  fleet_ = tuning_.join ? tuning_.join(where_, timing, buckets)
                        : std::make_unique<PostgresFleet>(where_, timing, buckets);
  share_.emplace(ground_, *queue_, *fleet_, options_.host_delay);
  const auto until = std::chrono::steady_clock::now() + 2 * timing.longest_call();
  while (fleet_->held().me() == kNobody) {
    if (std::chrono::steady_clock::now() >= until)
      return fleet_->trouble().value_or(
          Error{ErrorCode::kBusy, ground_.server->place() + ": does not answer", true});
    std::this_thread::sleep_for(kPollOfJoining);
  }
  ground_.member = static_cast<int64_t>(fleet_->held().me());
  return hear();  // what is ours at once
}

// What each new connection is told.
Result<void> PostgresStore::use_connection() {
  Connection& server = *ground_.server;
  if (auto set = server.script(kPostgresSession); !set) return set;
  for (const PostgresStatement& statement : postgres_statements())
    server.prepare(statement.name, statement.sql);
  for (const PostgresStatement& statement : postgres_history_statements())
    server.prepare(statement.name, statement.sql);
  kept_pages_.prepare();
  for (const UrlSort sort : kUrlSorts)
    server.prepare("survey_" + std::to_string(static_cast<int>(sort)), survey_statement(sort));
  tables_.prepare(server);
  auto prepared = server.run_all();
  if (!prepared) return prepared.error();
  return {};
}

Result<void> PostgresStore::ready() {
  if (ground_.server && !ground_.server->is_lost()) return {};
  auto server = Connection::open(where_);
  if (!server) return server.error();
  ground_.server = std::move(*server);
  urls_.forget_all();
  queue_->forget_hints();
  auto used = use_connection();
  if (used) used = ground_.tally.load(*ground_.server);
  if (!used) ground_.server.reset();
  return used;
}

// What has become of our buckets. A run is its member's, who may be another by now.
Result<void> PostgresStore::hear() {
  if (auto heard = share_->hear(now_ms()); !heard) return heard;
  for (const int64_t bucket : share_->take_news())
    if (options_.follows_shorter_ways) nearer_buckets_.insert(bucket);
  for (const int64_t bucket : share_->take_gained()) {
    gained_.insert(bucket);
    stale_due_times_.insert(bucket);
  }
  if (run_id_ == 0 || run_member_ == ground_.member) return {};
  auto owned =
      ground_.server->ask("own_run", PostgresValues().number(run_id_).number(ground_.member));
  if (!owned) return owned.error();
  run_member_ = ground_.member;
  granted_ = spent_ = 0;
  // What we were is departed, too: in a run that goes on for ever nobody else may come.
  return gather_departed(*ground_.server);
}

// Nothing that was learnt in between counts, and no transaction stays open.
Error PostgresStore::failed(Error error) {
  if (!ground_.server->is_lost()) {
    ground_.server->queue_words("ROLLBACK");
    (void)ground_.server->run();  // the error is the first one
  }
  urls_.forget_all();
  queue_->forget_hints();
  shapes_.forget();
  return error;
}

// The owner of the bucket looks after it, and hears of it by what is said to owners.
void PostgresStore::note_nearer(const ground::UrlKey& key) {
  if (!ground_.is_ours(key.host)) return;
  nearer_buckets_.insert(ground_.bucket_of(key.host));
  queue_->came_nearer(key.host);
}

int64_t PostgresStore::now_ms() const {
  return std::chrono::duration_cast<Milliseconds>(clocks_.steady() - start_).count();
}

int64_t PostgresStore::wall_ms() const {
  return std::chrono::duration_cast<Milliseconds>(clocks_.wall().time_since_epoch()).count();
}

// --- The verbs

Result<uint64_t> PostgresStore::add(std::span<const NewUrl> urls) {
  if (auto connected = ready(); !connected) return connected.error();
  std::vector<PostgresUrls::Offer> offers;
  offers.reserve(urls.size());
  for (const NewUrl& url : urls) offers.push_back({&url, {}});
  auto answer = urls_.offer(offers);
  if (!answer) return failed(answer.error());
  for (const PostgresUrls::Arrival& arrival : answer->arrivals) queue_->arrived(arrival);
  for (const PostgresUrls::Nearer& nearer : answer->nearer) note_nearer(nearer.key);
  return answer->new_urls;
}

Result<LeaseAnswer> PostgresStore::lease(const LeaseRequest& request) {
  if (auto connected = ready(); !connected) return connected.error();
  LeaseAnswer answer;
  const SteadyTime asked = clocks_.steady();
  auto lent = hear();
  if (lent && plan_) lent = queue_gained();
  if (lent && share_->may_lend()) lent = queue_->lend(request, now_ms(), wall_ms(), &answer);
  if (lent) lent = fill_times(asked, &answer);
  if (lent && request.max_pages > 0) lent = grant_pages(request.max_pages, &answer);
  if (!lent) {
    for (const Lease& lease : answer.leases) queue_->give_back(lease.token);
    return failed(lent.error());
  }
  answer.wanted_back = share_->wanted_back();
  answer.lost = share_->take_lost();
  return answer;
}

// `asked`: no later than anything that was heard.
Result<void> PostgresStore::fill_times(SteadyTime asked, LeaseAnswer* answer) {
  share_->let_go();
  std::optional<Milliseconds> due;
  if (!answer->more) {
    auto nearest = queue_->nearest_due();
    if (!nearest) return nearest.error();
    const Milliseconds wait(*nearest ? std::max<int64_t>(0, **nearest - now_ms()) : 0);
    if (*nearest && is_worth_waiting(wait)) due = wait;
  }
  auto again = share_->ask_again(due, answer->more, now_ms());
  if (!again) return again.error();
  answer->ask_again = *again;
  answer->safe_until = share_->safe_until(asked);
  return {};
}

// Some at a time, so that each has some. Who has nothing to fetch gives back what it was granted.
Result<void> PostgresStore::grant_pages(uint64_t max_pages, LeaseAnswer* answer) {
  const uint64_t members = std::max<uint64_t>(1, fleet_->held().members());
  const uint64_t block = std::clamp<uint64_t>(max_pages / (8 * members), 1, kMostGranted);
  const uint64_t unspent = granted_ - std::min(granted_, spent_);
  Connection& server = *ground_.server;
  if (answer->leases.empty() && queue_->lent() == 0 && unspent > 0) {
    auto done = server.ask("return_pages", PostgresValues().number(ground_.member).key(spent_));
    if (!done) return done.error();
    granted_ = spent_;
  } else if (queue_->lent() > 0 && 2 * unspent <= block) {
    server.queue_words("BEGIN");
    server.queue("lock_grants", {});
    server.queue("grant_pages",
                 PostgresValues().number(ground_.member).key(block).key(pages_before_ + max_pages));
    server.queue_words("COMMIT");
    auto done = server.run_all();
    if (!done) return done.error();
    if (!(*done)[2].rows.empty()) granted_ = (*done)[2].rows.key(0, 0);
  }
  answer->may_fetch = pages_of_run_ + granted_ - std::min(granted_, spent_);
  return {};
}

Result<void> PostgresStore::hold_hosts(std::span<const HostHold> holds) {
  if (holds.empty()) return {};
  if (auto connected = ready(); !connected) return connected.error();
  std::vector<uint64_t> keys;
  for (const HostHold& hold : holds) keys.push_back(hold.host_key);
  auto known = urls_.find_hosts(keys);
  if (!known) return failed(known.error());
  for (std::size_t i = 0; i < holds.size(); ++i) {
    if (!(*known)[i] || !ground_.is_ours(keys[i])) continue;
    std::optional<int64_t> until;
    if (holds[i].delay > Milliseconds(0)) until = now_ms() + bounded_delay(holds[i].delay).count();
    queue_->hold(keys[i], *(*known)[i], until);
  }
  return {};
}

Result<void> PostgresStore::update_hosts(std::span<const HostUpdate> updates) {
  if (auto connected = ready(); !connected) return connected.error();
  for (const HostUpdate& update : updates) {
    if (auto made = urls_.make_host(update.host_key, update.origin); !made)
      return failed(made.error());
    const int64_t bucket = ground_.bucket_of(update.host_key);
    ground_.queue_fence(bucket);
    ground_.server->queue("update_host", host_values(bucket, update, wall_ms()));
    auto done = ground_.server->run();
    if (!done) return failed(done.error());
    if ((*done)[1].ok()) continue;
    if ((*done)[0].ok()) return failed((*done)[1].error);
    share_->disown(bucket);  // its owner asks for itself
  }
  return {};
}

std::vector<std::string> PostgresStore::query_command() const {
  return {"psql", shown_place(where_), "-c"};
}

}  // namespace storage
