#include "crawler/policy/robots_gate.h"

#include <algorithm>
#include <utility>

#include "crawler/policy/backoff.h"

namespace crawler {

RobotsGate::RobotsGate(bool obey, std::string agent) : obey_(obey), agent_(std::move(agent)) {}

bool RobotsGate::known(uint64_t host, TimePoint now) const {
  if (!obey_) return true;
  const auto it = hosts_.find(host);
  return it != hosts_.end() && it->second.rules && now < it->second.fresh_until;
}

bool RobotsGate::restore(const storage::HostRecord& record, TimePoint now) {
  if (known(record.host_key, now)) return true;
  const int status = record.robots_status;
  const bool rules = status >= 200 && status < 300;
  const bool none = status >= 300 && status < 500 && status != 429;
  if (record.robots_age >= kFreshFor || (!rules && !none)) return false;
  Host& host = hosts_[record.host_key];
  host.rules =
      rules ? parser::Robots::parse(record.robots_txt, agent_) : parser::Robots::allow_all();
  host.fresh_until = now + kFreshFor - record.robots_age;
  return true;
}

RobotsGate::Finding RobotsGate::open(Host& host, parser::Robots rules, TimePoint now) {
  host.rules = std::move(rules);
  host.fresh_until = now + kFreshFor;
  host.redirects = 0;
  host.tries = 0;
  return {};
}

RobotsGate::Finding RobotsGate::close(Host& host, std::optional<Milliseconds> wait) {
  host.redirects = 0;
  if (++host.tries >= kTriesBeforeParking) {
    host.tries = 0;
    return {Finding::Kind::kParked, {}, {}};
  }
  return {
      Finding::Kind::kClosed, {}, std::max(wait.value_or(Milliseconds{0}), backoff(host.tries))};
}

RobotsGate::Finding RobotsGate::answered(uint64_t key, int status, const parser::Robots* rules,
                                         std::string_view location,
                                         std::optional<Milliseconds> retry_after, TimePoint now) {
  Host& host = hosts_[key];
  if (status >= 200 && status < 300)
    return open(host, rules ? *rules : parser::Robots::allow_all(), now);
  if (status == 429 || status >= 500 || status < 200) return close(host, retry_after);
  const bool redirect = status >= 300 && status < 400 && status != 304 && !location.empty();
  if (redirect && host.redirects < kMaxRedirects) {
    ++host.redirects;
    return {Finding::Kind::kRedirect, std::string(location), {}};
  }
  return open(host, parser::Robots::allow_all(),
              now);  // unavailable, or redirected too often: 2.3.1.2, 2.3.1.3
}

RobotsGate::Finding RobotsGate::unreachable(uint64_t key, TimePoint) {
  return close(hosts_[key], std::nullopt);
}

RobotsGate::Verdict RobotsGate::judge(uint64_t key, std::string_view path_and_query) const {
  if (!obey_) return Verdict::kAllowed;
  const auto it = hosts_.find(key);
  if (it == hosts_.end() || !it->second.rules) return Verdict::kUnknown;
  return it->second.rules->allows(path_and_query) ? Verdict::kAllowed : Verdict::kRefused;
}

Milliseconds RobotsGate::crawl_delay(uint64_t key) const {
  const auto it = hosts_.find(key);
  if (!obey_ || it == hosts_.end() || !it->second.rules) return Milliseconds{0};
  return std::min(it->second.rules->crawl_delay().value_or(Milliseconds{0}), kLongestCrawlDelay);
}

void RobotsGate::forget(uint64_t key) {
  const auto it = hosts_.find(key);
  if (it != hosts_.end() && it->second.tries == 0) hosts_.erase(it);
}

}  // namespace crawler
