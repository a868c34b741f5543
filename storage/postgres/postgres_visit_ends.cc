// What visits end with, as the database has it. All that is of a page's bucket goes with the fence
// of that, see postgres_bucket_ends.cc; what is of other pages (links that are gone, sitemaps that
// say what has changed) goes before, like links.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "storage/database/raw_text.h"
#include "storage/history/sitemap_time.h"
#include "storage/postgres/postgres_ends.h"
#include "storage/postgres/postgres_pages.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

constexpr std::size_t kLinksAStatement = 500;

// What of a sitemap is said to have changed, and when: of what stands there several times the
// latest.
std::map<UrlKey, std::string> entries_of(const PageCommit& sitemap) {
  std::map<UrlKey, std::string> entries;
  for (const SitemapRecord& entry : sitemap.sitemap) {
    if (entry.lastmod.empty() || entry.place >= sitemap.outlinks.size()) continue;
    std::string& latest = entries[sitemap.outlinks[entry.place].target.key];
    latest = std::max(latest, entry.lastmod);
  }
  return entries;
}

}  // namespace

// --- Before

Result<void> PostgresStore::tell_of_links(std::span<Ending* const> pages) {
  std::set<UrlKey> lost;
  for (const Ending* page : pages) {
    if (page->is_stale || !page->visit || !page->visit->has_changed() || !page->visit->old)
      continue;
    std::set<UrlKey> left;
    for (const Outlink& link : page->commit->outlinks) left.insert(link.target.key);
    for (const Outlink& link : page->visit->old->commit.outlinks)
      if (!left.contains(link.target.key)) lost.insert(link.target.key);
  }
  if (auto told = tell_lost(lost); !told) return told;
  for (const Ending* page : pages) {
    if (page->is_stale || !page->visit || !page->visit->has_changed()) continue;
    if (page->lent.role != Role::kSitemap || !page->visit->old) continue;
    if (auto hinted = hint(page->commit->key, *page); !hinted) return hinted;
  }
  return {};
}

// What may be linked from nowhere by now is looked at when the run ends.
Result<void> PostgresStore::tell_lost(const std::set<UrlKey>& lost) {
  std::vector<UrlKey> keys(lost.begin(), lost.end());
  for (std::size_t from = 0; from < keys.size(); from += kLinksAStatement) {
    KeyLists lists;
    for (std::size_t i = from; i < std::min(from + kLinksAStatement, keys.size()); ++i)
      lists.add(ground_.bucket_of(keys[i].host), keys[i]);
    ground_.server->queue("add_lost_links", lists.values());
    ground_.server->end_group();
  }
  auto told = ground_.server->run_all();
  if (!told) return told.error();
  return {};
}

// A sitemap says what has changed since it was visited. If it was right often enough before, that
// is visited now.
Result<void> PostgresStore::hint(const UrlKey& sitemap, const Ending& page) {
  const auto before = entries_of(page.visit->old->commit);
  KeyLists lists;
  std::vector<int64_t> times;
  for (const auto& [key, lastmod] : entries_of(*page.commit)) {
    if (const auto was = before.find(key); was != before.end() && was->second == lastmod) continue;
    lists.add(ground_.bucket_of(key.host), key);
    times.push_back(latest_time_of(lastmod).value_or(INT64_MAX));
  }
  if (times.empty()) return {};
  ground_.server->queue("hint_revisits",
                        lists.values().numbers(times).key(sitemap.host).key(sitemap.url));
  ground_.server->queue(
      "read_belief",
      PostgresValues().number(ground_.bucket_of(sitemap.host)).key(sitemap.host).key(sitemap.url));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  const PostgresRows &hinted = (*answers)[0].rows, &belief = (*answers)[1].rows;
  if (!belief.empty() && !is_believed(belief.key(0, 0), belief.key(0, 1))) return {};
  std::vector<UrlKey> keys;
  for (std::size_t i = 0; i < hinted.size(); ++i)
    keys.push_back({hinted.key(i, 0), hinted.key(i, 1)});
  return queue_now(keys, true);
}

// --- With its bucket

// What every visit leaves: its row, when to come again, what it says of how often pages change.
void PostgresStore::queue_end_of(const UrlKey& key, const Visiting& visit, const VisitRow& row) {
  queue_visit_end(ground_, key, visit.known, visit.due);
  queue_visit(ground_, key, visit.end, row);
  if (visit.end.outcome == VisitOutcome::kError) return;
  queue_rates(ground_, key, visit.known.url, visit.has_changed(), visit.gap);
  if (visit.known.hinted_by == UrlKey()) return;
  // A sitemap's word is of the site that it stands in: its bucket is mostly this one.
  const UrlKey& sitemap = visit.known.hinted_by;
  ground_.server->queue("add_belief", PostgresValues()
                                          .number(ground_.bucket_of(sitemap.host))
                                          .key(sitemap.host)
                                          .key(sitemap.url)
                                          .number(visit.has_changed() ? 1 : 0));
}

void PostgresStore::queue_visit_states(BucketEnd& end, const Ending& page, SumsByHost* sums) {
  const UrlKey& key = page.commit->key;
  const Visiting& visit = *page.visit;
  const PageRecord& record = page.commit->page;
  const VisitRow row{run_id_, record.status, record.total.count(),
                     static_cast<int64_t>(record.transferred), visit.detail};
  HostSums& sum = (*sums)[key.host];
  ++(is_check(page.lent.role) ? sum.visited_checks : sum.visited);
  end.change.add_pages(counts_as_page(page) ? 1 : 0);
  if (page.shape) PostgresShapes::queue(ground_, key.host, *page.shape);
  if (page.is_taken_back()) {
    // An offer has made it wait as more; what the visit found is told all the same.
    queue_visit(ground_, key, visit.end, row);
    if (visit.end.outcome != VisitOutcome::kError)
      queue_rates(ground_, key, visit.known.url, visit.has_changed(), visit.gap);
  } else {
    queue_end_of(key, visit, row);
    end.change.add_due(-1);
    stale_due_times_.insert(end.bucket);
    if (visit.known.attempts > 0)
      ground_.server->queue(
          "set_attempts", PostgresValues().number(end.bucket).key(key.host).key(key.url).number(0));
  }
  if (visit.change) {
    const int64_t old = visit.known.page_id;
    queue_change(ground_, key,
                 {page.change_id, run_id_, visit.end.at, *visit.change, visit.fields, old,
                  visit.has_changed() ? page.page_id : old});
  }
  if (visit.has_changed()) return queue_changed_page(end, page, sums);
  if (!visit.read_again) return;
  queue_lasting(end.bucket, key, visit.known.page_id, *visit.read_again);
}

// What it was goes to history; what it is is written with the other pages.
void PostgresStore::queue_changed_page(BucketEnd& end, const Ending& page, SumsByHost* sums) {
  const UrlKey& key = page.commit->key;
  const Visiting& visit = *page.visit;
  if (!visit.old) return;
  const bool is_back = page.is_taken_back();
  VersionRows::Past past{&*visit.old,  is_back ? nullptr : page.commit,
                         page.page_id, visit.seen_to,
                         run_id_,      visit.old_rows};
  versions_.queue(past, plan_->keep_versions);
  if (is_back) return;
  PostgresValues of_page;
  of_page.number(end.bucket).key(key.host).key(key.url);
  ground_.server->queue("drop_content", of_page);
  ground_.server->queue("drop_nearer", of_page);
  ground_.server->queue("drop_page", of_page.number(visit.known.page_id));
  if (visit.loses_rows) tables_.queue_forget(*ground_.server, visit.known.url);
  HostSums& sum = (*sums)[key.host];
  const PageRecord &was = visit.known.page, &is = page.commit->page;
  sum.bytes += static_cast<int64_t>(is.transferred) - static_cast<int64_t>(was.transferred);
  if (!is_check(page.lent.role)) sum.total_ms += (is.total - was.total).count();
  end.change.add_links(static_cast<int64_t>(page.commit->outlinks.size()) -
                       static_cast<int64_t>(visit.old->commit.outlinks.size()));
}

// Of a page that an update fetched first, or again after it was forbidden.
void PostgresStore::queue_new_page(const Ending& page) {
  const UrlKey& key = page.commit->key;
  const int64_t bucket = ground_.bucket_of(key.host), place = page.offered.was.place;
  const int64_t at = last_fetched_at_;
  PostgresValues values;
  values.number(bucket).key(key.host).key(key.url).number(place);
  values.number(at + jittered(plan_->revisit, static_cast<uint64_t>(place)).count()).number(at);
  ground_.server->queue("add_revisit", values.number(plan_->revisit.count()));
  stale_due_times_.insert(bucket);
  if (page.shape) PostgresShapes::queue(ground_, key.host, *page.shape);
  if (page.change_id == 0) return;
  const bool is_back = page.last_change == ChangeKind::kForbidden;
  queue_change(ground_, key,
               {page.change_id, run_id_, at, is_back ? ChangeKind::kBack : ChangeKind::kNew, 0, 0,
                page.page_id});
}

void PostgresStore::queue_lasting(int64_t bucket, const UrlKey& key, int64_t page_id,
                                  const LastingHashes& hashes) {
  if (options_.ignoring == 0) return;
  PostgresValues values;
  values.number(bucket).key(key.host).key(key.url).number(page_id).key(options_.ignoring);
  values.key(hashes.title).key(hashes.description).key(hashes.text).key(hashes.links);
  ground_.server->queue("insert_lasting", values.key(hashes.structured));
}

// --- Without an answer

void PostgresStore::queue_unvisited(BucketEnd& end, const Leaving& one, SumsByHost* sums) {
  const Release& release = *one.release;
  const UrlKey& key = release.key;
  const Visiting& visit = *one.visit;
  PostgresValues of_url;
  of_url.number(end.bucket).key(key.host).key(key.url);
  if (release.how == Release::How::kRetry)
    return ground_.server->queue("set_attempts", of_url.number(1));
  end.change.add_due(-1);
  stale_due_times_.insert(end.bucket);
  if (visit.end.outcome == VisitOutcome::kForbidden) return queue_forbidden(end, one, sums);
  if (release.how != Release::How::kFail)
    return ground_.server->queue("leave_visit",
                                 of_url.number(visit.end.at + plan_->revisit_min.count()));
  queue_end_of(key, visit, {run_id_, std::nullopt, 0, 0, visit.detail});
  ground_.server->queue("set_attempts", of_url.number(0));
  std::string buffer;
  (*sums)[key.host].last_error = shown_text(visit.detail, &buffer);
}

void PostgresStore::queue_forbidden(BucketEnd& end, const Leaving& one, SumsByHost* sums) {
  const UrlKey& key = one.release->key;
  const Visiting& visit = *one.visit;
  const PageRecord& was = visit.known.page;
  Connection& server = *ground_.server;
  queue_end_of(key, visit, {run_id_, std::nullopt, 0, 0, ""});
  queue_change(
      ground_, key,
      {one.change_id, run_id_, visit.end.at, ChangeKind::kForbidden, 0, visit.known.page_id, 0});
  HostSums& sum = (*sums)[key.host];
  sum.bytes -= static_cast<int64_t>(was.transferred);
  if (is_check(one.lent.role)) {
    --sum.checks;
  } else {
    --sum.pages;
    sum.total_ms -= was.total.count();
  }
  if (visit.old) {
    const VersionRows::Past past{&*visit.old, nullptr, 0, visit.seen_to, run_id_, visit.old_rows};
    versions_.queue(past, plan_->keep_versions);
    end.change.add_links(-static_cast<int64_t>(visit.old->commit.outlinks.size()));
  }
  PostgresValues of_url;
  of_url.number(end.bucket).key(key.host).key(key.url);
  server.queue("drop_content", of_url);
  server.queue("drop_nearer", of_url);
  server.queue("drop_page", PostgresValues(of_url).number(visit.known.page_id));
  tables_.queue_forget(server, visit.known.url);
  server.queue("forbid_url", of_url.number(static_cast<int64_t>(one.release->reason)));
  end.change.move(UrlState::kFetched, Reason::kNone, UrlState::kSkipped, one.release->reason);
}

}  // namespace storage
