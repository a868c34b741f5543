// What a lease ends with. First the offers of all pages, in a transaction of their own; when they
// are kept, the pages and the states, see postgres_bucket_ends.cc.
#include "storage/postgres/postgres_ends.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using ground::UrlKey;

namespace {

constexpr int kTriesToEnd = 50;  // others may change the same URLs again and again

}  // namespace

bool PostgresStore::counts_as_page(const Ending& page) {
  return page.lent.role == Role::kPage && page.commit->is_page;
}

// --- Pages

Result<CommitAnswer> PostgresStore::commit(std::span<const PageCommit> pages) {
  if (auto connected = ready(); !connected) return connected.error();
  ++batch_;
  std::vector<Ending> endings(pages.size());
  std::vector<Ending*> open;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    Ending& ending = endings[i];
    ending.commit = &pages[i];
    const auto* lent = queue_->take(pages[i].token, pages[i].key, batch_);
    ending.is_stale = lent == nullptr;
    if (lent == nullptr) continue;
    ending.lent = *lent;
    open.push_back(&ending);
  }
  std::sort(open.begin(), open.end(),
            [](const Ending* a, const Ending* b) { return a->commit->key < b->commit->key; });
  CommitAnswer answer;
  last_fetched_at_ = wall_ms();
  for (int tries = 0; !open.empty(); ++tries) {
    if (tries == kTriesToEnd)
      return Error{ErrorCode::kBusy, ground_.server->place() + ": others change the same URLs",
                   true};
    if (auto kept = commit_some(open, &answer); !kept) return failed(kept.error());
    std::erase_if(open, [](const Ending* one) { return one->is_done || one->is_stale; });
  }
  for (const Ending& ending : endings)
    if (ending.is_stale) answer.stale.push_back(ending.commit->token);
  return answer;
}

// Those that a row stood in the way of are neither done nor stale afterwards.
Result<void> PostgresStore::commit_some(std::vector<Ending*>& all, CommitAnswer* answer) {
  if (plan_)
    if (auto judged = judge_visits(all, answer); !judged) return judged;
  std::vector<Ending*> pages;
  std::copy_if(all.begin(), all.end(), std::back_inserter(pages),
               [](const Ending* page) { return !page->is_done; });
  std::vector<PostgresUrls::Offer> offers;
  std::vector<PostgresUrls::Ending> endings;
  // In the order of the batch: that of discovery.
  std::vector<Ending*> in_order = pages;
  std::sort(in_order.begin(), in_order.end(),
            [](const Ending* a, const Ending* b) { return a->commit < b->commit; });
  for (const Ending* page : in_order) {
    // Of one that is visited, and is as it was, nothing is offered.
    if (!page->lent.is_visit || (page->visit && page->visit->has_changed()))
      for (const Outlink& link : page->commit->outlinks)
        offers.push_back({&link.target, page->commit->key, endings.size()});
    PostgresUrls::Ending& ending = endings.emplace_back();
    ending.key = page->commit->key;
    ending.lent_as = page->lent.role;
    ending.is_visit = page->lent.is_visit;
  }
  auto offered = urls_.offer(offers, endings);
  if (!offered) return offered.error();
  answer->new_urls += offered->new_urls;
  answer->new_waiting += offered->new_waiting;
  for (const PostgresUrls::Arrival& arrival : offered->arrivals) queue_->arrived(arrival);
  for (const PostgresUrls::Nearer& nearer : offered->nearer) note_nearer(nearer.key);
  for (std::size_t i = 0; i < in_order.size(); ++i) in_order[i]->offered = endings[i];
  std::vector<BucketEnd> buckets;
  settle_offered(pages, answer, &buckets);
  if (plan_)
    if (auto told = tell_of_links(pages); !told) return told;
  if (auto numbered = number_pages(buckets); !numbered) return numbered;
  auto ended = end_buckets(buckets);
  if (!ended) return ended.error();
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    for (Ending* page : buckets[i].pages) {
      page->is_stale = (*ended)[i] == Ended::kLost;
      page->is_done = (*ended)[i] == Ended::kDone;
      if (!page->is_done) continue;
      ++answer->pages;
      note_kept(*page);
      urls_.forget(page->commit->key);
    }
  }
  disown_some(buckets, *ended);
  return {};
}

void PostgresStore::disown_some(std::span<const BucketEnd> buckets, std::span<const Ended> ended) {
  for (std::size_t i = 0; i < buckets.size(); ++i)
    if (ended[i] == Ended::kLost) share_->disown(buckets[i].bucket);
}

void PostgresStore::add_to_bucket(Ending* page, std::vector<BucketEnd>* buckets) const {
  const int64_t bucket = ground_.bucket_of(page->commit->key.host);
  if (buckets->empty() || buckets->back().bucket != bucket) buckets->emplace_back().bucket = bucket;
  buckets->back().pages.push_back(page);
}

// What the offers made of the pages themselves; those that are to be kept go to their buckets.
void PostgresStore::settle_offered(std::span<Ending* const> pages, CommitAnswer* answer,
                                   std::vector<BucketEnd>* buckets) {
  using Became = PostgresUrls::Ending::Became;
  for (Ending* page : pages) {
    const LeaseToken token = page->commit->token;
    switch (page->offered.became) {
      case Became::kFetched: {
        if (page->lent.is_visit && !page->visit) {
          // Updates know nothing of it any more.
          page->is_stale = true;
          queue_->end(token);
          break;
        }
        add_to_bucket(page, buckets);
        break;
      }
      case Became::kOutranked:
        page->is_stale = true;
        if (page->offered.was.state == UrlState::kWaiting) {
          queue_->stands_at(token, page->offered.was);
          queue_->give_back(token);
        } else {
          queue_->end(token);
        }
        break;
      case Became::kTakenBack:
        if (page->visit) {
          add_to_bucket(page, buckets);
          break;
        }
        page->is_done = true;
        ++answer->pages;
        queue_->give_back(token);
        break;
      case Became::kKept:
        page->is_done = true;
        ++answer->pages;
        note_kept(*page);
        break;
    }
  }
}

void PostgresStore::note_kept(const Ending& page) {
  if (page.is_taken_back())
    queue_->give_back(page.commit->token);
  else
    queue_->end(page.commit->token);
  if (!counts_as_page(page)) return;
  ++pages_of_run_;
  ++spent_;
}

Result<void> PostgresStore::number_pages(std::vector<BucketEnd>& buckets) {
  // Numbers are in the order of the batch, which is that of the commits.
  std::vector<Ending*> written, changed;
  for (const BucketEnd& end : buckets) {
    for (Ending* page : end.pages) {
      const bool is_written = !page->visit || page->visit->has_changed();
      if (is_written) written.push_back(page);
      const bool is_news = page->visit ? page->visit->change.has_value()
                                       : plan_ && !may_pass(page->commit->page.status);
      if (is_news) changed.push_back(page);
    }
  }
  const auto is_before = [](const Ending* a, const Ending* b) { return a->commit < b->commit; };
  std::sort(written.begin(), written.end(), is_before);
  std::sort(changed.begin(), changed.end(), is_before);
  auto id = ground_.take_pages(written.size());
  if (!id) return id.error();
  for (Ending* page : written) page->page_id = (*id)++;
  if (changed.empty()) return {};
  auto change_id = ground_.take_changes(changed.size());
  if (!change_id) return change_id.error();
  for (Ending* page : changed) page->change_id = (*change_id)++;
  return {};
}

// --- Without a page

Result<std::vector<UrlRow>> PostgresStore::read_rows(std::span<const UrlKey> keys) {
  KeyLists lists;
  for (const UrlKey& key : keys) lists.add(ground_.bucket_of(key.host), key);
  auto rows = ground_.server->ask("read_urls", lists.values());
  if (!rows) return rows.error();
  std::vector<UrlRow> found(keys.size());
  for (std::size_t i = 0; i < rows->size(); ++i)
    found[static_cast<std::size_t>(rows->number(i, 0)) - 1] = url_row_of(*rows, i);
  return found;
}

Result<void> PostgresStore::release(std::span<const Release> releases) {
  if (auto connected = ready(); !connected) return connected.error();
  ++batch_;
  std::vector<Leaving> all(releases.size());
  std::vector<Leaving*> open;
  for (std::size_t i = 0; i < releases.size(); ++i) {
    const auto* lent = queue_->take(releases[i].token, releases[i].key, batch_);
    if (lent == nullptr) continue;
    all[i].release = &releases[i];
    all[i].lent = *lent;
    open.push_back(&all[i]);
  }
  std::sort(open.begin(), open.end(),
            [](const Leaving* a, const Leaving* b) { return a->release->key < b->release->key; });
  for (int tries = 0; !open.empty(); ++tries) {
    if (tries == kTriesToEnd)
      return Error{ErrorCode::kBusy, ground_.server->place() + ": others change the same URLs",
                   true};
    auto left = release_some(open);
    if (!left) return failed(left.error());
    open = std::move(*left);
  }
  return {};
}

// Pages that are forbidden by now: that is a change, and what they led to is led to no more.
Result<void> PostgresStore::number_forbidden(std::vector<BucketEnd>& buckets) {
  std::vector<Leaving*> forbidden;
  std::set<UrlKey> lost;
  for (const BucketEnd& end : buckets)
    for (Leaving* one : end.leaving)
      if (one->visit && one->visit->end.outcome == VisitOutcome::kForbidden)
        forbidden.push_back(one);
  if (forbidden.empty()) return {};
  for (const Leaving* one : forbidden)
    if (one->visit->old)
      for (const Outlink& link : one->visit->old->commit.outlinks) lost.insert(link.target.key);
  if (auto told = tell_lost(lost); !told) return told;
  auto id = ground_.take_changes(forbidden.size());
  if (!id) return id.error();
  for (Leaving* one : forbidden) one->change_id = (*id)++;
  return {};
}

// Those whose rows are to change, by their buckets; the others end here.
Result<std::vector<PostgresStore::BucketEnd>> PostgresStore::settle_leaving(
    std::span<Leaving* const> leaving) {
  using How = Release::How;
  std::vector<UrlKey> keys;
  std::vector<Leaving*> written, visits;
  for (Leaving* one : leaving) {
    const How how = one->release->how;
    if (how == How::kReturn || (how == How::kLeave && !one->lent.is_visit)) {
      queue_->give_back(one->release->token);
      continue;
    }
    keys.push_back(one->release->key);
    written.push_back(one);
    if (one->lent.is_visit) visits.push_back(one);
  }
  std::vector<BucketEnd> buckets;
  if (written.empty()) return buckets;
  auto rows = read_rows(keys);
  if (!rows) return rows.error();
  if (!visits.empty())
    if (auto judged = judge_leaving(visits); !judged) return judged.error();
  for (std::size_t i = 0; i < written.size(); ++i) {
    Leaving* one = written[i];
    one->was = (*rows)[i];
    const LeaseToken token = one->release->token;
    const bool waits = one->was.state == UrlState::kWaiting;
    const bool is_visited =
        one->visit && !one->visit->known.is_over && one->was.state == UrlState::kFetched;
    if (!waits && !is_visited) {
      queue_->end(token);
      continue;
    }
    if (waits) queue_->stands_at(token, one->was);
    if (one->was.role != one->lent.role || waits == one->lent.is_visit) {
      waits ? queue_->give_back(token) : queue_->end(token);
      continue;
    }
    const int64_t bucket = ground_.bucket_of(one->release->key.host);
    if (buckets.empty() || buckets.back().bucket != bucket) buckets.emplace_back().bucket = bucket;
    buckets.back().leaving.push_back(one);
  }
  return buckets;
}

// Says which are to be released once more, since a row stood in the way.
Result<std::vector<PostgresStore::Leaving*>> PostgresStore::release_some(
    std::span<Leaving* const> leaving) {
  std::vector<Leaving*> again;
  auto settled = settle_leaving(leaving);
  if (!settled) return settled.error();
  std::vector<BucketEnd>& buckets = *settled;
  if (auto numbered = number_forbidden(buckets); !numbered) return numbered.error();
  auto ended = end_buckets(buckets);
  if (!ended) return ended.error();
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    for (Leaving* one : buckets[i].leaving) {
      if ((*ended)[i] == Ended::kChanged) again.push_back(one);
      if ((*ended)[i] != Ended::kDone) continue;
      urls_.forget(one->release->key);
      std::optional<int64_t> due;
      if (one->release->delay > Milliseconds(0))
        due = now_ms() + bounded_delay(one->release->delay).count();
      if (one->release->how == Release::How::kRetry)
        queue_->give_back(one->release->token, due);
      else
        queue_->end(one->release->token);
    }
  }
  disown_some(buckets, *ended);
  return again;
}

}  // namespace storage
