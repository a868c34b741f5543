#include "crawler/policy/robots_gate.h"

#include <algorithm>
#include <utility>

#include "crawler/policy/answers.h"
#include "crawler/policy/backoff.h"

namespace crawler {
namespace {

using Finding = RobotsGate::Finding;

bool is_success(int status) { return status >= 200 && status < 300; }
bool is_unreachable(int status) { return status == 429 || status >= 500 || status < 200; }

Finding opened(OriginRobots& origin, parser::Robots rules, TimePoint now) {
  origin.rules = std::move(rules);
  origin.fresh_until = now + RobotsGate::kFreshFor;
  origin.redirects = 0;
  origin.tries = 0;
  return {};
}

Finding closed(OriginRobots& origin, std::optional<Milliseconds> wait) {
  origin.redirects = 0;
  if (++origin.tries >= RobotsGate::kTriesBeforeParking) {
    origin.tries = 0;
    return {Finding::Kind::kParked, {}, wait.value_or(Milliseconds{0})};
  }
  return {
      Finding::Kind::kClosed, {}, std::max(wait.value_or(Milliseconds{0}), backoff(origin.tries))};
}

}  // namespace

bool RobotsGate::known(const OriginRobots& origin, TimePoint now) const {
  return !obey_ || (origin.rules && now < origin.fresh_until);
}

void RobotsGate::remember(OriginRobots& origin, const storage::HostRecord& record, TimePoint now,
                          Milliseconds running_for) const {
  const bool first = !std::exchange(origin.store_asked, true);
  if (record.robots_status < 0 || known(origin, now) || record.robots_age >= kFreshFor) return;
  if (asks_anew_ && record.robots_age >= running_for) return;
  if (is_unreachable(record.robots_status)) {
    if (first && record.robots_age < running_for) origin.tries = kTriesBeforeParking - 1;
    return;
  }
  origin.fresh_until = now + kFreshFor - record.robots_age;
  if (is_success(record.robots_status) && !record.robots_txt.empty())
    origin.copy = record.robots_txt;
  else
    origin.rules = parser::Robots::allow_all();
}

std::string RobotsGate::take_copy(OriginRobots& origin, TimePoint now) {
  std::string copy = std::exchange(origin.copy, {});
  return now < origin.fresh_until ? copy : std::string();
}

void RobotsGate::restored(OriginRobots& origin, parser::Robots rules) {
  origin.rules = std::move(rules);
}

RobotsGate::Finding RobotsGate::answered(OriginRobots& origin, int status,
                                         const parser::Robots* rules, std::string_view location,
                                         std::optional<Milliseconds> retry_after, TimePoint now) {
  if (is_success(status)) return opened(origin, rules ? *rules : parser::Robots::allow_all(), now);
  if (is_unreachable(status)) return closed(origin, retry_after);
  if (is_redirection(status)) {
    if (status == 304 || location.empty()) return closed(origin, retry_after);
    if (origin.redirects < kMaxRedirects) {
      ++origin.redirects;
      return {Finding::Kind::kRedirect, std::string(location), {}};
    }
  }
  return opened(origin, parser::Robots::allow_all(),
                now);  // unavailable, or redirected too often: 2.3.1.2, 2.3.1.3
}

RobotsGate::Finding RobotsGate::unreachable(OriginRobots& origin) {
  return closed(origin, std::nullopt);
}

RobotsGate::Verdict RobotsGate::judge(const OriginRobots& origin,
                                      std::string_view path_and_query) const {
  if (!obey_) return Verdict::kAllowed;
  if (!origin.rules) return Verdict::kUnknown;
  return origin.rules->allows(path_and_query) ? Verdict::kAllowed : Verdict::kRefused;
}

Milliseconds RobotsGate::crawl_delay(const OriginRobots& origin) const {
  if (!obey_ || !origin.rules) return Milliseconds{0};
  return std::min(origin.rules->crawl_delay().value_or(Milliseconds{0}), kLongestCrawlDelay);
}

}  // namespace crawler
