// Every verb is one transaction, and memory (leases, caches) is changed only after its commit. So a
// verb that fails has changed nothing and can be repeated, and a crash loses only what was not
// committed. The work is divided among tables (hosts, URLs, queue, pages); this file has the verbs,
// the order of steps inside them, and the beginning and end of a run.
#include "storage/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/control/control_table.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_write.h"
#include "storage/store/stored_json.h"

namespace storage {

using ground::ErrorCode;
using ground::Result;
using ground::UrlKey;

// --- Opening

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path,
                                                       const StoreOptions& options, Clocks clocks,
                                                       const SqliteTuning& tuning) {
  auto lock = lock_to_write(path);
  if (!lock) return lock.error();
  auto opened = Database::open(path, kBusyPatience);
  if (!opened) return opened.error();
  std::unique_ptr<Database> db = std::move(opened).value();
  if (auto ready = prepare_schema(*db, options.link_kinds, tuning.page_bytes); !ready) {
    return ready.error();
  }
  if (db->integer_of("SELECT count(*) FROM counter WHERE name = 'pulling'") > 0)
    return ground::Error{
        ErrorCode::kNotOurs,
        path + ": is not whole, as a pull was cut off: finish it with: crawl pull"};
  // In WAL, NORMAL syncs at checkpoints only: after a power loss the last commits may be gone, but
  // never half of one, and a crawl asks for them again. FULL syncs at each commit
  // (https://www.sqlite.org/pragma.html#pragma_synchronous).
  db->exec(options.durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  db->exec("PRAGMA secure_delete=OFF; PRAGMA temp_store=MEMORY");
  // What a reader that stayed made of the journal is given back when it starts anew.
  // https://www.sqlite.org/pragma.html#pragma_journal_size_limit
  db->exec(fmt::format("PRAGMA journal_size_limit={}",
                       2 * int64_t{tuning.page_bytes} * tuning.wal_autocheckpoint_pages));
  db->exec(fmt::format("PRAGMA wal_autocheckpoint={}", tuning.wal_autocheckpoint_pages));
  db->exec("UPDATE counter SET n = n + 1 WHERE name = 'opens'");
  const int64_t opens = db->integer_of("SELECT n FROM counter WHERE name = 'opens'");
  if (auto ready = db->take_failure(); !ready) return ready.error();
  // A token of an earlier opening is never one of this.
  const LeaseToken first_token = static_cast<LeaseToken>(opens) << 40 | 1;
  std::unique_ptr<SqliteStore> store(new SqliteStore(
      std::move(lock).value(), std::move(db), options, std::move(clocks), tuning, first_token));
  if (auto ready = store->db_->take_failure(); !ready) return ready.error();
  if (auto ready = store->prepare_tables(); !ready) return ready.error();
  if (auto ready = store->requeue_delayed(); !ready) return ready.error();
  store->db_->wait_for_others(tuning.busy_patience);
  return store;
}

SqliteStore::SqliteStore(FileLock lock, std::unique_ptr<Database> db, const StoreOptions& options,
                         Clocks clocks, const SqliteTuning& tuning, LeaseToken first_token)
    : lock_(std::move(lock)),
      identity_(db->path()),
      db_(std::move(db)),
      options_(options),
      tuning_(tuning),
      clocks_(std::move(clocks)),
      start_(clocks_.steady()),
      tally_(*db_),
      hosts_(*db_, tally_, options.key_of_url),
      queue_(*db_, hosts_, first_token),
      urls_(*db_, hosts_, queue_, tally_,
            {tuning.key_cache_bytes, tuning.gathered_keys, options.follows_shorter_ways}),
      lasting_(*db_, options),
      pages_(*db_, tally_, options.follows_shorter_ways),
      tables_(*db_),
      revisits_(*db_, queue_, tally_),
      versions_(*db_, options.link_kinds, lasting_),
      shapes_(*db_) {
  tally_.load();
  urls_.load();
  fit_cache();
}

SqliteStore::~SqliteStore() = default;

Result<void> SqliteStore::prepare_tables() {
  Write write(*this);
  Statement syntax = db_->prepare("INSERT OR REPLACE INTO syntax_name VALUES(?1, ?2)");
  for (std::size_t i = 0; i < options_.syntaxes.size(); ++i)
    syntax.with(static_cast<uint64_t>(i), options_.syntaxes[i]).run();
  auto ready = tables_.prepare(options_.tables, SqliteTables::Existing::kKeep);
  if (!ready) return ready;
  return write.finish();
}

Result<void> SqliteStore::requeue_delayed() {
  Write write(*this);
  queue_.promote(INT64_MAX);
  return write.finish();
}

void SqliteStore::set_cache(std::size_t bytes) {
  db_->exec(fmt::format("PRAGMA cache_size=-{}", bytes / 1024));
  cache_bytes_ = bytes;
}

void SqliteStore::fit_cache() {
  // The end of each table, which grows, and the index that knows each URL by its key, of which any
  // page may be next: 20 to 30 bytes for each URL.
  constexpr std::size_t kAtLeast = 8u << 20, kPerUrl = 32;
  const auto urls = static_cast<std::size_t>(tally_.numbers().last_url);
  const std::size_t wanted = std::min(kAtLeast + kPerUrl * urls, tuning_.cache_bytes);
  if (wanted > cache_bytes_ + cache_bytes_ / 8) set_cache(wanted);
}

int64_t SqliteStore::now_ms() const {
  return std::chrono::duration_cast<Milliseconds>(clocks_.steady() - start_).count();
}

int64_t SqliteStore::wall_ms() const {
  return std::chrono::duration_cast<Milliseconds>(clocks_.wall().time_since_epoch()).count();
}

// --- The verbs

Result<uint64_t> SqliteStore::add(std::span<const NewUrl> urls) {
  Write write(*this);
  offers_.clear();
  for (const NewUrl& url : urls) offers_.push_back({&url});
  const SqliteUrls::Counts counts = urls_.offer(offers_);
  forget_checks();
  pages_.note_nearer(urls_.nearer());
  if (auto done = write.finish(); !done) return done.error();
  return counts.new_urls;
}

Result<void> SqliteStore::move_due() {
  if (!queue_.has_due(now_ms())) return {};
  Write write(*this);
  queue_.promote(now_ms());
  return write.finish();
}

Result<LeaseAnswer> SqliteStore::lease(const LeaseRequest& request) {
  queue_.expire_holds(now_ms());
  if (auto moved = move_due(); !moved) return moved.error();
  LeaseAnswer answer;
  std::optional<int64_t> due;
  Transaction read(*db_, Transaction::Kind::kRead);
  queue_.lend(request, wall_ms(), &answer);
  if (!answer.more) due = queue_.nearest_due();
  if (auto done = read.commit(); !done) {
    for (const Lease& lease : answer.leases) queue_.end(lease.token);
    queue_.forget_hints();
    return done.error();
  }
  const Milliseconds wait(due ? std::max<int64_t>(0, *due - now_ms()) : 0);
  if (due && is_worth_waiting(wait)) answer.ask_again = wait;
  return answer;
}

Result<CommitAnswer> SqliteStore::commit(std::span<const PageCommit> pages) {
  Write write(*this);
  const bool drops_indexes = !indexes_dropped_ && is_cheaper_indexed_at_end();
  if (drops_indexes) drop_report_indexes(*db_);
  CommitAnswer answer;
  std::vector<Ended> ended;
  visited_ = 0;
  end_fetched(pages, &write, &ended, &answer.stale);
  const SqliteUrls::Counts counts = keep(ended);
  if (auto done = write.finish(); !done) return done.error();
  indexes_dropped_ = indexes_dropped_ || drops_indexes;
  kept_links_ += offers_.size();
  answer.pages = ended.size() + std::exchange(visited_, 0);
  answer.new_urls = counts.new_urls;
  answer.new_waiting = counts.new_waiting;
  return answer;
}

// Of the indexes that only reports need. A crawl is faster without them; an update that changes
// little is done long before so many links are sorted anew.
bool SqliteStore::is_cheaper_indexed_at_end() const {
  // A link that is put into its place writes a leaf of the index for itself, and the one that it
  // replaces another; of those that are sorted, hundreds share a leaf. An estimate: where the index
  // fits into the cache more would do.
  constexpr uint64_t kSortedForOne = 64;
  return kept_links_ >= tally_.numbers().links / kSortedForOne;
}

std::optional<SqliteUrls::Waiting> SqliteStore::waiting_of(const SqliteQueue::Lent& lent) {
  auto waiting = urls_.find_waiting(lent.url);
  if (!waiting) db_->fail_as_damaged("a URL in the queue does not wait");
  return waiting;
}

// A row that stayed would be lent again and again.
void SqliteStore::take_from_queue(const QueuePlace& place) {
  if (!queue_.remove(place)) db_->fail_as_damaged("a URL stands elsewhere in the queue");
}

void SqliteStore::end_fetched(std::span<const PageCommit> pages, Write* write,
                              std::vector<Ended>* ended, std::vector<LeaseToken>* stale) {
  const int64_t fetched_at = last_fetched_at_ = wall_ms();
  for (const PageCommit& commit : pages) {
    const SqliteQueue::Lent* lent = queue_.take(commit.token, commit.key, batch_);
    if (lent == nullptr) {
      stale->push_back(commit.token);
      continue;
    }
    if (lent->is_visit) {
      end_visit(commit, *lent, write, ended, stale);
      continue;
    }
    const auto waiting = waiting_of(*lent);
    if (!waiting) continue;
    write->ended.push_back(commit.token);
    if (waiting->role != lent->role) {
      queue_.returned(waiting->place);
      stale->push_back(commit.token);
      continue;
    }
    take_from_queue(waiting->place);
    const int64_t page_id = ++tally_.pending().last_page;
    urls_.set_fetched(lent->url, page_id);
    const uint32_t depth = waiting->place.depth;
    if (options_.follows_shorter_ways && !is_check(lent->role) && depth < lent->depth) {
      const SqliteUrls::Nearer nearer{lent->url, depth};
      pages_.note_nearer({&nearer, 1});
    }
    count_page(*lent, commit.page);
    ended->push_back({&commit, {page_id, lent->url, fetched_at}});
    if (revisits_.is_update()) note_new(*lent, commit.page, page_id, fetched_at);
  }
}

void SqliteStore::count_page(const SqliteQueue::Lent& lent, const PageRecord& page) {
  SqliteHosts::Sums& sums = hosts_.sums(lent.host);
  sums.bytes += static_cast<int64_t>(page.transferred);
  if (is_check(lent.role)) {
    ++sums.checks;
    ++sums.visited_checks;
  } else {
    ++sums.pages;
    ++sums.visited;
    sums.total_ms += page.total.count();
  }
}

void SqliteStore::uncount_page(int64_t host, Role role, const SqlitePages::Forgotten& page) {
  SqliteHosts::Sums& sums = hosts_.sums(host);
  sums.bytes -= page.transferred;
  if (is_check(role)) {
    --sums.checks;
  } else {
    --sums.pages;
    sums.total_ms -= page.total_ms;
  }
}

SqliteUrls::Counts SqliteStore::keep(std::span<const Ended> ended) {
  offers_.clear();
  for (const Ended& one : ended) {
    for (const Outlink& link : one.commit->outlinks) {
      offers_.push_back({&link.target, one.origin.url_id});
    }
  }
  const SqliteUrls::Counts counts = urls_.offer(offers_);
  pages_.note_nearer(urls_.nearer());
  std::size_t first = 0;
  for (const Ended& one : ended) {
    const std::size_t size = one.commit->outlinks.size();
    pages_.keep(*one.commit, one.origin, std::span(offers_).subspan(first, size));
    if (one.commit->tables) tables_.keep(*one.commit->tables);
    if (one.commit->lasting) lasting_.keep(one.origin.page_id, *one.commit->lasting);
    if (one.change) keep_old(one);
    first += size;
  }
  forget_checks();
  return counts;
}

// Of URLs that the last offers want as pages.
void SqliteStore::forget_checks() {
  for (const SqliteUrls::TakenBack& check : urls_.taken_back()) {
    SqliteHosts::Sums& sums = hosts_.sums(check.host);
    --sums.checks;
    versions_.stand_alone(check.url, check.page_id);
    sums.bytes -= pages_.forget(check.page_id).transferred;
    revisits_.forget(check.url);
    queue_.insert({&check.waiting, 1});
  }
}

Result<void> SqliteStore::release(std::span<const Release> releases) {
  Write write(*this);
  for (const Release& release : releases) {
    const SqliteQueue::Lent* lent = queue_.take(release.token, release.key, batch_);
    if (lent == nullptr) continue;
    lent->is_visit ? end_unvisited(release, *lent) : end_unfetched(release, *lent);
    write.ended.push_back(release.token);
  }
  return write.finish();
}

void SqliteStore::end_unfetched(const Release& release, const SqliteQueue::Lent& lent) {
  const auto waiting = waiting_of(lent);
  if (!waiting) return;
  const QueuePlace& place = waiting->place;
  switch (waiting->role == lent.role ? release.how : Release::How::kReturn) {
    case Release::How::kReturn:
    case Release::How::kLeave:
      queue_.returned(place);
      return;
    case Release::How::kRetry:
      urls_.count_attempt(lent.url);
      if (release.delay <= Milliseconds(0)) {
        queue_.returned(place);
        return;
      }
      take_from_queue(place);
      queue_.delay(place, lent.key.url, now_ms() + bounded_delay(release.delay).count());
      return;
    case Release::How::kSkip:
      take_from_queue(place);
      urls_.set_ended(lent.url, lent.host, lent.key, UrlState::kSkipped, release);
      return;
    case Release::How::kFail:
      take_from_queue(place);
      urls_.set_ended(lent.url, lent.host, lent.key, UrlState::kFailed, release);
      SqliteHosts::Sums& sums = hosts_.sums(lent.host);
      ++sums.failed;
      sums.last_error = std::string(name_of(release.reason));
      if (!release.detail.empty()) *sums.last_error += ": " + release.detail;
      return;
  }
}

Result<void> SqliteStore::hold_hosts(std::span<const HostHold> holds) {
  std::vector<int64_t> hosts;
  hosts.reserve(holds.size());
  for (const HostHold& hold : holds) hosts.push_back(hosts_.find(hold.host_key));
  if (auto found = db_->take_failure(); !found) return found;
  for (std::size_t i = 0; i < holds.size(); ++i) {
    if (hosts[i] == 0) continue;
    std::optional<int64_t> until;
    if (holds[i].delay > Milliseconds(0)) until = now_ms() + bounded_delay(holds[i].delay).count();
    queue_.hold(hosts[i], until);
  }
  return {};
}

Result<void> SqliteStore::update_hosts(std::span<const HostUpdate> updates) {
  Write write(*this);
  for (const HostUpdate& update : updates) hosts_.update(update, wall_ms());
  return write.finish();
}

Result<void> SqliteStore::keep_cookies(std::span<const SiteCookies> sites) {
  Write write(*this);
  hosts_.keep_cookies(sites);
  return write.finish();
}

Result<Stats> SqliteStore::stats() {
  Stats stats = tally_.stats();
  stats.leased = queue_.lent();
  Transaction read(*db_, Transaction::Kind::kRead);
  const auto due = queue_.nearest_due();
  if (auto done = read.commit(); !done) return done.error();
  if (due) stats.next_due = Milliseconds(std::max<int64_t>(0, *due - now_ms()));
  if (auto words = journal_.see(journal_bytes())) warning_ = std::move(*words);
  stats.warning = warning_;
  return stats;
}

Result<HostExtremes> SqliteStore::host_extremes(std::size_t n) {
  HostExtremes extremes = hosts_.extremes(n);
  if (auto read = db_->take_failure(); !read) return read.error();
  return extremes;
}

Result<std::vector<SiteCookies>> SqliteStore::cookies() {
  std::vector<SiteCookies> sites = hosts_.cookies();
  if (auto read = db_->take_failure(); !read) return read.error();
  return sites;
}

Result<void> SqliteStore::keep_control(const ControlRecord& record) {
  Write write(*this);
  write_control(*db_, record, wall_ms(), run_id_);
  return write.finish();
}

Result<std::vector<ControlRecord>> SqliteStore::controls() {
  std::vector<ControlRecord> standing = read_controls(*db_);
  if (auto read = db_->take_failure(); !read) return read.error();
  return standing;
}

Result<WaitingHosts> SqliteStore::waiting_hosts(std::size_t n) {
  WaitingHosts waiting = hosts_.waiting(n);
  if (auto read = db_->take_failure(); !read) return read.error();
  return waiting;
}

Result<CheckCounts> SqliteStore::check_counts() {
  CheckCounts counts = urls_.check_counts();
  if (auto read = db_->take_failure(); !read) return read.error();
  return counts;
}

Result<std::vector<std::optional<UrlOutcome>>> SqliteStore::look_up(std::span<const UrlKey> keys) {
  std::vector<std::optional<UrlOutcome>> outcomes;
  Transaction read(*db_, Transaction::Kind::kRead);
  for (const UrlKey& key : keys) outcomes.push_back(urls_.look_up(key));
  if (auto done = read.commit(); !done) return done.error();
  return outcomes;
}

// --- Runs

Result<std::optional<PastRun>> SqliteStore::last_run() {
  std::optional<PastRun> last;
  Statement run =
      db_->prepare("SELECT started_at, options, end_reason FROM run ORDER BY id DESC LIMIT 1");
  if (run.step())
    last = PastRun{std::chrono::system_clock::time_point(Milliseconds(run.integer(0))),
                   run.string(1), run.string(2),
                   db_->integer_of("SELECT count(*) FROM counter WHERE name = 'settling'") > 0};
  run.reset();
  if (auto read = db_->take_failure(); !read) return read.error();
  return last;
}

Result<void> SqliteStore::begin_settling() {
  db_->wait_for_others(kBusyPatience);
  Write write(*this);
  db_->exec("INSERT OR REPLACE INTO counter VALUES('settling', 1)");
  auto begun = write.finish();
  db_->wait_for_others(tuning_.busy_patience);
  return begun;
}

Result<void> SqliteStore::begin_run(const RunStart& run) {
  db_->wait_for_others(kBusyPatience);
  // Of an update that was cut off: this run is none.
  for (bool more = !revisits_.is_update() && tally_.numbers().due > 0; more;) {
    Write write(*this);
    more = revisits_.unqueue_some();
    if (auto done = write.finish(); !done) return done;
  }
  auto begun = write_run(run);
  db_->wait_for_others(tuning_.busy_patience);
  return begun;
}

Result<void> SqliteStore::write_run(const RunStart& run) {
  Write write(*this);
  // A killed run lived at least until its last page.
  db_->prepare(
         "UPDATE run SET end_reason = ?1, ended_at = max(started_at, coalesce((SELECT "
         "fetched_at FROM page ORDER BY id DESC LIMIT 1), 0)) WHERE end_reason IS NULL")
      .with(name_of(EndReason::kKilled))
      .run();
  db_->prepare("INSERT INTO run(started_at, version, options) VALUES(?1, ?2, ?3)")
      .with(wall_ms(), run.version, run.options_json)
      .run();
  db_->exec("DELETE FROM counter WHERE name = 'settling'");
  const int64_t id = db_->integer_of("SELECT max(id) FROM run");
  if (auto done = write.finish(); !done) return done;
  run_id_ = id;
  last_fetched_at_ = 0;
  return {};
}

Result<std::string> SqliteStore::end_run(const RunEnd& end) {
  std::string untidied;
  if (run_id_ == 0) return untidied;
  if (auto closed = close_run(end, tally_.stats()); !closed) return closed.error();
  run_id_ = 0;
  // Who interrupts a crawl wants it to stop now, and will go on with it.
  const EndReasonRow* ending = find_end_reason(end.reason);
  const bool is_final = ending == nullptr || !ending->goes_on;
  if (is_final) {
    auto indexed = tidy();
    if (indexed && tuning_.build_report_indexes) indexed = index_for_reports();
    if (indexed && revisits_.is_update()) indexed = end_update();
    if (!indexed) {
      untidied =
          "the indexes could not be built, so reports will be slow: " + indexed.error().message;
    }
  }
  // A reader that stays is not waited for: the journal then stays until it ends.
  db_->wait_for_others(Milliseconds(0));
  db_->exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db_->wait_for_others(tuning_.busy_patience);
  if (auto moved = db_->take_failure(); !moved && untidied.empty()) {
    untidied = "the newest pages are still in the journal, FILE-wal: keep it with the database: " +
               moved.error().message;
  }
  return untidied;
}

Result<void> SqliteStore::tidy() {
  Write write(*this);
  urls_.tidy();
  return write.finish();
}

Result<void> SqliteStore::index_for_reports() {
  // SQLite sorts in as much memory as its cache may have, and past that in temporary files: the
  // crawl's cache makes room, and the rest of the sort is on disk however many links there are.
  constexpr std::size_t kSortBytes = 16u << 20;
  db_->exec("PRAGMA shrink_memory; PRAGMA temp_store=FILE");
  const std::size_t before = cache_bytes_;
  set_cache(std::min(kSortBytes, tuning_.cache_bytes));
  auto built = build_report_indexes(*db_);
  if (built) indexes_dropped_ = false;
  db_->exec("PRAGMA temp_store=MEMORY");
  set_cache(before);
  if (auto restored = db_->take_failure(); !restored) return restored;
  return built;
}

Result<void> SqliteStore::close_run(const RunEnd& end, const Stats& stats) {
  Write write(*this);
  db_->prepare(
         "UPDATE run SET started_at = max(started_at, ?7 - ?2), "
         "ended_at = max(started_at + ?2, ?7), end_reason = ?3, counts = ?4, pages = ?5, "
         "bytes = ?6 WHERE id = ?1")
      .with(run_id_, int64_t{end.elapsed.count()}, end.reason, counts_json(stats), end.pages,
            end.bytes, last_fetched_at_)
      .run();
  return write.finish();
}

}  // namespace storage
