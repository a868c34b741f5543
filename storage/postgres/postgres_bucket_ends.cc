// Ends of leases as the database has them: the states of URLs, the rows of pages, and the fence of
// each bucket, all of them in one transaction. If that fails, each bucket has one of its own, and
// one that is lost, or has a row that another process has changed, keeps nothing.
#include <algorithm>
#include <utility>

#include "storage/database/raw_text.h"
#include "storage/postgres/postgres_ends.h"
#include "storage/postgres/postgres_pages.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

// How a fence, and the end of a URL that is not as it was read, fail.
constexpr std::string_view kDivisionByZero = "22012";

// What Store::commit() counts of a page.
void add_page_sums(const PageRecord& page, Role role, HostSums* sums) {
  sums->bytes += static_cast<int64_t>(page.transferred);
  if (is_check(role)) {
    ++sums->checks;
    ++sums->visited_checks;
  } else {
    ++sums->pages;
    ++sums->visited;
    sums->total_ms += page.total.count();
  }
}

}  // namespace

// --- What is written

// The states of the URLs, and what follows from them.
void PostgresStore::queue_states(BucketEnd& end, SumsByHost* sums) {
  Connection& server = *ground_.server;
  end.change = {};
  for (const Ending* page : end.pages) {
    const UrlKey& key = page->commit->key;
    if (page->visit) {
      queue_visit_states(end, *page, sums);
      continue;
    }
    if (plan_) queue_new_page(*page);
    UrlRow now = page->offered.was;
    now.state = UrlState::kFetched;
    now.depth = page->offered.depth;
    server.queue("end_url", ended_row(end.bucket, key, page->offered.was, now, false, ""));
    add_page_sums(page->commit->page, page->lent.role, &(*sums)[key.host]);
    end.change.move(UrlState::kWaiting, Reason::kNone, UrlState::kFetched, Reason::kNone);
    end.change.add_links(static_cast<int64_t>(page->commit->outlinks.size()));
    end.change.add_pages(counts_as_page(*page) ? 1 : 0);
  }
  for (const Leaving* one : end.leaving) {
    if (one->visit) {
      queue_unvisited(end, *one, sums);
      continue;
    }
    const Release& release = *one->release;
    const bool retries = release.how == Release::How::kRetry;
    UrlRow now = one->was;
    now.state = retries                              ? UrlState::kWaiting
                : release.how == Release::How::kFail ? UrlState::kFailed
                                                     : UrlState::kSkipped;
    now.reason = retries ? Reason::kNone : release.reason;
    std::string buffer;
    const std::string_view detail = retries ? "" : shown_text(release.detail, &buffer);
    const bool tried = now.state != UrlState::kSkipped;
    server.queue("end_url", ended_row(end.bucket, release.key, one->was, now, tried, detail));
    end.change.move(UrlState::kWaiting, Reason::kNone, now.state, now.reason);
    if (now.state != UrlState::kFailed) continue;
    HostSums& sum = (*sums)[release.key.host];
    ++sum.failed;
    sum.last_error = std::string(name_of(now.reason));
    if (!detail.empty()) sum.last_error += ": " + std::string(detail);
  }
}

// The rows of the pages.
void PostgresStore::queue_kept(const BucketEnd& end) {
  Connection& server = *ground_.server;
  KeyLists nearer;
  std::vector<int64_t> depths;
  for (const Ending* page : end.pages) {
    if (page->visit && (!page->visit->has_changed() || page->is_taken_back())) continue;
    const PageOrigin origin{end.bucket, page->page_id, last_fetched_at_};
    server.queue("insert_page", page_values(*page->commit, origin));
    server.queue("insert_content", content_values(*page->commit, origin));
    if (page->commit->tables) tables_.queue(server, *page->commit->tables);
    if (page->commit->lasting)
      queue_lasting(end.bucket, page->commit->key, page->page_id, *page->commit->lasting);
    const bool came_nearer = !is_check(page->lent.role) && page->offered.depth < page->lent.depth;
    if (!options_.follows_shorter_ways || !came_nearer) continue;
    nearer.add(end.bucket, page->commit->key);
    depths.push_back(page->offered.depth);
  }
  if (depths.empty()) return;
  server.queue("note_nearer", nearer.values().numbers(depths));
  nearer_buckets_.insert(end.bucket);
}

// --- In how many transactions

Result<std::vector<PostgresStore::Ended>> PostgresStore::end_buckets(
    std::vector<BucketEnd>& buckets) {
  if (buckets.size() > 1) {
    auto together = end_together(buckets);
    if (!together) return together.error();
    if (*together) return std::vector<Ended>(buckets.size(), Ended::kDone);
  }
  return end_each(buckets);
}

// False: one of them is lost, or has a row that was changed; nothing is written. The fences are the
// last: who is frozen while it sends has locked no bucket that others are to take.
Result<bool> PostgresStore::end_together(std::vector<BucketEnd>& buckets) {
  Connection& server = *ground_.server;
  SumsByHost sums;
  PostgresTally::Change change;
  for (BucketEnd& end : buckets) {
    queue_states(end, &sums);
    change.add(end.change);
  }
  for (const BucketEnd& end : buckets) queue_kept(end);
  for (const BucketEnd& end : buckets) queue_host_sums(ground_, end.bucket, sums);
  change.queue(server, ground_.member);
  for (const BucketEnd& end : buckets) ground_.queue_fence(end.bucket);
  auto answers = server.run();
  if (!answers) return answers.error();
  const auto failing = std::find_if(answers->begin(), answers->end(),
                                    [](const PostgresAnswer& one) { return !one.ok(); });
  if (failing == answers->end()) {
    ground_.tally.committed(change);
    return true;
  }
  if (failing->state != kDivisionByZero) return failing->error;
  return false;
}

// Each in a transaction of its own. All go out in one flight, and only the last of them waits for
// the server's disk, which has then the others too.
Result<std::vector<PostgresStore::Ended>> PostgresStore::end_each(std::vector<BucketEnd>& buckets) {
  Connection& server = *ground_.server;
  const auto say = [&server](const char* words) {
    server.queue_words(words);
    server.end_group();
  };
  if (buckets.size() > 1) say("SET synchronous_commit = off");
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (i > 0 && i + 1 == buckets.size()) say("RESET synchronous_commit");
    BucketEnd& end = buckets[i];
    end.first_answer = server.queued();
    ground_.queue_fence(end.bucket);
    SumsByHost sums;
    queue_states(end, &sums);
    queue_kept(end);
    queue_host_sums(ground_, end.bucket, sums);
    end.change.queue(server, ground_.member);
    server.end_group();
    end.answers = server.queued() - end.first_answer;
  }
  return run_ends(buckets);
}

Result<std::vector<PostgresStore::Ended>> PostgresStore::run_ends(std::vector<BucketEnd>& buckets) {
  std::vector<Ended> ended;
  if (buckets.empty()) return ended;
  auto answers = ground_.server->run();
  if (!answers) return answers.error();
  for (const BucketEnd& end : buckets) {
    const std::span<const PostgresAnswer> of_bucket(answers->data() + end.first_answer,
                                                    end.answers);
    if (of_bucket.back().ok()) {
      ended.push_back(Ended::kDone);
      ground_.tally.committed(end.change);
      continue;
    }
    const auto failing = std::find_if(of_bucket.begin(), of_bucket.end(),
                                      [](const PostgresAnswer& one) { return !one.state.empty(); });
    if (failing == of_bucket.end()) return of_bucket.back().error;
    if (failing->state != kDivisionByZero) return failing->error;
    // The fence is the first.
    ended.push_back(failing == of_bucket.begin() ? Ended::kLost : Ended::kChanged);
  }
  // The last is the one that waits for the disk.
  const bool is_safe = ended.back() == Ended::kDone ||
                       std::find(ended.begin(), ended.end(), Ended::kDone) == ended.end();
  if (is_safe) return ended;
  auto flushed = ground_.server->ask("take_numbers", PostgresValues().text("opens").number(0));
  if (!flushed) return flushed.error();
  return ended;
}

}  // namespace storage
