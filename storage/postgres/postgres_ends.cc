// What a lease ends with. First the offers of all pages, in a transaction of their own; when they
// are kept, the pages and the states, see postgres_bucket_ends.cc.
#include "storage/postgres/postgres_ends.h"

#include <algorithm>
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
Result<void> PostgresStore::commit_some(std::vector<Ending*>& pages, CommitAnswer* answer) {
  std::vector<PostgresUrls::Offer> offers;
  std::vector<PostgresUrls::Ending> endings;
  // In the order of the batch: that of discovery.
  std::vector<Ending*> in_order = pages;
  std::sort(in_order.begin(), in_order.end(),
            [](const Ending* a, const Ending* b) { return a->commit < b->commit; });
  for (const Ending* page : in_order) {
    for (const Outlink& link : page->commit->outlinks)
      offers.push_back({&link.target, page->commit->key, endings.size()});
    PostgresUrls::Ending& ending = endings.emplace_back();
    ending.key = page->commit->key;
    ending.lent_as = page->lent.role;
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

// What the offers made of the pages themselves; those that are to be kept go to their buckets.
void PostgresStore::settle_offered(std::span<Ending* const> pages, CommitAnswer* answer,
                                   std::vector<BucketEnd>* buckets) {
  using Became = PostgresUrls::Ending::Became;
  for (Ending* page : pages) {
    const LeaseToken token = page->commit->token;
    switch (page->offered.became) {
      case Became::kFetched: {
        const int64_t bucket = ground_.bucket_of(page->commit->key.host);
        if (buckets->empty() || buckets->back().bucket != bucket)
          buckets->emplace_back().bucket = bucket;
        buckets->back().pages.push_back(page);
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
  queue_->end(page.commit->token);
  if (!counts_as_page(page)) return;
  ++pages_of_run_;
  ++spent_;
}

Result<void> PostgresStore::number_pages(std::vector<BucketEnd>& buckets) {
  std::size_t pages = 0;
  for (const BucketEnd& end : buckets) pages += end.pages.size();
  auto id = ground_.take_pages(pages);
  if (!id) return id.error();
  // Numbers are in the order of the batch, which is that of the commits.
  std::vector<const PageCommit*> in_order;
  for (const BucketEnd& end : buckets)
    for (const Ending* page : end.pages) in_order.push_back(page->commit);
  std::sort(in_order.begin(), in_order.end());
  for (const BucketEnd& end : buckets) {
    for (Ending* page : end.pages) {
      const auto at = std::lower_bound(in_order.begin(), in_order.end(), page->commit);
      page->page_id = *id + (at - in_order.begin());
    }
  }
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

// Says which are to be released once more, since a row stood in the way.
Result<std::vector<PostgresStore::Leaving*>> PostgresStore::release_some(
    std::span<Leaving* const> leaving) {
  using How = Release::How;
  std::vector<UrlKey> keys;
  std::vector<Leaving*> written;
  for (Leaving* one : leaving) {
    const How how = one->release->how;
    if (how == How::kReturn || how == How::kLeave) {
      queue_->give_back(one->release->token);
      continue;
    }
    keys.push_back(one->release->key);
    written.push_back(one);
  }
  std::vector<Leaving*> again;
  if (written.empty()) return again;
  auto rows = read_rows(keys);
  if (!rows) return rows.error();
  std::vector<BucketEnd> buckets;
  for (std::size_t i = 0; i < written.size(); ++i) {
    Leaving* one = written[i];
    one->was = (*rows)[i];
    const LeaseToken token = one->release->token;
    if (one->was.state != UrlState::kWaiting) {
      queue_->end(token);
      continue;
    }
    queue_->stands_at(token, one->was);
    if (one->was.role != one->lent.role) {
      queue_->give_back(token);
      continue;
    }
    const int64_t bucket = ground_.bucket_of(one->release->key.host);
    if (buckets.empty() || buckets.back().bucket != bucket) buckets.emplace_back().bucket = bucket;
    buckets.back().leaving.push_back(one);
  }
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
      if (one->release->how == How::kRetry)
        queue_->give_back(one->release->token, due);
      else
        queue_->end(one->release->token);
    }
  }
  disown_some(buckets, *ended);
  return again;
}

}  // namespace storage
