// This store exists to be obviously right, because the others are compared with it: plain maps, no
// caches, no cleverness, and every verb as the contract states it. Its cost does not matter.
#include "storage/memory/memory_store.h"

#include <algorithm>

namespace storage {

using ground::Result;
using ground::UrlKey;

MemoryStore::MemoryStore(Clocks clocks) : clocks_(std::move(clocks)), start_(clocks_.steady()) {}

MemoryStore::Time MemoryStore::now() const {
  return std::chrono::duration_cast<Time>(clocks_.steady() - start_);
}

std::size_t MemoryStore::host_of(uint64_t key, const std::string& origin) {
  auto [at, is_new] = host_ids_.try_emplace(key, hosts_.size());
  if (is_new) {
    hosts_.emplace_back();
    hosts_.back().record.host_key = key;
    hosts_.back().record.origin = origin;
  }
  return at->second;
}

MemoryStore::Place MemoryStore::place_of(std::size_t url) const {
  if (is_visit(url)) {
    const RevisitRank& rank = revisits_.at(url).rank;
    return {rank.depth, rank.priority, url};
  }
  return {lending_depth(urls_[url].role, urls_[url].depth), urls_[url].priority, url};
}

Result<uint64_t> MemoryStore::add(std::span<const NewUrl> urls) {
  uint64_t added = 0;
  for (const NewUrl& url : urls) added += offer(url, "").new_urls;
  return added;
}

CommitAnswer MemoryStore::offer(const NewUrl& offered, const std::string& found_on) {
  CommitAnswer answer;
  const std::size_t host_id = host_of(offered.key.host, offered.origin);
  Host& host = hosts_[host_id];
  const bool wanted = offered.skip == Reason::kNone;
  auto [at, is_new] = url_ids_.try_emplace(offered.key, urls_.size());
  const std::size_t id = at->second;
  if (is_new) {
    Known known;
    known.key = offered.key;
    known.url = offered.url;
    known.origin = host.record.origin;
    known.found_on = found_on;
    known.state = UrlState::kSkipped;
    known.reason = wanted ? Reason::kScope : offered.skip;  // a wanted one is revived below
    urls_.push_back(std::move(known));
    answer.new_urls = 1;
  }
  Known& known = urls_[id];
  const bool waits = known.state == UrlState::kWaiting;
  const bool outranked =
      wanted && known.state != UrlState::kSkipped && outranks(offered.role, known.role);
  const bool revived = known.state == UrlState::kSkipped
                           ? wanted && revives(offered.role, known.reason)
                           : outranked && !waits;
  const Reoffer reoffered = wanted || known.state != UrlState::kSkipped
                                ? Reoffer::kNothing
                                : reoffer(known.reason, known.depth, offered.skip, offered.depth);
  if (reoffered == Reoffer::kTakesAll) {
    known.reason = offered.skip;
    known.detail.clear();
  }
  if (reoffered == Reoffer::kTakesDepth) known.depth = offered.depth;
  if (revived) take_back(id);
  const bool was_ready = waits && host.ready.erase(place_of(id)) > 0;
  if (is_new || revived || outranked || reoffered == Reoffer::kTakesAll) {
    known.depth = offered.depth;
    known.hops = offered.hops;
    known.role = offered.role;
    known.priority = offered.priority;
  }
  if (revived) {
    known.state = UrlState::kWaiting;
    known.reason = Reason::kNone;
    known.detail.clear();
    // A visit that is under way goes on: its end finds it outranked, and has it wait.
    if (!is_lent(id)) host.ready.insert(place_of(id));
    answer.new_waiting = 1;
  } else if (wanted && waits && !is_check(offered.role)) {
    known.depth = std::min(known.depth, offered.depth);
    if (known.priority == kDoubtful) known.priority = offered.priority;
  } else if (wanted && !is_check(offered.role) && offered.depth < known.depth) {
    known.depth = offered.depth;
    if (known.state == UrlState::kFetched) nearer_[id] = known.depth;
  }
  if (was_ready) host.ready.insert(place_of(id));
  return answer;
}

// --- Lending

std::set<MemoryStore::Place>::const_iterator MemoryStore::first_ready(const Host& host) const {
  return checks_only_ ? host.ready.lower_bound({kDepthOfChecks, 0, 0}) : host.ready.begin();
}

// The first host in turn that has a URL to lend.
std::optional<std::size_t> MemoryStore::next_host(std::size_t max_per_host) const {
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const std::size_t id = (after_ + i) % hosts_.size();
    const Host& host = hosts_[id];
    const bool has_any = first_ready(host) != host.ready.end();
    if (!host.held_until && has_any && host.out < max_per_host) return id;
  }
  return std::nullopt;
}

HostRecord MemoryStore::record_of(const Host& host) const {
  HostRecord record = host.record;
  if (plan_) {
    record.pages = host.visited;
    record.checks = host.visited_checks;
  }
  if (record.robots_status >= 0) {
    const auto age = std::chrono::duration_cast<Milliseconds>(clocks_.wall() - host.robots_at);
    record.robots_age = std::max(age, Milliseconds(0));
  }
  return record;
}

void MemoryStore::lend(std::size_t host_id, LeaseAnswer* answer) {
  Host& host = hosts_[host_id];
  if (host.out++ == 0) answer->hosts.push_back(record_of(host));
  const auto first = first_ready(host);
  const std::size_t id = std::get<2>(*first);
  host.ready.erase(first);
  const Known& known = urls_[id];
  leases_[++last_token_] = {id, known.role, known.depth, is_visit(id)};
  answer->leases.push_back({.token = last_token_,
                            .key = known.key,
                            .url = known.url,
                            .origin = known.origin,
                            .depth = known.depth,
                            .hops = known.hops,
                            .role = known.role,
                            .attempts = known.attempts,
                            .doubtful = !is_visit(id) && known.priority == kDoubtful});
  if (is_visit(id)) answer->leases.back().revisit = revisit_of(id);
}

void MemoryStore::wake_due() {
  const Time time = now();
  for (Host& host : hosts_) {
    if (host.held_until && *host.held_until <= time) host.held_until.reset();
  }
  while (!delayed_.empty() && delayed_.begin()->first <= time) {
    const std::size_t id = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    hosts_[host_ids_[urls_[id].key.host]].ready.insert(place_of(id));
  }
}

std::optional<Milliseconds> MemoryStore::nearest() const {
  std::optional<Time> due;
  const auto delayed = std::find_if(delayed_.begin(), delayed_.end(), [this](const auto& url) {
    return !checks_only_ || is_check(urls_[url.second].role);
  });
  if (delayed != delayed_.end()) due = delayed->first;
  for (const Host& host : hosts_) {
    if (!host.held_until || first_ready(host) == host.ready.end()) continue;
    due = std::min(due.value_or(*host.held_until), *host.held_until);
  }
  if (!due) return std::nullopt;
  return std::max(*due - now(), Milliseconds(0));
}

Result<LeaseAnswer> MemoryStore::lease(const LeaseRequest& request) {
  wake_due();
  checks_only_ = request.checks_only;
  LeaseAnswer answer;
  while (const auto host = next_host(request.max_per_host)) {
    if (answer.leases.size() >= request.max_urls) {
      answer.more = true;
      return answer;
    }
    lend(*host, &answer);
    after_ = *host + 1;
  }
  answer.ask_again = nearest();
  if (answer.ask_again && !is_worth_waiting(*answer.ask_again)) answer.ask_again.reset();
  return answer;
}

// --- The ends of leases

std::optional<MemoryStore::Lent> MemoryStore::take_lease(LeaseToken token, const UrlKey& key) {
  const auto at = leases_.find(token);
  if (at == leases_.end() || urls_[at->second.url].key != key) return std::nullopt;
  const Lent lent = at->second;
  leases_.erase(at);
  --hosts_[host_ids_[key.host]].out;
  return lent;
}

Result<CommitAnswer> MemoryStore::commit(std::span<const PageCommit> pages) {
  CommitAnswer answer;
  std::vector<std::pair<const PageCommit*, std::string>> kept;  // and its URL
  for (const PageCommit& commit : pages) {
    const auto lent = take_lease(commit.token, commit.key);
    if (!lent || is_outranked(*lent)) {
      answer.stale.push_back(commit.token);
      if (lent) hosts_[host_ids_[commit.key.host]].ready.insert(place_of(lent->url));
      continue;
    }
    ++answer.pages;
    Host& host = hosts_[host_ids_[commit.key.host]];
    ++(is_check(lent->role) ? host.visited_checks : host.visited);
    if (lent->is_visit) {
      end_visit(commit, lent->url, lent->depth, &kept);
      continue;
    }
    Known& known = urls_[lent->url];
    known.state = UrlState::kFetched;
    if (known.depth < lent->depth) nearer_[lent->url] = known.depth;
    keep_page(commit, lent->url);
    kept.emplace_back(&commit, known.url);
    if (plan_) note_new(lent->url, commit.page.status);
  }
  for (const auto& [commit, url] : kept) {
    for (const Outlink& link : commit->outlinks) {
      const CommitAnswer one = offer(link.target, url);
      answer.new_urls += one.new_urls;
      answer.new_waiting += one.new_waiting;
    }
  }
  return answer;
}

void MemoryStore::keep_page(const PageCommit& commit, std::size_t id) {
  Known& known = urls_[id];
  known.status = commit.page.status;
  known.redirect_to = commit.page.redirect_to;
  Host& host = hosts_[host_ids_[known.key.host]];
  if (is_check(known.role)) {
    ++host.record.checks;
  } else {
    ++host.record.pages;
    host.total += commit.page.total;
  }
  host.bytes += commit.page.transferred;
  links_ += commit.outlinks.size();
  pages_.push_back({known.url, commit.page, commit.outlinks, commit.tables, commit.structured,
                    commit.article, commit.sitemap, commit.fragments, commit.places, commit.facts,
                    commit.lasting, commit.render && commit.render->rendered, clocks_.wall()});
}

void MemoryStore::give_up(std::size_t id, const Release& release) {
  Known& known = urls_[id];
  Host& host = hosts_[host_ids_[known.key.host]];
  known.state = release.how == Release::How::kSkip ? UrlState::kSkipped : UrlState::kFailed;
  known.reason = release.reason;
  known.detail = release.detail;
  if (known.state == UrlState::kSkipped) return;
  ++known.attempts;
  ++host.failed;
  host.record.last_error = std::string(name_of(release.reason));
  if (!release.detail.empty()) host.record.last_error += ": " + release.detail;
}

Result<void> MemoryStore::release(std::span<const Release> releases) {
  for (const Release& release : releases) {
    const auto lent = take_lease(release.token, release.key);
    if (!lent) continue;
    const std::size_t id = lent->url;
    const bool is_left = release.how == Release::How::kLeave && !lent->is_visit;
    const auto how = is_outranked(*lent) || is_left ? Release::How::kReturn : release.how;
    const bool retry = how == Release::How::kRetry;
    if (lent->is_visit && !retry && how != Release::How::kReturn) {
      end_unvisited(id, release);
      continue;
    }
    if (!retry && how != Release::How::kReturn) {
      give_up(id, release);
      continue;
    }
    if (retry) ++urls_[id].attempts;
    if (retry && release.delay > Milliseconds(0)) {
      delayed_.emplace(now() + bounded_delay(release.delay), id);
    } else {
      hosts_[host_ids_[release.key.host]].ready.insert(place_of(id));
    }
  }
  return {};
}

// --- Hosts

Result<void> MemoryStore::hold_hosts(std::span<const HostHold> holds) {
  for (const HostHold& hold : holds) {
    const auto at = host_ids_.find(hold.host_key);
    if (at == host_ids_.end()) continue;
    Host& host = hosts_[at->second];
    host.held_until.reset();
    if (hold.delay > Milliseconds(0)) host.held_until = now() + bounded_delay(hold.delay);
  }
  return {};
}

Result<void> MemoryStore::update_hosts(std::span<const HostUpdate> updates) {
  for (const HostUpdate& update : updates) {
    Host& host = hosts_[host_of(update.host_key, update.origin)];
    if (update.robots_status) host.record.robots_status = *update.robots_status;
    if (update.robots_txt) host.record.robots_txt = *update.robots_txt;
    if (update.robots_status || update.robots_txt) host.robots_at = clocks_.wall();
    if (update.crawl_delay) host.record.crawl_delay = update.crawl_delay;
    if (update.last_error) host.record.last_error = *update.last_error;
  }
  return {};
}

Result<void> MemoryStore::keep_cookies(std::span<const SiteCookies> sites) {
  for (const SiteCookies& kept : sites) {
    if (kept.cookies.empty())
      cookies_.erase(kept.site);
    else
      cookies_[kept.site] = kept;
  }
  return {};
}

Result<std::vector<SiteCookies>> MemoryStore::cookies() {
  std::vector<SiteCookies> sites;
  for (const auto& [site, kept] : cookies_) sites.push_back(kept);
  return sites;
}

// --- Questions

Result<Stats> MemoryStore::stats() {
  Stats stats;
  std::map<Reason, uint64_t> skipped, failed;
  for (const Known& known : urls_) {
    ++stats.discovered;
    if (known.state == UrlState::kWaiting) ++stats.waiting;
    if (known.state == UrlState::kFetched) ++stats.fetched;
    if (known.state == UrlState::kSkipped) ++stats.skipped, ++skipped[known.reason];
    if (known.state == UrlState::kFailed) ++stats.failed, ++failed[known.reason];
  }
  stats.skipped_by.assign(skipped.begin(), skipped.end());
  stats.failed_by.assign(failed.begin(), failed.end());
  for (const auto& [id, revisit] : revisits_) stats.due += revisit.is_queued ? 1 : 0;
  stats.leased = leases_.size();
  stats.hosts = hosts_.size();
  stats.links = links_;
  stats.next_due = nearest();
  return stats;
}

Result<HostExtremes> MemoryStore::host_extremes(std::size_t n) {
  HostExtremes extremes;
  for (const Host& host : hosts_) {
    HostSummary summary{host.record.origin, host.record.pages, host.failed, Milliseconds(0),
                        host.record.last_error};
    if (summary.pages > 0) {
      summary.mean = host.total / static_cast<int64_t>(summary.pages);
      extremes.slowest.push_back(summary);
    }
    if (summary.failed > 0) extremes.most_failing.push_back(summary);
  }
  std::stable_sort(extremes.slowest.begin(), extremes.slowest.end(),
                   [](const auto& a, const auto& b) { return a.mean > b.mean; });
  std::stable_sort(extremes.most_failing.begin(), extremes.most_failing.end(),
                   [](const auto& a, const auto& b) { return a.failed > b.failed; });
  if (extremes.slowest.size() > n) extremes.slowest.resize(n);
  if (extremes.most_failing.size() > n) extremes.most_failing.resize(n);
  return extremes;
}

Result<WaitingHosts> MemoryStore::waiting_hosts(std::size_t n) {
  wake_due();
  WaitingHosts waiting;
  for (const Host& host : hosts_) {
    const uint64_t urls = host.ready.size() + host.out;
    if (urls == 0) continue;
    ++waiting.hosts;
    waiting.most.push_back({host.record.origin, urls, host.record.last_error});
  }
  std::stable_sort(waiting.most.begin(), waiting.most.end(),
                   [](const auto& a, const auto& b) { return a.waiting > b.waiting; });
  if (waiting.most.size() > n) waiting.most.resize(n);
  return waiting;
}

Result<CheckCounts> MemoryStore::check_counts() {
  CheckCounts counts;
  std::map<Reason, uint64_t> skipped, failed;
  for (const Known& known : urls_) {
    if (!is_check(known.role)) continue;
    if (known.state == UrlState::kWaiting) ++counts.waiting;
    if (known.state == UrlState::kSkipped) ++skipped[known.reason];
    if (known.state == UrlState::kFailed) ++failed[known.reason];
    if (known.state != UrlState::kFetched) continue;
    ++counts.checked;
    counts.broken += known.status >= 400 && known.status != 429 ? 1 : 0;
  }
  counts.skipped.assign(skipped.begin(), skipped.end());
  counts.failed.assign(failed.begin(), failed.end());
  return counts;
}

Result<std::vector<std::optional<UrlOutcome>>> MemoryStore::look_up(std::span<const UrlKey> keys) {
  std::vector<std::optional<UrlOutcome>> outcomes;
  for (const UrlKey& key : keys) {
    const auto at = url_ids_.find(key);
    outcomes.emplace_back();
    if (at == url_ids_.end()) continue;
    const Known& known = urls_[at->second];
    outcomes.back() =
        UrlOutcome{known.state, known.reason, known.detail, known.status, known.redirect_to};
  }
  return outcomes;
}

const MemoryStore::Known* MemoryStore::find(std::string_view url) const {
  const auto at = std::find_if(urls_.begin(), urls_.end(),
                               [url](const Known& known) { return known.url == url; });
  return at == urls_.end() ? nullptr : &*at;
}

const MemoryStore::Page* MemoryStore::find_page(std::string_view url) const {
  const auto at = std::find_if(pages_.begin(), pages_.end(),
                               [url](const Page& page) { return page.url == url; });
  return at == pages_.end() ? nullptr : &*at;
}

// --- Runs

Result<std::optional<PastRun>> MemoryStore::last_run() {
  if (runs_.empty()) return std::optional<PastRun>();
  const Run& run = runs_.back();
  return std::optional(
      PastRun{run.started_at, run.start.options_json, run.end_reason, is_settling_});
}

Result<void> MemoryStore::begin_settling() {
  is_settling_ = true;
  return {};
}

Result<void> MemoryStore::begin_run(const RunStart& run) {
  if (!runs_.empty() && runs_.back().end_reason.empty())
    runs_.back().end_reason = name_of(EndReason::kKilled);
  runs_.push_back({run, "", {}, clocks_.wall()});
  is_settling_ = false;
  visits_.clear();
  changes_before_ = changes_.size();
  return {};
}

Result<std::string> MemoryStore::end_run(const RunEnd& end) {
  if (runs_.empty() || !runs_.back().end_reason.empty()) return std::string();
  runs_.back().end_reason = end.reason;
  runs_.back().end = end;
  return std::string();
}

}  // namespace storage
