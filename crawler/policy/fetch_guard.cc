#include "crawler/policy/fetch_guard.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace crawler {
namespace {

// 0 is no limit.
bool is_wider(uint64_t before, uint64_t now) { return before != 0 && (now == 0 || now > before); }

}  // namespace

std::vector<storage::Reason> FetchGuard::lifted(const Options& before, const Options& now) {
  using storage::Reason;
  std::vector<Reason> reasons;
  const bool other_rules = now.obey_robots && robots_token(before) != robots_token(now);
  if (other_rules || (before.obey_robots && !now.obey_robots)) reasons.push_back(Reason::kRobots);
  const auto compare = [&](auto Options::*limit, Reason reason) {
    if (is_wider(before.*limit, now.*limit)) reasons.push_back(reason);
  };
  compare(&Options::max_per_host, Reason::kMaxPerHost);
  compare(&Options::max_checks_per_host, Reason::kMaxChecksPerHost);
  compare(&Options::max_queries_per_path, Reason::kQueryBudget);
  compare(&Options::max_equal_content, Reason::kEqualContent);
  compare(&Options::max_nothing_new, Reason::kNothingNew);
  compare(&Options::max_hosts_per_domain, Reason::kHostsPerDomain);
  compare(&Options::max_sitemaps, Reason::kSitemapBudget);
  return reasons;
}

FetchGuard::FetchGuard(const Options& options, const RobotsGate& gate)
    : gate_(gate),
      max_per_host_(options.max_per_host),
      max_checks_per_host_(options.max_checks_per_host),
      traps_({options.max_queries_per_path, options.max_equal_content, options.max_nothing_new,
              options.max_hosts_per_domain, options.max_sitemaps}) {}

std::vector<storage::Lease> FetchGuard::refused(storage::LeaseAnswer& answer,
                                                const std::function<bool(HostKey)>& holds) {
  std::unordered_set<HostKey> too_many;
  for (const storage::HostRecord& host : answer.hosts)
    if (!admits(host, holds(host.host_key))) too_many.insert(host.host_key);
  if (too_many.empty()) return {};
  const auto first = std::stable_partition(
      answer.leases.begin(), answer.leases.end(),
      [&](const storage::Lease& lease) { return !too_many.contains(lease.key.host); });
  std::vector<storage::Lease> leases(std::make_move_iterator(first),
                                     std::make_move_iterator(answer.leases.end()));
  answer.leases.erase(first, answer.leases.end());
  std::erase_if(answer.hosts,
                [&](const storage::HostRecord& host) { return too_many.contains(host.host_key); });
  for (const storage::Lease& lease : leases) left_out(storage::Reason::kHostsPerDomain, lease.url);
  return leases;
}

bool FetchGuard::admits(const storage::HostRecord& host, bool held) {
  const bool known = held || host.pages > 0 || host.robots_status >= 0;
  return url_.assign(host.origin) != parser::UrlStatus::kOk || traps_.admits_host(url_, known);
}

storage::Reason FetchGuard::before_fetch(const storage::Lease& lease, const parser::Url& url,
                                         const HostMemory& memory) {
  if (skips_.match(lease.url)) return storage::Reason::kByHand;
  if (gate_.judge(memory.robots, url.path_and_query()) == RobotsGate::Verdict::kRefused)
    return storage::Reason::kRobots;
  if (max_per_host_ > 0 && memory.pages >= max_per_host_) return storage::Reason::kMaxPerHost;
  return traps_.before_fetch(url, {lease.doubtful, lease.role == storage::Role::kSitemap});
}

storage::Reason FetchGuard::before_check(const storage::Lease& lease, const parser::Url& url,
                                         const HostMemory& memory, bool is_home) {
  if (skips_.match(lease.url)) return storage::Reason::kByHand;
  if (gate_.judge(memory.robots, url.path_and_query()) == RobotsGate::Verdict::kRefused)
    return storage::Reason::kRobots;
  if (is_home) return traps_.before_fetch(url, {lease.doubtful, /*is_sitemap=*/false});
  const bool is_full = max_checks_per_host_ > 0 && memory.checks >= max_checks_per_host_;
  return is_full ? storage::Reason::kMaxChecksPerHost : storage::Reason::kNone;
}

void FetchGuard::after_page(std::string_view url, const PageSigns& signs) {
  if (url_.assign(url) == parser::UrlStatus::kOk) traps_.after_page(url_, signs);
}

void FetchGuard::left_out(storage::Reason reason, std::string_view url) {
  if (is_trap(reason) && url_.assign(url) == parser::UrlStatus::kOk) places_.note(reason, url_);
}

}  // namespace crawler
