#include "explore/audit/robots_verdicts.h"

#include <utility>

#include "parser/url/url.h"

namespace explore {

std::optional<bool> RobotsVerdicts::may_fetch(std::string_view url, std::string_view agent) {
  parser::Url parsed;
  if (parsed.assign(url) != parser::UrlStatus::kOk) return std::nullopt;
  parsed.normalise();
  const Rules& rules = rules_of(parsed.origin(), agent);
  if (!rules.is_known) return std::nullopt;
  if (rules.is_all_forbidden) return false;
  return rules.robots.allows(parsed.path_and_query());
}

const RobotsVerdicts::Rules& RobotsVerdicts::rules_of(std::string_view origin,
                                                      std::string_view agent) {
  for (auto it = kept_.begin(); it != kept_.end(); ++it) {
    if (it->origin != origin || it->agent != agent) continue;
    kept_.splice(kept_.begin(), kept_, it);
    return kept_.front();
  }
  kept_.push_front(read(origin, agent));
  if (kept_.size() > kKept) kept_.pop_back();
  return kept_.front();
}

// As RFC 9309 2.3.1 has it: what is not there forbids nothing, what can't be had forbids all.
RobotsVerdicts::Rules RobotsVerdicts::read(std::string_view origin, std::string_view agent) {
  Rules rules;
  rules.origin = origin;
  rules.agent = agent;
  storage::Statement host =
      db_.prepare("SELECT robots_status, robots_txt FROM host_rows WHERE origin = ?1");
  if (!host.with(origin).step() || host.is_null(0)) return rules;
  rules.is_known = true;
  const int64_t status = host.integer(0);
  const bool is_read = status >= 200 && status < 300;
  const bool is_absent = status >= 300 && status < 500 && status != 429;
  rules.is_all_forbidden = !is_read && !is_absent;
  if (is_read) rules.robots = parser::Robots::parse(host.text(1), agent);
  return rules;
}

void RobotsVerdicts::add_sql_function() {
  using storage::SqlAnswer;
  db_.add_function("robots_verdict", 2,
                   [this](std::span<const storage::SqlValue> values) -> SqlAnswer {
                     const auto* url = std::get_if<std::string_view>(&values[0]);
                     const auto* agent = std::get_if<std::string_view>(&values[1]);
                     if (url == nullptr || agent == nullptr) return std::monostate();
                     const auto may = may_fetch(*url, *agent);
                     if (!may) return std::monostate();
                     return std::string(*may ? "allowed" : "disallowed");
                   });
}

}  // namespace explore
