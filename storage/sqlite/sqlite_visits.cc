// Visits of what is fetched: the verbs of an update. While a URL waits for its visit its page is
// the present one, and what the visit finds is judged before anything is written of it: what is as
// it was costs a row of its own and one of the URL's. A page that has changed is written beside the
// old one, and the old one then goes to history in the same transaction, so that at no moment a
// reader sees both or none.
#include <algorithm>
#include <utility>

#include "storage/sqlite/sqlite_write.h"

namespace storage {

using ground::Result;

namespace {

constexpr std::string_view kLooksLikeError = "looks like an error page";
constexpr int64_t kDay = int64_t{24} * 3'600 * 1'000;

std::string_view header_of(const PageRecord& page, std::string_view given, std::string_view name) {
  if (!given.empty()) return given;
  for (const Header& header : page.headers)
    if (header.name.size() == name.size() &&
        std::equal(name.begin(), name.end(), header.name.begin(),
                   [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); }))
      return header.value;
  return {};
}

// Those that the page is kept with, and those that came now.
void note_validators(const PageRecord& page, SqliteVersions::Kept* kept,
                     SqliteRevisits::Visit* visit) {
  visit->page_etag = std::move(kept->etag);
  visit->page_last_modified = std::move(kept->last_modified);
  visit->etag = header_of(page, page.etag, "etag");
  visit->last_modified = header_of(page, page.last_modified, "last-modified");
}

}  // namespace

// --- The update

Result<void> SqliteStore::prepare_update(const UpdatePlan& plan) {
  for (bool more = true; more;) {
    Write write(*this);
    const int64_t from = revisits_.taken_over();
    more = revisits_.take_over_some(plan);
    shapes_.note_kept(from, revisits_.taken_over());
    if (auto done = write.finish(); !done) return done;
  }
  const bool makes_due = plan.all && !revisits_.goes_on(plan, wall_ms());
  const bool makes_anew = revisits_.has_other_limits(plan);
  if (auto read = db_->take_failure(); !read) return read;
  int64_t after = 0;
  for (bool more = makes_due || makes_anew; more;) {
    Write write(*this);
    more = revisits_.plan_some(plan, wall_ms(), &after);
    if (auto done = write.finish(); !done) return done;
  }
  return db_->take_failure();
}

Result<UpdateBegun> SqliteStore::begin_update(const UpdatePlan& plan) {
  db_->wait_for_others(kBusyPatience);
  auto prepared = prepare_update(plan);
  UpdateBegun begun;
  if (prepared) {
    begun.goes_on = revisits_.goes_on(plan, wall_ms());
    begun.known = revisits_.known();
    prepared = db_->take_failure();
  }
  if (prepared) {
    Write write(*this);
    hosts_.count_visits(!begun.goes_on);
    revisits_.begin(plan, wall_ms(), begun.goes_on);
    prepared = write.finish();
  }
  db_->wait_for_others(tuning_.busy_patience);
  if (!prepared) return prepared.error();
  return begun;
}

Result<DueUrls> SqliteStore::queue_due(std::size_t max) {
  DueUrls answer;
  if (!revisits_.is_update()) return answer;
  Write write(*this);
  const auto due = revisits_.due(wall_ms(), max);
  std::vector<SqliteRevisits::Due> fetched;
  for (const SqliteRevisits::Due& one : due) {
    if (one.state == UrlState::kFetched)
      fetched.push_back(one);
    else
      bring_back(one);
  }
  revisits_.queue(fetched);
  std::optional<int64_t> next;
  if (!due.empty()) {
    revisits_.begin_round(wall_ms());
  } else {
    next = revisits_.next_due();
    // What a host may be asked for at most is meant of each round.
    if (tally_.pending().due == 0 && revisits_.end()) hosts_.count_visits(true);
  }
  if (auto done = write.finish(); !done) return done.error();
  answer.queued = due.size();
  if (next) answer.next = Milliseconds(std::max<int64_t>(0, *next - wall_ms()));
  return answer;
}

// One that was forbidden is asked for once more; robots.txt has the word when its turn comes. Of
// all else that is not fetched no update has anything to ask.
void SqliteStore::bring_back(const SqliteRevisits::Due& due) {
  if (due.state != UrlState::kSkipped || due.reason != Reason::kRobots) {
    revisits_.forget(due.url);
    return;
  }
  revisits_.leave(due.url, wall_ms());
  const auto known = urls_.find_known(due.url);
  if (!known) return;
  Resettlement wanted;
  wanted.place = static_cast<uint64_t>(due.url);
  wanted.key = {hosts_.record(known->place.host, wall_ms()).host_key, hosts_.key_of_url(due.text)};
  urls_.settle_anew(*known, wanted);
}

Result<VisitCounts> SqliteStore::visit_counts() {
  const int64_t run = db_->integer_of("SELECT max(id) FROM run");
  VisitCounts counts{versions_.visits_of(run), versions_.changes_of(run)};
  if (auto read = db_->take_failure(); !read) return read.error();
  return counts;
}

Result<void> SqliteStore::end_update() {
  Write write(*this);
  versions_.find_orphans(wall_ms());
  if (tally_.numbers().due == 0) revisits_.end();
  return write.finish();
}

// --- The end of a visit

SqliteRevisits::Visit SqliteStore::visit_of(const SqliteQueue::Lent& lent, std::string_view url) {
  SqliteRevisits::Visit visit;
  visit.url = lent.url;
  visit.host = lent.host;
  visit.run = run_id_;
  visit.text = url;
  visit.at = wall_ms();
  return visit;
}

void SqliteStore::end_visit(const PageCommit& commit, const SqliteQueue::Lent& lent, Write* write,
                            std::vector<Ended>* ended, std::vector<LeaseToken>* stale) {
  write->ended.push_back(commit.token);
  const auto known = urls_.find_fetched(lent.url);
  if (!known || known->role != lent.role) {
    // Since it was lent it has become one that waits, and stands elsewhere.
    if (const auto waiting = urls_.find_waiting(lent.url)) queue_.returned(waiting->place);
    stale->push_back(commit.token);
    return;
  }
  take_from_queue(lent.place);
  SqliteHosts::Sums& sums = hosts_.sums(lent.host);
  ++(is_check(lent.role) ? sums.visited_checks : sums.visited);
  if (known->attempts > 0) urls_.forget_attempts(lent.url);
  const PageRecord& page = commit.page;
  SqliteRevisits::Visit visit = visit_of(lent, known->text);
  visit.status = page.status;
  visit.ms = page.total.count();
  visit.bytes = static_cast<int64_t>(page.transferred);
  visit.detail = page.detail;
  judge_visit(commit, *known, &visit, ended);
  revisits_.visited(visit);
  if (visit.outcome != VisitOutcome::kChanged) {
    ++visited_;
    return;
  }
  // Its links are offered with the depth that it was lent with.
  pages_.forget_nearer(lent.url);
  const SqliteUrls::Nearer nearer{lent.url, known->depth};
  if (options_.follows_shorter_ways && !is_check(lent.role) && known->depth < lent.depth)
    pages_.note_nearer({&nearer, 1});
}

void SqliteStore::judge_visit(const PageCommit& commit, const SqliteUrls::Fetched& known,
                              SqliteRevisits::Visit* visit, std::vector<Ended>* ended) {
  const PageRecord& page = commit.page;
  const auto before = revisits_.find(visit->url).value_or(SqliteRevisits::Known());
  SqliteVersions::Kept kept = versions_.kept(known.page_id);
  note_validators(page, &kept, visit);
  if (commit.not_modified) {
    visit->outcome = VisitOutcome::kNotModified;
    return;
  }
  shapes_.note(visit->host, page);
  // What is whole is worth more than a part of what is newer.
  const bool is_worse = commit.is_cut && kept.is_whole && !is_check(known.role);
  if (may_pass(page.status) || is_worse) {
    visit->outcome = VisitOutcome::kError;
    return;
  }
  // Without its scripts the page is not what it was, and that is our browser's doing.
  const bool lost_scripts = commit.render && !commit.render->error.empty();
  if (lost_scripts && pages_.is_rendered(known.page_id)) {
    visit->outcome = VisitOutcome::kError;
    visit->detail = commit.render->error;
    return;
  }
  if (!is_check(known.role) && shapes_.is_soft_error(visit->host, page, known.page_id)) {
    visit->outcome = VisitOutcome::kError;
    visit->detail = kLooksLikeError;
    return;
  }
  const bool loses_rows = !commit.tables && (page.status >= 300 || tables_.has_rules());
  std::string old_rows;
  if (commit.tables)
    old_rows = tables_.rows_json(known.text);
  else if (loses_rows)
    old_rows = tables_.all_rows_json(known.text);
  const std::string new_rows = commit.tables ? tables_.rows_json(*commit.tables) : std::string();
  const uint32_t fields = versions_.compare(commit, known.page_id, {old_rows, new_rows});
  visit->is_missing = is_missing(page.status);
  visit->is_gone = page.status == 410 || (visit->is_missing && before.is_gone);
  if (fields == 0) {
    visit->outcome = VisitOutcome::kUnchanged;
    if (visit->is_missing) confirm_missing(before, visit, known.page_id);
    return;
  }
  if (loses_rows) tables_.forget(known.text);
  visit->outcome = VisitOutcome::kChanged;
  visit->etag = visit->last_modified = {};  // the page's own
  SqliteVersions::Change change;
  change.url = visit->url;
  change.run = visit->run;
  change.at = visit->at;
  change.kind = kind_of_change(kept.status, page.status, fields, before.missing_since != 0);
  change.fields = fields;
  change.old_page = known.page_id;
  change.new_page = ++tally_.pending().last_page;
  change.seen_to = before.visited_at;
  urls_.set_page(visit->url, change.new_page);
  hosts_.sums(visit->host).bytes += static_cast<int64_t>(page.transferred);
  if (!is_check(known.role)) hosts_.sums(visit->host).total_ms += page.total.count();
  last_fetched_at_ = visit->at;
  ended->push_back({&commit,
                    {change.new_page, visit->url, visit->at},
                    change,
                    old_rows,
                    known.role,
                    visit->host});
}

// Not there, as at the visit before. On another day that is no accident any more. What was never
// there does not go.
void SqliteStore::confirm_missing(const SqliteRevisits::Known& known, SqliteRevisits::Visit* visit,
                                  int64_t page_id) {
  if (visit->is_gone || known.missing_since == 0) return;
  if (known.missing_since / kDay == visit->at / kDay) return;
  visit->is_gone = true;
  if (versions_.last_change(visit->url) != ChangeKind::kMissing) return;
  SqliteVersions::Change change;
  change.url = visit->url;
  change.run = visit->run;
  change.at = visit->at;
  change.kind = ChangeKind::kGone;
  change.old_page = change.new_page = page_id;
  versions_.note(change);
}

// The new page is written.
void SqliteStore::keep_old(const Ended& ended) {
  SqliteVersions::Change change = *ended.change;
  change.old_rows = ended.old_rows;
  versions_.archive(change, revisits_.plan().keep_versions);
  if (ended.role == Role::kSitemap)
    for (const auto& [url, lastmod] : versions_.moved_entries(change.old_page, change.new_page))
      revisits_.hint(url, change.url, lastmod, change.at);
  const SqlitePages::Forgotten old = pages_.forget(change.old_page);
  SqliteHosts::Sums& sums = hosts_.sums(ended.host);
  sums.bytes -= old.transferred;
  if (!is_check(ended.role)) sums.total_ms -= old.total_ms;
}

void SqliteStore::note_new(const SqliteQueue::Lent& lent, const PageRecord& page, int64_t page_id,
                           int64_t at) {
  shapes_.note(lent.host, page);
  revisits_.add(lent.url, at);
  if (may_pass(page.status)) return;  // asked for again, and not known before
  SqliteVersions::Change change;
  change.url = lent.url;
  change.run = run_id_;
  change.at = at;
  change.kind = versions_.last_change(lent.url) == ChangeKind::kForbidden ? ChangeKind::kBack
                                                                          : ChangeKind::kNew;
  change.new_page = page_id;
  versions_.note(change);
}

void SqliteStore::end_unvisited(const Release& release, const SqliteQueue::Lent& lent) {
  const auto known = urls_.find_fetched(lent.url);
  if (!known || known->role != lent.role) {
    if (const auto waiting = urls_.find_waiting(lent.url)) queue_.returned(waiting->place);
    return;
  }
  switch (release.how) {
    case Release::How::kReturn:
      queue_.returned(lent.place);
      return;
    case Release::How::kRetry:
      urls_.count_attempt(lent.url);
      if (release.delay <= Milliseconds(0)) {
        queue_.returned(lent.place);
        return;
      }
      take_from_queue(lent.place);
      queue_.delay(lent.place, lent.key.url, now_ms() + bounded_delay(release.delay).count());
      return;
    case Release::How::kSkip:
    case Release::How::kLeave:
      take_from_queue(lent.place);
      if (release.how == Release::How::kSkip && release.reason == Reason::kRobots)
        forbid(release, lent, *known);
      else
        revisits_.leave(lent.url, wall_ms());
      return;
    case Release::How::kFail:
      take_from_queue(lent.place);
      urls_.forget_attempts(lent.url);
      SqliteRevisits::Visit visit = visit_of(lent, known->text);
      visit.outcome = VisitOutcome::kError;
      std::string detail(name_of(release.reason));
      if (!release.detail.empty()) detail += ": " + release.detail;
      visit.detail = detail;
      revisits_.visited(visit);
      hosts_.sums(lent.host).last_error = detail;
      return;
  }
}

void SqliteStore::forbid(const Release& release, const SqliteQueue::Lent& lent,
                         const SqliteUrls::Fetched& known) {
  SqliteRevisits::Visit visit = visit_of(lent, known.text);
  visit.outcome = VisitOutcome::kForbidden;
  const auto before = revisits_.find(lent.url).value_or(SqliteRevisits::Known());
  const std::string rows = tables_.all_rows_json(known.text);
  SqliteVersions::Change change;
  change.url = lent.url;
  change.run = run_id_;
  change.at = visit.at;
  change.kind = ChangeKind::kForbidden;
  change.old_page = known.page_id;
  change.seen_to = before.visited_at;
  change.old_rows = rows;
  versions_.archive(change, revisits_.plan().keep_versions);
  uncount_page(lent.host, known.role, pages_.forget(known.page_id));
  pages_.forget_nearer(lent.url);
  tables_.forget(known.text);
  urls_.set_forbidden(lent.url, release, known.role);
  revisits_.visited(visit);
}

}  // namespace storage
