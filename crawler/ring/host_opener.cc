// Before its first page, a host needs addresses and a robots.txt, and either may be slow, missing
// or lead elsewhere. All hosts that are being opened wait in one line, and robots.txt goes through
// the same limits as pages: a host whose address is busy goes to the end of the line, so it holds
// up nobody else; and one that was asked just now, as by a redirect to itself, is out of the line
// until its delay has passed.
#include "crawler/ring/host_opener.h"

#include <algorithm>
#include <utility>

#include "crawler/policy/answers.h"
#include "crawler/policy/host_wishes.h"
#include "parser/url/schemeless.h"

namespace crawler {
namespace {

// Hosts asked for the sake of others, of which the time is kept: more than are asked within a
// delay.
constexpr std::size_t kMostAsked = 4096;

parser::Url url_of(std::string_view text) {
  parser::Url url;
  if (url.assign(text) == parser::UrlStatus::kOk) url.normalise();
  return url;
}

}  // namespace

void HostOpener::pump(std::size_t transfers) {
  while (const auto host = parts_.frontier.next_unprepared()) begin(*host);
  const TimePoint now = parts_.scheduler.now();
  for (; !delayed_.empty() && delayed_.begin()->first <= now; delayed_.erase(delayed_.begin()))
    waiting_.push_back(std::move(delayed_.begin()->second));
  // One turn of the line at most: a host whose address is busy goes to its end.
  for (std::size_t turn = std::min(transfers, waiting_.size()); turn > 0; --turn) {
    if (!parts_.demand.is_safe(now)) return;
    auto [host, asking] = std::move(waiting_.front());
    waiting_.pop_front();
    if (!parts_.frontier.is_preparing(host)) continue;  // lost meanwhile
    if (const TimePoint at = may_start_at(asking); at > now)
      delayed_.emplace(at, std::pair(host, std::move(asking)));
    else if (!asking.elsewhere && !parts_.frontier.address_free(host))
      waiting_.emplace_back(host, std::move(asking));
    else
      start(host, std::move(asking));
  }
}

std::optional<TimePoint> HostOpener::next_at() const {
  if (delayed_.empty()) return std::nullopt;
  return delayed_.begin()->first;
}

TimePoint HostOpener::may_start_at(const Asking& asking) const {
  const TimePoint at = parts_.frontier.next_start(asking.asked);
  const auto other = asked_for_others_.find(asking.asked);
  return other == asked_for_others_.end() ? at : std::max(at, other->second);
}

void HostOpener::note_asked(HostKey asked) {
  const TimePoint now = parts_.scheduler.now();
  const TimePoint again = now + parts_.options.delay;
  parts_.frontier.hold(asked, again);
  if (asked_for_others_.size() >= kMostAsked)
    std::erase_if(asked_for_others_, [now](const auto& kept) { return kept.second <= now; });
  if (asked_for_others_.size() < kMostAsked) asked_for_others_[asked] = again;
}

void HostOpener::begin(HostKey host) {
  if (!parts_.options.proxy.empty()) return resolved(host, {});
  const parser::Url url = url_of(parts_.frontier.origin(host));
  parts_.resolver.resolve(std::string(url.host()),
                          [this, host](const Resolved& answer) { resolved(host, answer); });
}

void HostOpener::resolved(HostKey host, const Resolved& answer) {
  if (answer.addresses.empty() && parts_.options.proxy.empty()) {
    trouble({host,
             HostTrouble::Kind::kDead,
             storage::Reason::kDns,
             answer.error,
             answer.permanent,
             {}});
    return;
  }
  parts_.frontier.set_addresses(host, answer.addresses);
  HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr) return;
  const TimePoint now = parts_.scheduler.now();
  if (parts_.gate.known(memory->robots, now)) return open(host);
  const std::string url = parts_.frontier.origin(host) + "/robots.txt";
  std::string copy = RobotsGate::take_copy(memory->robots, now);
  if (copy.empty()) return ask(host, url);
  FetchedPage page;
  page.outcome = FetchOutcome::kAnswered;
  page.status = 200;
  page.body = std::move(copy);
  parts_.pipeline.parse_robots({host, url, std::move(page), /*is_copy=*/true});
}

void HostOpener::ask(HostKey host, std::string url) {
  const parser::Url parsed = url_of(url);
  Asking asking{std::move(url), parser::key_of(parsed).host, {}, false, false};
  if (asking.asked != host && parts_.admission.refuses_port(parsed))
    return no_answer(host, "robots.txt redirects to port " + std::to_string(parsed.port()) +
                               ", which browsers refuse");
  asking.allow_private =
      parts_.options.allow_private || parts_.admission.is_seed_host(parsed.host());
  const bool own = parsed.origin() == parts_.frontier.origin(host);
  if (own || !parts_.options.proxy.empty()) {
    asking.addresses = parts_.frontier.addresses(host);
    return line_up(host, std::move(asking));
  }
  asking.elsewhere = true;
  parts_.resolver.resolve(
      std::string(parsed.host()), [this, host, asking](const Resolved& answer) mutable {
        if (answer.addresses.empty())
          return no_answer(
              host, "robots.txt redirects to a host that can't be resolved: " + answer.error);
        asking.addresses = answer.addresses;
        line_up(host, std::move(asking));
      });
}

void HostOpener::line_up(HostKey host, Asking asking) {
  waiting_.emplace_back(host, std::move(asking));
  parts_.listener.host_waits();
}

void HostOpener::start(HostKey host, Asking asking) {
  FetchJob job;
  job.url = asking.url;
  job.for_host = host;
  job.addresses = asking.addresses;
  job.allow_private = asking.allow_private;
  const parser::Url url = url_of(asking.url);
  job.send_credentials = parts_.admission.may_send_credentials(url);
  add_host_wishes(job, url, parts_.hosts);
  job.max_body_bytes = parser::kMaxRobotsBytes;
  job.any_type = true;
  job.certificate = true;
  if (asking.asked != host) note_asked(asking.asked);
  const uint64_t transfer = ++last_transfer_;
  running_.emplace(transfer, std::pair(host, std::move(asking)));
  parts_.frontier.start_extra(host, parts_.scheduler.now());
  parts_.fetcher.start(std::move(job),
                       [this, transfer](FetchedPage page) { fetched(transfer, std::move(page)); });
}

void HostOpener::forget(const std::unordered_set<HostKey>& hosts) {
  std::erase_if(waiting_, [&](const auto& waiting) { return hosts.contains(waiting.first); });
  std::erase_if(delayed_,
                [&](const auto& waiting) { return hosts.contains(waiting.second.first); });
  std::erase_if(running_, [&](const auto& running) {
    const HostKey host = running.second.first;
    if (!hosts.contains(host)) return false;
    parts_.frontier.dropped(host, std::nullopt, parts_.scheduler.now());
    return true;
  });
}

void HostOpener::queue_again() {
  for (auto& [transfer, asked] : running_) {
    parts_.frontier.dropped(asked.first, std::nullopt, parts_.scheduler.now());
    waiting_.push_back(std::move(asked));
  }
  running_.clear();
}

void HostOpener::fetched(uint64_t transfer, FetchedPage page) {
  const auto [host, asking] = std::move(running_.extract(transfer).mapped());
  const std::string& url = asking.url;
  parts_.frontier.finished(host, courtesy_of_robots(page), page.total, parts_.scheduler.now());
  const bool own = url_of(url).origin() == parts_.frontier.origin(host);
  if (own && page.certificate) note_certificate(host, *page.certificate);
  if (page.outcome == FetchOutcome::kAnswered) {
    parts_.pipeline.parse_robots({host, url, std::move(page)});
    return;
  }
  const auto reason = reason_of(page.outcome);
  // Where a redirect led may be dead or forbidden, and this host be well.
  if (own && is_dead(page.outcome)) {
    const bool permanent = page.outcome == FetchOutcome::kPrivateAddress;
    trouble({host, HostTrouble::Kind::kDead, reason, page.detail, permanent, {}});
    return;
  }
  no_answer(host, "robots.txt: " + std::string(name_of(reason)) + ": " + page.detail);
}

void HostOpener::note_certificate(HostKey host, Certificate& certificate) {
  storage::HostUpdate update;
  update.host_key = host;
  update.origin = parts_.frontier.origin(host);
  update.certificate = {certificate.expires, std::move(certificate.issuer),
                        std::move(certificate.version)};
  parts_.pipeline.update_host(std::move(update));
}

void HostOpener::robots_parsed(RobotsParsed robots) {
  const HostKey host = robots.host;
  HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr) return;
  if (robots.is_copy) {
    RobotsGate::restored(memory->robots, std::move(robots.rules));
    return open(host);
  }
  if (!robots.undecodable.empty())
    return no_answer(
        host, "robots.txt: the body is not what Content-Encoding says: " + robots.undecodable);
  const std::string origin = parts_.frontier.origin(host);
  const auto wait = asked_wait(robots.retry_after, parts_.scheduler.wall_now());
  const auto finding = RobotsGate::answered(memory->robots, robots.status, &robots.rules,
                                            robots.redirect_to, wait, parts_.scheduler.now());
  if (finding.kind == RobotsGate::Finding::Kind::kRedirect) return ask(host, finding.redirect_to);

  if (finding.kind != RobotsGate::Finding::Kind::kOpen) {
    std::string detail = "robots.txt: status " + std::to_string(robots.status);
    if (!is_redirection(robots.status))
      return unreachable(host, finding, robots.status, std::move(detail));
    // To the store the status of a redirect is that of the last of too many, which opens the host.
    if (robots.status != 304 && robots.redirect_to.empty())
      detail += " without a Location that can be followed";
    return unreachable(host, finding, 0, std::move(detail));
  }

  storage::HostUpdate update;
  update.host_key = host;
  update.origin = origin;
  update.robots_status = robots.status;
  update.robots_txt =
      robots.status >= 200 && robots.status < 300 ? std::move(robots.text) : std::string();
  update.crawl_delay = robots.rules.crawl_delay();
  parts_.pipeline.update_host(std::move(update));
  offer_sitemaps(origin, robots.rules.sitemaps());
  open(host);
}

void HostOpener::open(HostKey host) {
  HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr) return;
  parts_.frontier.open(host, parts_.frontier.addresses(host),
                       parts_.gate.crawl_delay(memory->robots));
  parts_.listener.host_opened(host);
}

void HostOpener::offer_sitemaps(const std::string& origin,
                                const std::vector<std::string>& sitemaps) {
  const parser::Url home = url_of(origin + "/");
  if (!parts_.admission.wants_sitemaps(home)) return;
  std::vector<storage::NewUrl> found;
  const auto offer = [&](std::string_view written) {
    parser::Url url;
    const bool lacks_scheme = parser::begins_with_host(written, home);
    const std::string whole = (lacks_scheme ? "//" : "") + std::string(written);
    if (url.assign(whole, &home) != parser::UrlStatus::kOk) return;
    url.normalise();
    storage::NewUrl offered;
    offered.key = parser::key_of(url);
    offered.url = url.href();
    offered.origin = url.origin();
    offered.role = storage::Role::kSitemap;
    offered.skip =
        parts_.admission.judge({url, parser::LinkKind::kSitemap, false, 0, 0, /*to_sitemap=*/true});
    found.push_back(std::move(offered));
  };
  for (const std::string& sitemap : sitemaps) offer(sitemap);
  offer("/sitemap.xml");
  parts_.listener.sitemaps_found(std::move(found));
}

void HostOpener::no_answer(HostKey host, std::string detail) {
  if (HostMemory* memory = parts_.frontier.memory(host))
    unreachable(host, RobotsGate::unreachable(memory->robots), 0, std::move(detail));
}

void HostOpener::unreachable(HostKey host, const RobotsGate::Finding& finding, int status,
                             std::string detail) {
  storage::HostUpdate update;
  update.host_key = host;
  update.origin = parts_.frontier.origin(host);
  update.robots_status = status;
  parts_.pipeline.update_host(std::move(update));
  const auto kind = finding.kind == RobotsGate::Finding::Kind::kParked ? HostTrouble::Kind::kParked
                                                                       : HostTrouble::Kind::kClosed;
  trouble({host, kind, storage::Reason::kRobotsUnreachable, std::move(detail), false,
           finding.ask_again});
}

void HostOpener::trouble(const HostTrouble& trouble) {
  storage::HostUpdate update;
  update.host_key = trouble.host;
  update.origin = parts_.frontier.origin(trouble.host);
  update.last_error = trouble.detail;
  parts_.pipeline.update_host(std::move(update));
  parts_.frontier.shut(trouble.host);
  parts_.listener.host_in_trouble(trouble);
}

}  // namespace crawler
