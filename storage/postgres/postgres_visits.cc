// What visits find. All that is known of the pages is read before anything is written, a flight for
// each kind of rows; what most visits find, that it is as it was, needs no more than the narrow row
// of the page. Whole pages are read where bytes differ, to compare them, and where one has changed,
// to keep what it was.
#include <algorithm>
#include <set>
#include <utility>

#include "storage/database/raw_text.h"
#include "storage/history/visit_judgement.h"
#include "storage/postgres/postgres_ends.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

// More than any --max-body that fits into memory a few times.
constexpr std::size_t kMostKeptBytes = 1u << 30;

// In the order of the batch, which is that of the answers.
template <typename Page>
std::vector<Page*> in_order_of_batch(std::span<Page* const> pages) {
  std::vector<Page*> ordered(pages.begin(), pages.end());
  std::sort(ordered.begin(), ordered.end(),
            [](const Page* a, const Page* b) { return a->commit < b->commit; });
  return ordered;
}

}  // namespace

Result<void> PostgresStore::judge_visits(std::span<Ending* const> pages, CommitAnswer* answer) {
  if (auto found = find_visited(pages, answer); !found) return found;
  const std::vector<Ending*> compared = judge_alone(pages);
  if (auto done = compare_visited(compared); !done) return done;
  std::vector<Visiting*> visits;
  std::vector<UrlKey> keys;
  for (Ending* page : in_order_of_batch(pages)) {
    if (!page->visit) continue;
    visits.push_back(&*page->visit);
    keys.push_back(page->commit->key);
  }
  return plan_next(visits, keys);
}

// What is known of them, and of their hosts.
Result<void> PostgresStore::find_visited(std::span<Ending* const> pages, CommitAnswer* answer) {
  std::vector<UrlKey> keys;
  std::set<uint64_t> hosts;
  for (const Ending* page : pages) {
    keys.push_back(page->commit->key);
    hosts.insert(page->commit->key.host);
  }
  if (auto loaded = shapes_.load(hosts); !loaded) return loaded;
  auto changes = read_last_changes(ground_, keys);
  if (!changes) return changes.error();
  auto rows = read_visited(ground_, keys);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < pages.size(); ++i) {
    Ending& page = *pages[i];
    page.last_change = (*changes)[i];
    page.visit.reset();
    if (!page.lent.is_visit || !(*rows)[i]) continue;
    if ((*rows)[i]->is_over) {
      page.is_done = true;
      ++answer->pages;
      note_kept(page);
      continue;
    }
    Visiting& visit = page.visit.emplace();
    visit.known = std::move(*(*rows)[i]);
    visit.end.at = last_fetched_at_;
    visit.seen_to = visit.known.state.visited_at;
    visit.gap = std::max<int64_t>(0, visit.end.at - visit.known.state.visited_at);
    visit.detail = page.commit->page.detail;
    const Validators now = validators_of(page.commit->page);
    visit.end.etag = now.etag;
    visit.end.last_modified = now.last_modified;
  }
  return {};
}

// By what the answers say. Gives those that are to be compared with what is kept.
std::vector<PostgresStore::Ending*> PostgresStore::judge_alone(std::span<Ending* const> pages) {
  std::vector<Ending*> compared;
  for (Ending* page : in_order_of_batch(pages)) {
    const PageCommit& commit = *page->commit;
    if (commit.not_modified) {
      if (page->visit) page->visit->end.outcome = VisitOutcome::kNotModified;
      continue;
    }
    const uint64_t host = commit.key.host;
    if (shapes_.note(host, commit.page)) page->shape = shape_of(commit.page);
    if (!page->visit) continue;
    Visiting& visit = *page->visit;
    const PageRecord& known = visit.known.page;
    const KeptAnswer kept{known.detail.empty(), page->lent.role, shape_of(known)};
    if (const auto poor = poor_answer(commit, kept, shapes_.of(host))) {
      visit.end.outcome = VisitOutcome::kError;
      if (!poor->detail.empty()) visit.detail = poor->detail;
      continue;
    }
    visit.loses_rows = !commit.tables && (commit.page.status >= 300 || tables_.has_rules());
    compared.push_back(page);
  }
  return compared;
}

Result<void> PostgresStore::compare_visited(std::span<Ending* const> pages) {
  if (auto read = read_rows_of_rules(pages); !read) return read;
  const auto read_whole = [&](const auto& is_wanted) -> Result<void> {
    std::vector<Visiting*> visits;
    std::vector<UrlKey> keys;
    for (Ending* page : pages) {
      if (page->visit->old || !is_wanted(*page)) continue;
      visits.push_back(&*page->visit);
      keys.push_back(page->commit->key);
    }
    return read_old(visits, keys);
  };
  auto read = read_whole([](const Ending& page) {
    const ComparedCommit was(page.visit->known.page, shown_text);
    const ComparedCommit is(page.commit->page, shown_text);
    return needs_lists(was.page, is.page);
  });
  if (!read) return read;
  for (Ending* page : pages)
    if (page->visit->old && page->commit->lasting && options_.ignoring != 0)
      ground_.server->queue("read_lasting", PostgresValues()
                                                .number(ground_.bucket_of(page->commit->key.host))
                                                .key(page->commit->key.host)
                                                .key(page->commit->key.url)
                                                .number(page->visit->known.page_id)
                                                .key(options_.ignoring));
  auto lasting = ground_.server->run_all();
  if (!lasting) return lasting.error();
  std::size_t next = 0;
  for (Ending* page : pages) {
    Visiting& visit = *page->visit;
    const PageCommit& commit = *page->commit;
    ComparedCommit was(visit.old ? visit.old->commit.page : visit.known.page, shown_text);
    ComparedCommit is(commit.page, shown_text);
    if (needs_lists(was.page, is.page) && visit.old) {
      is.page.lasting = commit.lasting;
      if (commit.lasting && options_.ignoring != 0)
        was.page.lasting = lasting_of((*lasting)[next++].rows, *visit.old, &visit);
      was.add_lists(visit.old->commit, content_kinds_);
      is.add_lists(commit, content_kinds_);
    }
    was.page.rows = visit.old_rows;
    const std::string rows = commit.tables ? tables_.rows_json(*commit.tables) : std::string();
    is.page.rows = rows;
    visit.fields = changed_fields(was.page, is.page);
    judge_fields(*page);
  }
  return read_whole([](const Ending& page) { return page.visit->has_changed(); });
}

// What the fields that have changed say.
void PostgresStore::judge_fields(Ending& page) {
  Visiting& visit = *page.visit;
  const RevisitState& before = visit.known.state;
  const int status = page.commit->page.status;
  visit.end.is_missing = is_missing(status);
  visit.end.is_gone = status == 410 || (visit.end.is_missing && before.is_gone);
  if (visit.fields != 0) {
    visit.end.outcome = VisitOutcome::kChanged;
    visit.end.etag = visit.end.last_modified = {};  // the page's own
    visit.change =
        kind_of_change(visit.known.page.status, status, visit.fields, before.missing_since != 0);
    return;
  }
  visit.end.outcome = VisitOutcome::kUnchanged;
  if (!visit.end.is_missing || visit.end.is_gone || !is_gone_by_now(before, visit.end.at)) return;
  visit.end.is_gone = true;
  if (page.last_change == ChangeKind::kMissing) visit.change = ChangeKind::kGone;
}

Result<void> PostgresStore::read_old(std::span<Visiting* const> visits,
                                     std::span<const UrlKey> keys) {
  auto pages = kept_pages_.read(keys);
  if (!pages) return pages.error();
  for (std::size_t i = 0; i < visits.size(); ++i)
    if (const auto page = pages->find(keys[i]); page != pages->end())
      visits[i]->old = std::move(page->second);
  return {};
}

Result<void> PostgresStore::read_rows_of_rules(std::span<Ending* const> pages) {
  std::vector<std::string_view> urls;
  std::vector<Ending*> asked;
  for (Ending* page : pages) {
    if (!page->commit->tables && !page->visit->loses_rows) continue;
    urls.push_back(page->visit->known.url);
    asked.push_back(page);
  }
  auto kept = tables_.read(*ground_.server, urls);
  if (!kept) return kept.error();
  for (std::size_t i = 0; i < asked.size(); ++i)
    asked[i]->visit->old_rows =
        std::move(asked[i]->commit->tables ? (*kept)[i].of_ours : (*kept)[i].of_any);
  return {};
}

// What this run's rules leave of the page that is kept: as it was noted, or by its body.
std::optional<LastingHashes> PostgresStore::lasting_of(const PostgresRows& kept,
                                                       const CopiedPage& page,
                                                       Visiting* visit) const {
  if (!kept.empty())
    return LastingHashes{kept.key(0, 0), kept.key(0, 1), kept.key(0, 2), kept.key(0, 3),
                         kept.key(0, 4)};
  const PageRecord& record = page.commit.page;
  if (!options_.lasting_of || record.body_zstd.empty()) return std::nullopt;
  auto body = Delta().apply(record.body_zstd, "", kMostKeptBytes);
  if (!body) return std::nullopt;
  visit->read_again =
      options_.lasting_of({visit->known.url, record.status, record.headers, std::move(*body)});
  return visit->read_again;
}

// When each is to be visited again, in order: what one has seen counts for the next.
Result<void> PostgresStore::plan_next(std::span<Visiting* const> visits,
                                      std::span<const UrlKey> keys) {
  std::vector<const VisitedRow*> rows;
  rows.reserve(visits.size());
  for (const Visiting* visit : visits)
    rows.push_back(visit->end.outcome == VisitOutcome::kError ? nullptr : &visit->known);
  auto rates = read_rates(ground_, rows, keys);
  if (!rates) return rates.error();
  for (std::size_t i = 0; i < visits.size(); ++i) {
    Visiting& visit = *visits[i];
    Observation seen[2];
    if (rows[i] != nullptr) {
      std::size_t next = 0;
      for (const int64_t folder : {folder_of(visit.known.url), kWholeSite}) {
        Observation& of = (*rates)[{keys[i].host, folder}];
        ++of.visits;
        of.changes += visit.has_changed() ? 1 : 0;
        of.observed += static_cast<double>(visit.gap);
        seen[next++] = of;
      }
    }
    visit.due = note_visit(visit.end, seen[0], seen[1], *plan_,
                           static_cast<uint64_t>(visit.known.place), &visit.known.state);
  }
  return {};
}

// Visits that end without an answer; those whose pages are kept no more were settled before.
Result<void> PostgresStore::judge_leaving(std::span<Leaving* const> leaving) {
  std::vector<UrlKey> keys;
  for (const Leaving* one : leaving) keys.push_back(one->release->key);
  auto rows = read_visited(ground_, keys);
  if (!rows) return rows.error();
  std::vector<Visiting*> visits, forbidden;
  std::vector<UrlKey> visited, gone;
  std::vector<std::string_view> urls;
  for (std::size_t i = 0; i < leaving.size(); ++i) {
    const Release& release = *leaving[i]->release;
    leaving[i]->visit.reset();
    if (!(*rows)[i]) continue;
    Visiting& visit = leaving[i]->visit.emplace();
    visit.known = std::move(*(*rows)[i]);
    visit.end.at = wall_ms();
    visit.seen_to = visit.known.state.visited_at;
    visit.gap = std::max<int64_t>(0, visit.end.at - visit.known.state.visited_at);
    const bool is_forbidden =
        release.how == Release::How::kSkip && release.reason == Reason::kRobots;
    if (!is_forbidden && release.how != Release::How::kFail) continue;
    visit.end.outcome = is_forbidden ? VisitOutcome::kForbidden : VisitOutcome::kError;
    visits.push_back(&visit);
    visited.push_back(release.key);
    if (is_forbidden) {
      forbidden.push_back(&visit);
      gone.push_back(release.key);
      urls.push_back(visit.known.url);
      continue;
    }
    visit.detail = std::string(name_of(release.reason));
    if (!release.detail.empty()) visit.detail += ": " + release.detail;
  }
  if (auto read = read_old(forbidden, gone); !read) return read;
  auto kept = tables_.read(*ground_.server, urls);
  if (!kept) return kept.error();
  for (std::size_t i = 0; i < forbidden.size(); ++i)
    forbidden[i]->old_rows = std::move((*kept)[i].of_any);
  return plan_next(visits, visited);
}

}  // namespace storage
