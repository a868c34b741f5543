// A URL is in one of two places: in the queue, with its place kept here, or not, with the time that
// it is due. Both are written with what the visit found, in one transaction, so that an update that
// is cut off is one that goes on.
#include "storage/sqlite/sqlite_revisits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "storage/database/raw_text.h"

namespace storage {
namespace {

constexpr int64_t kAtOnce = 20'000;  // rows of a transaction
// An update that was cut off goes on, unless that is long ago: then all is due anew that would be.
constexpr int64_t kGoesOnFor = int64_t{24} * 3'600 * 1'000;
// How many are gathered to be queued: 800 KB.
constexpr uint64_t kMostGathered = 100'000;
// A time, a duration or a number, whatever the file says: sums of them are far from overflow.
int64_t bounded(const Statement& row, int column) {
  return std::clamp<int64_t>(row.integer(column), 0, int64_t{1} << 52);
}

constexpr std::array<std::pair<std::string_view, Milliseconds UpdatePlan::*>, 3> kLimits = {{
    {"revisit", &UpdatePlan::revisit},
    {"revisit_min", &UpdatePlan::revisit_min},
    {"revisit_max", &UpdatePlan::revisit_max},
}};

}  // namespace

struct SqliteRevisits::Row {
  RevisitState state;
  int64_t hinted_by = 0;
};

SqliteRevisits::SqliteRevisits(Database& db, SqliteQueue& queue, SqliteTally& tally)
    : db_(db),
      queue_(queue),
      tally_(tally),
      due_(db.prepare("SELECT r.url_id, u.host_id, u.role, u.state, u.reason, r.interval, "
                      "r.visited_at, u.url FROM url_revisit r CROSS JOIN url u ON u.id = r.url_id "
                      "WHERE r.url_id = ?1 AND r.place IS NULL AND r.due <= ?2")),
      read_(db.prepare("SELECT since, visited_at, interval, visits, changes, errors, "
                       "missing_since, hinted_by, gone, etag, last_modified FROM url_revisit "
                       "WHERE url_id = ?1")),
      add_(db.prepare("INSERT OR IGNORE INTO url_revisit(url_id, due, since, visited_at, interval) "
                      "VALUES(?1, ?2, ?3, ?3, ?4)")),
      write_(db.prepare("UPDATE url_revisit SET due = ?2, place = NULL, visited_at = ?3, "
                        "interval = ?4, visits = ?5, changes = ?6, errors = ?7, "
                        "missing_since = ?8, gone = ?9, etag = ?10, last_modified = ?11, "
                        "hinted_by = NULL WHERE url_id = ?1")),
      unqueue_(db.prepare("UPDATE url_revisit SET place = NULL, due = ?2 "
                          "WHERE url_id = ?1 AND place IS NOT NULL")),
      later_(db.prepare("UPDATE url_revisit SET due = ?2 WHERE url_id = ?1")),
      queue_one_(db.prepare("UPDATE url_revisit SET place = ?2 WHERE url_id = ?1 "
                            "AND place IS NULL")),
      forget_(db.prepare("DELETE FROM url_revisit WHERE url_id = ?1")),
      note_(db.prepare("INSERT OR REPLACE INTO url_visit(url_id, at, run_id, outcome, status, ms, "
                       "bytes, detail) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")),
      rate_(db.prepare("SELECT visits, changes, observed FROM folder_rate "
                       "WHERE host_id = ?1 AND folder = ?2")),
      add_rate_(db.prepare("INSERT INTO folder_rate VALUES(?1, ?2, 1, ?3, ?4) ON CONFLICT DO "
                           "UPDATE SET visits = visits + 1, changes = changes + ?3, "
                           "observed = observed + ?4")),
      // A date without a time may mean the end of its day.
      hint_(db.prepare("UPDATE url_revisit SET hinted_by = ?2 WHERE url_id = ?1 "
                       "AND hinted_by IS NULL AND coalesce(1000 * strftime('%s', ?3) + "
                       "iif(length(?3) > 10, 0, 86400000) > visited_at, 1)")),
      belief_(db.prepare("SELECT moved, changed FROM sitemap_belief WHERE url_id = ?1")),
      believe_(db.prepare("INSERT INTO sitemap_belief VALUES(?1, 1, ?2) ON CONFLICT DO UPDATE "
                          "SET moved = moved + 1, changed = changed + ?2")) {}

// --- The beginning

// The id of the last of the next rows; 0: there are none. By rows, not by ids: ids may lie apart.
int64_t SqliteRevisits::end_of_step(std::string_view table, std::string_view id, int64_t after) {
  Statement row = db_.prepare(
      fmt::format("SELECT max(id) FROM (SELECT {1} AS id FROM {0} WHERE {1} > ?1 ORDER BY {1} "
                  "LIMIT {2})",
                  table, id, kAtOnce));
  return row.with(after).step() ? row.integer(0) : 0;
}

int64_t SqliteRevisits::taken_over() {
  return db_.integer_of("SELECT n FROM counter WHERE name = 'revisit_upto'");
}

bool SqliteRevisits::take_over_some(const UpdatePlan& plan) {
  const int64_t from = taken_over();
  const int64_t last = tally_.numbers().last_page;
  if (from >= last) return false;
  const int64_t upto = end_of_step("page", "id", from);
  if (upto == 0) return false;
  db_.prepare(
         "INSERT OR IGNORE INTO url_revisit(url_id, due, since, visited_at, interval) "
         "SELECT p.url_id, p.fetched_at + ?3, p.fetched_at, p.fetched_at, ?3 FROM page p "
         "CROSS JOIN url u ON u.id = p.url_id AND u.page_id = p.id AND u.state = 1 "
         "WHERE p.id > ?1 AND p.id <= ?2")
      .with(from, upto, int64_t{plan.revisit.count()})
      .run();
  db_.prepare("INSERT OR REPLACE INTO counter VALUES('revisit_upto', ?1)").with(upto).run();
  return !db_.failed();
}

bool SqliteRevisits::plan_some(const UpdatePlan& plan, int64_t wall_ms, int64_t* after) {
  const bool is_on = goes_on(plan, wall_ms);
  const int64_t upto = end_of_step("url_revisit", "url_id", *after);
  if (upto == 0) return false;
  if (plan.all && !is_on)
    db_.prepare("UPDATE url_revisit SET due = ?3 WHERE url_id > ?1 AND url_id <= ?2 AND due > ?3")
        .with(*after, upto, wall_ms)
        .run();
  else
    db_.prepare(
           "UPDATE url_revisit SET interval = iif(visits = 0, ?3, interval), "
           "due = visited_at + max(?4, min(?5, iif(visits = 0, ?3, interval))) "
           "WHERE url_id > ?1 AND url_id <= ?2 AND due > ?6")
        .with(*after, upto, int64_t{plan.revisit.count()}, int64_t{plan.revisit_min.count()},
              int64_t{plan.revisit_max.count()}, is_on ? wall_ms : INT64_MIN)
        .run();
  *after = upto;
  return !db_.failed();
}

bool SqliteRevisits::goes_on(const UpdatePlan& plan, int64_t wall_ms) {
  const int64_t began = db_.integer_of("SELECT n FROM counter WHERE name = 'update_began'");
  if (began <= 0 || began > wall_ms || wall_ms - began >= kGoesOnFor) return false;
  // One of some goes not on as one of all.
  return !plan.all || db_.integer_of("SELECT n FROM counter WHERE name = 'update_of_all'") != 0;
}

bool SqliteRevisits::has_other_limits(const UpdatePlan& plan) {
  Statement limit = db_.prepare("SELECT n FROM counter WHERE name = ?1");
  return std::any_of(kLimits.begin(), kLimits.end(), [&](const auto& one) {
    const bool is_same =
        limit.with(one.first).step() && limit.integer(0) == (plan.*one.second).count();
    limit.reset();
    return !is_same;
  });
}

void SqliteRevisits::begin(const UpdatePlan& plan, int64_t wall_ms, bool goes_on) {
  plan_ = plan;
  Statement write = db_.prepare("INSERT OR REPLACE INTO counter VALUES(?1, ?2)");
  for (const auto& [name, limit] : kLimits) write.with(name, int64_t{(plan.*limit).count()}).run();
  if (goes_on) return;
  write.with(std::string_view("update_began"), wall_ms).run();
  write.with(std::string_view("update_of_all"), plan.all ? 1 : 0).run();
}

void SqliteRevisits::begin_round(int64_t wall_ms) {
  db_.prepare("INSERT OR IGNORE INTO counter VALUES('update_began', ?1)").with(wall_ms).run();
}

uint64_t SqliteRevisits::known() {
  return static_cast<uint64_t>(db_.integer_of("SELECT count(*) FROM url_revisit"));
}

bool SqliteRevisits::end() {
  db_.exec("DELETE FROM counter WHERE name = 'update_of_all'");
  db_.exec("DELETE FROM counter WHERE name = 'update_began'");
  return db_.changes() > 0;
}

// --- Due

// Those of one batch lie near each other in the file, so that its pages are written once and not
// for each batch again. What has happened to them since is looked at when their turn comes.
bool SqliteRevisits::gather_due(int64_t wall_ms) {
  gathered_.clear();
  next_gathered_ = 0;
  Statement row = db_.prepare(
      "SELECT url_id FROM url_revisit INDEXED BY revisit_due "
      "WHERE place IS NULL AND due <= ?1 ORDER BY due, url_id LIMIT ?2");
  row.with(wall_ms, kMostGathered);
  while (row.step()) gathered_.push_back(row.integer(0));
  std::sort(gathered_.begin(), gathered_.end());
  return !gathered_.empty();
}

std::vector<SqliteRevisits::Due> SqliteRevisits::due(int64_t wall_ms, std::size_t max) {
  std::vector<Due> found;
  const auto take = [&] {
    while (found.size() < max && next_gathered_ < gathered_.size() && !db_.failed()) {
      due_.with(gathered_[next_gathered_++], wall_ms);
      if (due_.step()) found.push_back(read_due(wall_ms));
      due_.reset();
    }
  };
  take();
  if (found.empty() && max > 0 && gather_due(wall_ms)) take();
  return found;
}

SqliteRevisits::Due SqliteRevisits::read_due(int64_t wall_ms) {
  Due one;
  one.url = due_.integer(0);
  one.state = static_cast<UrlState>(due_.integer(3));
  one.reason = static_cast<Reason>(due_.integer(4));
  one.text = due_.string(7);
  const double chance =
      chance_of_change(Milliseconds(bounded(due_, 5)), Milliseconds(wall_ms - bounded(due_, 6)));
  const RevisitRank rank = rank_of(static_cast<Role>(due_.integer(2)), chance);
  one.place = {due_.integer(1), rank.depth, rank.priority, one.url};
  return one;
}

std::optional<int64_t> SqliteRevisits::next_due() {
  std::optional<int64_t> due;
  Statement row = db_.prepare(
      "SELECT due FROM url_revisit INDEXED BY revisit_due "
      "WHERE place IS NULL ORDER BY due LIMIT 1");
  if (row.step()) due = bounded(row, 0);
  return due;
}

void SqliteRevisits::queue(std::span<const Due> urls) {
  std::vector<SqliteQueue::Entry> entries;
  for (const Due& one : urls) {
    queue_one_.with(one.url, number_of_visit(one.place)).run();
    if (db_.changes() == 0) continue;
    entries.push_back({one.place, 0});
    ++tally_.pending().due;
  }
  queue_.insert(entries);
}

void SqliteRevisits::queue_now(int64_t url, int64_t host, Role role, int64_t wall_ms) {
  add(url, wall_ms);
  const RevisitRank rank = rank_of(role, 1);
  Due now;
  now.url = url;
  now.place = {host, rank.depth, rank.priority, url};
  queue({&now, 1});
}

void SqliteRevisits::unqueued(int64_t url, int64_t due) {
  unqueue_.with(url, due).run();
  if (db_.changes() > 0) --tally_.pending().due;
}

void SqliteRevisits::leave(int64_t url, int64_t wall_ms) {
  unqueued(url, wall_ms);
  later_.with(url, wall_ms + int64_t{plan_->revisit_min.count()}).run();
}

bool SqliteRevisits::unqueue_some() {
  struct Queued {
    QueuePlace place;
    int64_t due;
  };
  std::vector<Queued> queued;
  Statement row = db_.prepare(
      "SELECT r.url_id, u.host_id, r.place, r.due FROM url_revisit r INDEXED BY revisit_queued "
      "CROSS JOIN url u ON u.id = r.url_id WHERE r.place IS NOT NULL LIMIT ?1");
  row.with(kAtOnce);
  while (row.step())
    queued.push_back(
        {place_of_visit(row.integer(1), row.integer(0), row.integer(2)), row.integer(3)});
  row.reset();
  for (const Queued& one : queued) {
    if (!queue_.remove(one.place)) queue_.remove_delayed(one.place.url);
    unqueued(one.place.url, one.due);
  }
  // What is left then is of no URL.
  if (queued.empty()) {
    db_.exec("UPDATE url_revisit SET place = NULL WHERE place IS NOT NULL");
    tally_.pending().due = 0;
  }
  return !queued.empty() && !db_.failed();
}

void SqliteRevisits::forget(int64_t url) {
  std::optional<QueuePlace> place;
  Statement row = db_.prepare(
      "SELECT r.place, u.host_id FROM url_revisit r JOIN url u ON u.id = r.url_id "
      "WHERE r.url_id = ?1 AND r.place IS NOT NULL");
  if (row.with(url).step()) place = place_of_visit(row.integer(1), url, row.integer(0));
  row.reset();
  if (place) {
    if (!queue_.remove(*place)) queue_.remove_delayed(url);
    --tally_.pending().due;
  }
  forget_.with(url).run();
}

// --- Visits

std::optional<SqliteRevisits::Row> SqliteRevisits::read(int64_t url) {
  std::optional<Row> row;
  if (read_.with(url).step())
    row = Row{{bounded(read_, 0), bounded(read_, 1), bounded(read_, 2), bounded(read_, 3),
               bounded(read_, 4), bounded(read_, 5), bounded(read_, 6), read_.integer(8) != 0,
               read_.string(9), read_.string(10)},
              read_.integer(7)};
  read_.reset();
  return row;
}

std::optional<RevisitState> SqliteRevisits::find(int64_t url) {
  auto row = read(url);
  if (!row) return std::nullopt;
  return std::move(row->state);
}

Observation SqliteRevisits::rate_of(int64_t host, int64_t folder) {
  Observation seen;
  if (rate_.with(host, folder).step())
    seen = {rate_.natural(0), rate_.natural(1), static_cast<double>(rate_.integer(2))};
  rate_.reset();
  return seen;
}

void SqliteRevisits::visited(const Visit& visit) {
  note(visit);
  auto row = read(visit.url);
  if (!row) return;
  RevisitState& state = row->state;
  const int64_t folder = folder_of(visit.text);
  if (visit.end.outcome != VisitOutcome::kError) {
    const int64_t gap = std::max<int64_t>(0, visit.end.at - state.visited_at);
    const int changes = visit.end.outcome == VisitOutcome::kChanged ? 1 : 0;
    add_rate_.with(visit.host, folder, changes, gap).run();
    add_rate_.with(visit.host, kWholeSite, changes, gap).run();
    if (row->hinted_by != 0) believe(visit, row->hinted_by);
  }
  const int64_t due =
      note_visit(visit.end, rate_of(visit.host, folder), rate_of(visit.host, kWholeSite), *plan_,
                 static_cast<uint64_t>(visit.url), &state);
  std::string etag, last_modified;
  const auto other = [](std::string_view text, std::string_view of_page) {
    return OrNull{text == of_page ? std::string_view() : text};
  };
  const auto since = state.missing_since != 0 ? std::optional(state.missing_since) : std::nullopt;
  write_
      .with(visit.url, due, state.visited_at, state.interval, state.visits, state.changes,
            state.errors, since, state.is_gone ? 1 : 0,
            other(shown_text(state.etag, &etag), visit.page_etag),
            other(shown_text(state.last_modified, &last_modified), visit.page_last_modified))
      .run();
  --tally_.pending().due;
}

void SqliteRevisits::believe(const Visit& visit, int64_t sitemap) {
  believe_.with(sitemap, visit.end.outcome == VisitOutcome::kChanged ? 1 : 0).run();
}

void SqliteRevisits::note(const Visit& visit) {
  std::string detail;
  note_
      .with(visit.url, visit.end.at, visit.run, static_cast<int>(visit.end.outcome), visit.status,
            visit.ms, visit.bytes, OrNull{shown_text(visit.detail, &detail)})
      .run();
}

void SqliteRevisits::add(int64_t url, int64_t wall_ms) {
  const auto interval = int64_t{plan_->revisit.count()};
  add_.with(url, wall_ms + jittered(plan_->revisit, static_cast<uint64_t>(url)).count(), wall_ms,
            interval)
      .run();
}

void SqliteRevisits::hint(int64_t url, int64_t sitemap, std::string_view lastmod, int64_t wall_ms) {
  bool is_trusted = true;
  if (belief_.with(sitemap).step())
    is_trusted = is_believed(belief_.natural(0), belief_.natural(1));
  belief_.reset();
  hint_.with(url, sitemap, lastmod).run();
  if (!is_trusted || db_.changes() == 0) return;
  Statement row = db_.prepare(
      "SELECT u.host_id, u.role FROM url_revisit r JOIN url u ON u.id = r.url_id "
      "WHERE r.url_id = ?1 AND r.place IS NULL AND u.state = 1");
  std::optional<std::pair<int64_t, Role>> known;
  if (row.with(url).step()) known = {row.integer(0), static_cast<Role>(row.integer(1))};
  row.reset();
  if (known) queue_now(url, known->first, known->second, wall_ms);
}

}  // namespace storage
