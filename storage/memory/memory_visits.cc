// What an update asks of the model: the same comparison and the same plan as every store has, and
// of history no more than what has changed.
#include <algorithm>
#include <utility>

#include "storage/history/page_comparison.h"
#include "storage/history/passing_parts.h"
#include "storage/memory/memory_store.h"

namespace storage {

using ground::Result;

namespace {

using Day = std::chrono::days;

std::string robots_of(const PageRecord& page) {
  const bool has_both = !page.meta_robots.empty() && !page.header_robots.empty();
  return page.meta_robots + (has_both ? ", " : "") + page.header_robots;
}

// In the model every link is content.
ComparedPage compared(const PageRecord& page, const std::string& robots,
                      const std::vector<Outlink>& outlinks,
                      const std::vector<StructuredRecord>& structured) {
  ComparedPage compared{page.status,
                        page.redirect_to,
                        page.content_type,
                        page.title,
                        page.description,
                        page.canonical,
                        robots,
                        page.text,
                        page.content_hash,
                        {},
                        {},
                        {}};
  for (const Outlink& link : outlinks) compared.links.push_back(lasting_link(link.target.url));
  for (const StructuredRecord& item : structured)
    compared.structured.push_back(std::to_string(item.syntax) +
                                  lasting_json(item.json, lasting_link));
  return compared;
}

}  // namespace

MemoryStore::Revisit& MemoryStore::known_to_updates(std::size_t id) {
  auto [at, is_new] = revisits_.try_emplace(id);
  if (is_new) {
    at->second.since = at->second.visited_at = clocks_.wall();
    at->second.interval = plan_->revisit;
    at->second.due = clocks_.wall() + jittered(plan_->revisit, id + 1);
  }
  return at->second;
}

Result<UpdateBegun> MemoryStore::begin_update(const UpdatePlan& plan) {
  plan_ = plan;
  for (Host& host : hosts_) host.visited = host.visited_checks = 0;
  for (std::size_t id = 0; id < urls_.size(); ++id) {
    if (urls_[id].state != UrlState::kFetched || revisits_.contains(id)) continue;
    Revisit& revisit = known_to_updates(id);
    revisit.since = revisit.visited_at = find_page(urls_[id].url)->fetched_at;
    revisit.due = revisit.since + plan.revisit;
    note_shape(id, find_page(urls_[id].url)->page);
  }
  if (plan.all)
    for (auto& [id, revisit] : revisits_) revisit.due = std::min(revisit.due, clocks_.wall());
  return UpdateBegun{false, revisits_.size()};
}

bool MemoryStore::is_visit(std::size_t id) const {
  const auto at = revisits_.find(id);
  return at != revisits_.end() && at->second.is_queued;
}

void MemoryStore::queue_visit(std::size_t id, double chance) {
  Revisit& revisit = known_to_updates(id);
  if (revisit.is_queued) return;
  revisit.is_queued = true;
  revisit.rank = rank_of(urls_[id].role, chance);
  hosts_[host_ids_[urls_[id].key.host]].ready.insert(place_of(id));
}

// All that are due, to be queued in the order in which they were found.
void MemoryStore::gather_due() {
  for (const auto& [id, revisit] : revisits_)
    if (!revisit.is_queued && revisit.due <= clocks_.wall()) gathered_.push_back(id);
  std::reverse(gathered_.begin(), gathered_.end());
}

void MemoryStore::queue_or_bring_back(std::size_t id) {
  Revisit& revisit = revisits_[id];
  const Known& known = urls_[id];
  if (known.state == UrlState::kFetched) {
    const auto age = std::chrono::duration_cast<Milliseconds>(clocks_.wall() - revisit.visited_at);
    queue_visit(id, chance_of_change(revisit.interval, age));
  } else if (known.state == UrlState::kSkipped && known.reason == Reason::kRobots) {
    revisit.due = clocks_.wall() + plan_->revisit_min;
    settle_anew(id, {0, known.key});
  } else {
    revisits_.erase(id);
  }
}

Result<DueUrls> MemoryStore::queue_due(std::size_t max) {
  DueUrls answer;
  if (!plan_) return answer;
  const auto take = [&] {
    for (; !gathered_.empty() && answer.queued < max; gathered_.pop_back()) {
      const auto at = revisits_.find(gathered_.back());
      if (at == revisits_.end() || at->second.is_queued || at->second.due > clocks_.wall())
        continue;
      ++answer.queued;
      queue_or_bring_back(at->first);
    }
  };
  take();
  if (answer.queued == 0 && max > 0) {
    gather_due();
    take();
  }
  const auto is_queued = [](const auto& one) { return one.second.is_queued; };
  if (answer.queued > 0) return answer;
  if (std::none_of(revisits_.begin(), revisits_.end(), is_queued))
    for (Host& host : hosts_) host.visited = host.visited_checks = 0;
  for (const auto& [id, revisit] : revisits_) {
    if (revisit.is_queued) continue;
    const auto next =
        std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(revisit.due - clocks_.wall()));
    answer.next = std::min(answer.next.value_or(next), next);
  }
  return answer;
}

Result<VisitCounts> MemoryStore::visit_counts() {
  VisitCounts counts;
  counts.visits.assign(visits_.begin(), visits_.end());
  std::map<ChangeKind, uint64_t> kinds;
  for (std::size_t i = changes_before_; i < changes_.size(); ++i) ++kinds[changes_[i].kind];
  counts.changes.assign(kinds.begin(), kinds.end());
  return counts;
}

storage::Revisit MemoryStore::revisit_of(std::size_t id) const {
  const Revisit& known = revisits_.at(id);
  const Page& kept = *find_page(urls_[id].url);
  const PageRecord& page = kept.page;
  const bool is_doubtful = known.errors > 0 || page.status < 200 || page.status > 299;
  // That the page comes as it came says nothing of what its scripts make of it.
  if (kept.is_rendered) return {"", "", known.visited_at, is_doubtful};
  return {known.etag.empty() ? page.etag : known.etag,
          known.last_modified.empty() ? page.last_modified : known.last_modified, known.visited_at,
          is_doubtful};
}

// Takes it off the queue, and says when to come again. An answer that is none of the page's own
// (304, robots.txt forbids it) has no status here: the page is not missing.
void MemoryStore::visited(std::size_t id, VisitOutcome outcome, int status) {
  ++visits_[outcome];
  Revisit& revisit = revisits_[id];
  revisit.is_queued = false;
  urls_[id].attempts = 0;
  if (outcome == VisitOutcome::kError) {
    ++revisit.errors;
    revisit.due = clocks_.wall() + std::min(revisit.interval, Milliseconds(Day(1)));
    return;
  }
  revisit.errors = 0;
  ++revisit.seen.visits;
  revisit.seen.changes += outcome == VisitOutcome::kChanged ? 1 : 0;
  revisit.visited_at = clocks_.wall();
  revisit.seen.observed = static_cast<double>(
      std::chrono::duration_cast<Milliseconds>(revisit.visited_at - revisit.since).count());
  revisit.interval = interval_of(rate_of_change(revisit.seen, {}, {}, plan_->revisit), *plan_);
  revisit.due = clocks_.wall() + jittered(revisit.interval, (id + 1) * 31 + revisit.seen.visits);
  revisit.is_gone = status == 410 || (is_missing(status) && revisit.is_gone);
  if (!is_missing(status))
    revisit.missing_since.reset();
  else if (!revisit.missing_since)
    revisit.missing_since = clocks_.wall();
}

void MemoryStore::end_visit(const PageCommit& commit, std::size_t id, uint32_t lent_depth,
                            std::vector<std::pair<const PageCommit*, std::string>>* kept) {
  Known& known = urls_[id];
  const PageRecord& page = commit.page;
  Revisit& revisit = revisits_[id];
  if (commit.not_modified) return visited(id, VisitOutcome::kNotModified);
  note_shape(id, page);
  const Page& old = *find_page(known.url);
  const bool is_worse = commit.is_cut && old.page.detail.empty() && !is_check(known.role);
  if (may_pass(page.status) || is_worse) return visited(id, VisitOutcome::kError);
  // Without its scripts the page is not what it was, and that is our browser's doing.
  if (old.is_rendered && commit.render && !commit.render->error.empty())
    return visited(id, VisitOutcome::kError);
  if (!is_check(known.role) &&
      is_soft_error(page, shapes_[host_ids_[known.key.host]], shape_of(old.page)))
    return visited(id, VisitOutcome::kError);
  const std::string was = robots_of(old.page), is = robots_of(page);
  ComparedPage before = compared(old.page, was, old.outlinks, old.structured);
  ComparedPage now = compared(page, is, commit.outlinks, commit.structured);
  before.lasting = old.lasting;
  now.lasting = commit.lasting;
  const uint32_t fields = changed_fields(before, now);
  const auto missing_since = revisit.missing_since;
  if (fields == 0) {
    visited(id, VisitOutcome::kUnchanged, page.status);
    revisit.etag = page.etag;
    revisit.last_modified = page.last_modified;
    const bool is_confirmed =
        is_missing(page.status) && missing_since &&
        std::chrono::floor<Day>(*missing_since) != std::chrono::floor<Day>(clocks_.wall());
    if (!is_confirmed || revisit.is_gone) return;
    revisit.is_gone = true;
    if (last_change(known.url) == ChangeKind::kMissing)
      changes_.push_back({known.url, ChangeKind::kGone, 0});
    return;
  }
  changes_.push_back(
      {known.url, kind_of_change(old.page.status, page.status, fields, missing_since.has_value()),
       fields});
  visited(id, VisitOutcome::kChanged, page.status);
  revisit.etag.clear();
  revisit.last_modified.clear();
  forget_page(id);
  keep_page(commit, id);
  if (known.depth < lent_depth) nearer_[id] = known.depth;
  kept->emplace_back(&commit, known.url);
}

void MemoryStore::end_unvisited(std::size_t id, const Release& release) {
  Known& known = urls_[id];
  Revisit& revisit = revisits_[id];
  if (release.how == Release::How::kFail) {
    visited(id, VisitOutcome::kError);
    Host& host = hosts_[host_ids_[known.key.host]];
    host.record.last_error = std::string(name_of(release.reason));
    if (!release.detail.empty()) host.record.last_error += ": " + release.detail;
    return;
  }
  if (release.how == Release::How::kSkip && release.reason == Reason::kRobots) {
    changes_.push_back({known.url, ChangeKind::kForbidden, 0});
    visited(id, VisitOutcome::kForbidden);
    forget_page(id);
    known.state = UrlState::kSkipped;
    known.reason = release.reason;
    return;
  }
  revisit.is_queued = false;
  revisit.due = clocks_.wall() + plan_->revisit_min;
}

void MemoryStore::note_shape(std::size_t id, const PageRecord& page) {
  if (shows_error(page.status) && page.method == Method::kWhole)
    shapes_[host_ids_[urls_[id].key.host]].add(shape_of(page));
}

std::optional<ChangeKind> MemoryStore::last_change(const std::string& url) const {
  const auto at = std::find_if(changes_.rbegin(), changes_.rend(),
                               [&](const Change& change) { return change.url == url; });
  return at != changes_.rend() ? std::optional(at->kind) : std::nullopt;
}

void MemoryStore::note_new(std::size_t id, int status) {
  known_to_updates(id);
  if (may_pass(status)) return;
  const bool is_back = last_change(urls_[id].url) == ChangeKind::kForbidden;
  changes_.push_back({urls_[id].url, is_back ? ChangeKind::kBack : ChangeKind::kNew, 0});
}

void MemoryStore::forget_visits(std::size_t id) {
  if (is_visit(id)) hosts_[host_ids_[urls_[id].key.host]].ready.erase(place_of(id));
  revisits_.erase(id);
}

}  // namespace storage
