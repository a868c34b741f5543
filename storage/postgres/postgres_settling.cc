// What a start of the program asks of what is known, and settles anew; and what follows from a
// shorter way to a page.
#include <algorithm>
#include <map>
#include <utility>

#include "storage/postgres/postgres_store.h"
#include "storage/postgres/server/statements.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using ground::UrlKey;

namespace {

constexpr int kTriesToSettle = 50;
constexpr std::size_t kNearerAtOnce = 16;  // pages whose links are read in one flight

bool is_of_links(UrlSort sort) { return sort == UrlSort::kLinked || sort == UrlSort::kChecks; }

// See Store::resettle().
bool settles(const UrlRow& known, const Resettlement& wish) {
  const bool waits = known.state == UrlState::kWaiting;
  if (wish.skip == Reason::kNone)
    return !waits || takes_role(wish.role.value_or(known.role), known.role);
  return waits || (known.state == UrlState::kSkipped && known.reason != wish.skip);
}

}  // namespace

// A URL that is settled anew, and what it was before.
struct PostgresStore::Settling {
  UrlKey key;
  std::string url;  // of a page that is forgotten
  UrlRow was, now;
  bool is_changed = false;
};

Result<std::vector<KnownUrl>> PostgresStore::survey(const SurveyRequest& request) {
  if (auto connected = ready(); !connected) return connected.error();
  uint64_t reasons = 0;
  for (const Reason reason : request.reasons) reasons |= uint64_t{1} << static_cast<int>(reason);
  const bool of_links = is_of_links(request.sort);
  PostgresValues values;
  values.key(request.after)
      .number(static_cast<int64_t>(
          std::min<uint64_t>(request.max_urls, static_cast<uint64_t>(INT32_MAX))));
  values.key(reasons);
  if (of_links) values.number(ground_.shift()).number(ground_.mask());
  const std::string name = "survey_" + std::to_string(static_cast<int>(request.sort));
  auto rows = ground_.server->ask(name.c_str(), values);
  if (!rows) return failed(rows.error());
  std::vector<KnownUrl> found(rows->size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    KnownUrl& url = found[i];
    url.place = url.after = rows->key(i, 0);
    url.url = rows->string(i, 1);
    url.state = static_cast<UrlState>(rows->number(i, 2));
    url.reason = static_cast<Reason>(rows->number(i, 3));
    url.role = static_cast<Role>(rows->number(i, 6));
    const int64_t turn = rows->number(i, 4);
    url.depth = static_cast<uint32_t>(is_check(url.role) ? turn - kDepthOfChecks : turn);
    url.hops = static_cast<uint8_t>(rows->number(i, 5));
    if (of_links) {
      url.after = rows->key(i, 9);
      url.kind = static_cast<uint8_t>(rows->number(i, 10) & 255);
      url.nofollow = (rows->number(i, 10) & kNofollowLink) != 0;
      url.rel = rows->string(i, 11);
    } else {
      url.status = static_cast<int>(rows->number(i, 9));
      url.content_type = rows->string(i, 10);
    }
  }
  return found;
}

Result<uint64_t> PostgresStore::resettle(std::span<const Resettlement> urls) {
  if (auto connected = ready(); !connected) return connected.error();
  for (int tries = 0; tries < kTriesToSettle; ++tries) {
    auto settling = read_settling(urls);
    if (!settling) return failed(settling.error());
    uint64_t changed = 0;
    std::vector<UrlKey> visited;
    for (const Resettlement& wish : urls) {
      const auto at =
          std::lower_bound(settling->begin(), settling->end(), wish.key,
                           [](const Settling& one, const UrlKey& key) { return one.key < key; });
      if (at == settling->end() || at->key != wish.key || queue_->is_lent(wish.key)) continue;
      if (wish.place != 0 && static_cast<int64_t>(wish.place) != at->was.place) continue;
      if (!settles(at->now, wish)) continue;
      const bool wanted = wish.skip == Reason::kNone;
      if (plan_ && at->was.state == UrlState::kFetched && !at->is_changed &&
          wish.role.value_or(at->was.role) == at->was.role) {
        // What is kept stays until the answer is there.
        visited.push_back(wish.key);
        ++changed;
        continue;
      }
      at->now.state = wanted ? UrlState::kWaiting : UrlState::kSkipped;
      at->now.reason = wish.skip;
      at->now.role = wish.role.value_or(at->now.role);
      at->is_changed = true;
      ++changed;
    }
    if (auto queued = queue_now(visited, false); !queued) return failed(queued.error());
    std::erase_if(*settling, [](const Settling& one) { return !one.is_changed; });
    if (settling->empty()) return changed;
    auto written = write_settling(*settling);
    if (!written) return failed(written.error());
    if (!*written) continue;
    if (auto arrived = arrive(*settling); !arrived) return failed(arrived.error());
    return changed;
  }
  return Error{ErrorCode::kBusy, ground_.server->place() + ": others change the same URLs", true};
}

// Those that are known, in the order of their keys.
Result<std::vector<PostgresStore::Settling>> PostgresStore::read_settling(
    std::span<const Resettlement> urls) {
  std::vector<UrlKey> keys;
  for (const Resettlement& url : urls) keys.push_back(url.key);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  auto rows = read_rows(keys);
  if (!rows) return rows.error();
  std::vector<Settling> settling;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if ((*rows)[i].place != 0) settling.push_back({keys[i], "", (*rows)[i], (*rows)[i]});
  return settling;
}

// False: a row was not as it was read; nothing is written.
Result<bool> PostgresStore::write_settling(std::span<Settling> urls) {
  ChangedRows changed;
  KeyLists gone;
  std::vector<UrlKey> gone_keys;
  PostgresTally::Change change;
  SumsByHost sums;
  for (const Settling& one : urls) {
    const int64_t bucket = ground_.bucket_of(one.key.host);
    const bool waits = one.now.state == UrlState::kWaiting;
    changed.add(bucket, one.key, one.was, one.now, waits);
    change.move(one.was.state, one.was.reason, one.now.state, one.now.reason);
    if (waits && one.was.state != UrlState::kWaiting) change.add_arrived(1);
    if (one.was.state == UrlState::kFailed) --sums[one.key.host].failed;
    if (one.was.state != UrlState::kFetched) continue;
    gone.add(bucket, one.key);
    gone_keys.push_back(one.key);
  }
  auto lone = versions_.find_lone(gone_keys);
  if (!lone) return lone.error();
  Connection& server = *ground_.server;
  server.queue_words("BEGIN");
  server.queue("change_urls", changed.values());
  if (!gone.empty()) {
    const std::vector<int64_t> any_depth(gone.size(), -1);
    server.queue("forget_pages", gone.values());
    server.queue("forget_contents", gone.values());
    server.queue("read_texts", gone.values());
    server.queue("forget_nearer", gone.values().numbers(any_depth));
    server.queue("forget_revisits", gone.values());
    for (const VersionRows::Lone& one : *lone) versions_.queue(one);
  }
  auto written = server.run();
  if (!written) return written.error();
  for (const PostgresAnswer& answer : *written)
    if (!answer.ok()) return answer.error;
  if ((*written)[1].rows.changed() != urls.size()) {
    server.queue_words("ROLLBACK");
    if (auto done = server.run_all(); !done) return done.error();
    return false;
  }
  if (!gone.empty()) {
    forget_kept((*written)[2].rows, (*written)[3].rows, (*written)[4].rows, &sums, &change);
    const PostgresRows& revisits = (*written)[6].rows;
    for (std::size_t i = 0; i < revisits.size(); ++i) change.add_due(-revisits.number(i, 0));
  }
  int64_t last_bucket = -1;
  for (const auto& [host, sum] : sums)
    if (const int64_t bucket = ground_.bucket_of(host); bucket != last_bucket)
      queue_host_sums(ground_, last_bucket = bucket, sums);
  change.queue(server, ground_.member);
  server.queue_words("COMMIT");
  if (auto done = server.run_all(); !done) return done.error();
  ground_.tally.committed(change);
  return true;
}

// What pages that are no more leave behind.
void PostgresStore::forget_kept(const PostgresRows& pages, const PostgresRows& contents,
                                const PostgresRows& texts, SumsByHost* sums,
                                PostgresTally::Change* change) {
  for (std::size_t i = 0; i < pages.size(); ++i) {
    HostSums& sum = (*sums)[pages.key(i, 0)];
    sum.bytes -= pages.number(i, 1);
    if (pages.is_null(i, 3)) {
      --sum.pages;
      sum.total_ms -= pages.number(i, 2);
    } else {
      --sum.checks;
    }
  }
  for (std::size_t i = 0; i < contents.size(); ++i) change->add_links(-contents.number(i, 0));
  for (std::size_t i = 0; i < texts.size(); ++i)
    tables_.queue_forget(*ground_.server, texts.string(i, 0));
}

Result<void> PostgresStore::arrive(std::span<Settling> urls) {
  std::vector<uint64_t> hosts;
  for (const Settling& one : urls) {
    urls_.forget(one.key);
    queue_->departed(one.key);
    hosts.push_back(one.key.host);
  }
  auto known = urls_.find_hosts(hosts);
  if (!known) return known.error();
  for (std::size_t i = 0; i < urls.size(); ++i)
    if (urls[i].now.state == UrlState::kWaiting && (*known)[i])
      queue_->arrived({urls[i].key, (*known)[i]->origin, (*known)[i]->place,
                       urls[i].now.place_in_queue(), urls[i].now.role});
  return {};
}

// --- Shorter ways

Result<PostgresStore::NearerByPlace> PostgresStore::read_nearer() {
  std::erase_if(nearer_buckets_,
                [this](int64_t bucket) { return !ground_.fences.contains(bucket); });
  const std::vector<int64_t> buckets(nearer_buckets_.begin(), nearer_buckets_.end());
  for (const int64_t bucket : buckets)
    ground_.server->queue("nearer_of_bucket", PostgresValues().number(bucket));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  NearerByPlace found;
  for (std::size_t b = 0; b < buckets.size(); ++b) {
    const PostgresRows& rows = (*answers)[b].rows;
    if (rows.empty()) nearer_buckets_.erase(buckets[b]);
    for (std::size_t i = 0; i < rows.size(); ++i)
      found[rows.number(i, 5)] = {{rows.key(i, 0), rows.key(i, 1)},
                                  {rows.key(i, 5),
                                   static_cast<uint32_t>(rows.number(i, 2)),
                                   static_cast<uint8_t>(rows.number(i, 3)),
                                   static_cast<Role>(rows.number(i, 4)),
                                   {}}};
  }
  return found;
}

Result<void> PostgresStore::read_deeper_links(
    std::span<std::pair<UrlKey, NearerPage>* const> pages) {
  for (const auto* one : pages) {
    const UrlKey& key = one->first;
    PostgresValues values;
    values.number(ground_.bucket_of(key.host)).key(key.host).key(key.url);
    values.number(one->second.depth).number(ground_.shift()).number(ground_.mask());
    ground_.server->queue("deeper_links", values);
  }
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (std::size_t p = 0; p < pages.size(); ++p) {
    const PostgresRows& rows = (*answers)[p].rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
      pages[p]->second.links.push_back(
          {rows.string(i, 0), static_cast<Role>(rows.number(i, 1)),
           static_cast<uint8_t>(rows.number(i, 2)), static_cast<uint8_t>(rows.number(i, 3) & 255),
           (rows.number(i, 3) & kNofollowLink) != 0, (rows.number(i, 3) & kUnnamedLink) == 0});
  }
  return {};
}

Result<std::vector<NearerPage>> PostgresStore::nearer_pages(std::size_t max_links) {
  std::vector<NearerPage> pages;
  if (!options_.follows_shorter_ways || nearer_buckets_.empty()) return pages;
  if (auto connected = ready(); !connected) return connected.error();
  auto found = read_nearer();
  if (!found) return failed(found.error());
  std::size_t links = 0;
  for (auto at = found->begin(); at != found->end();) {
    std::vector<std::pair<UrlKey, NearerPage>*> asked;
    for (; at != found->end() && asked.size() < kNearerAtOnce; ++at) asked.push_back(&at->second);
    if (auto read = read_deeper_links(asked); !read) return failed(read.error());
    for (auto* one : asked) {
      links += one->second.links.size();
      if (!pages.empty() && links > max_links) return pages;
      pages.push_back(std::move(one->second));
    }
  }
  return pages;
}

Result<void> PostgresStore::nearer_pages_done(std::span<const NearerPage> pages) {
  if (auto connected = ready(); !connected) return connected.error();
  std::vector<int64_t> places, depths;
  for (const NearerPage& page : pages) {
    places.push_back(static_cast<int64_t>(page.place));
    depths.push_back(page.depth);
  }
  for (const int64_t bucket : nearer_buckets_)
    ground_.server->queue("nearer_done",
                          PostgresValues().number(bucket).numbers(places).numbers(depths));
  if (auto done = ground_.server->run_all(); !done) return failed(done.error());
  return {};
}

}  // namespace storage
