#include "crawler/ring/crawl.h"

#include <algorithm>
#include <cassert>
#include <unordered_set>
#include <utility>

#include "crawler/fetch/header.h"
#include "crawler/fetch/retry_after.h"
#include "crawler/pipeline/page_record.h"
#include "crawler/policy/backoff.h"

namespace crawler {
namespace {

// Bodies that are between a socket and the store: above this no further page is started.
constexpr std::size_t kMaxBytesHeld = 96u << 20;
// After a stop, running transfers get so long: below the 5 s a user is promised, with room for the
// last commit.
constexpr Milliseconds kStopPatience{4'000};
constexpr Milliseconds kLongestRetryAfter{3'600'000};
// Failures in a row after which a host is left alone for longer, and those after which it is
// parked.
constexpr uint32_t kFailuresBeforeHold = 5;
constexpr uint32_t kFailuresBeforeParking = 8;
// A parked host is asked again after this, if the crawl still runs for the sake of others.
constexpr Milliseconds kParkedFor{600'000};
constexpr Milliseconds kFirstHold{5'000};
// A pause this short is waited for with the URLs in memory; for a longer one they go back to the
// store.
constexpr Milliseconds kShortPause{2'000};
// A leased URL costs some 300 bytes: these are 10 MB.
constexpr std::size_t kMostLeases = 32'768;

// URLs to have in the frontier: for each slot some, and for each host some.
std::size_t leases_wanted(const Options& options, std::size_t hosts) {
  const std::size_t least = std::max<std::size_t>(4 * options.concurrency, 32 * kPagesAtOnce);
  return std::clamp(4 * hosts * options.per_host, least, std::max(least, kMostLeases));
}

// Leased URLs of one host: enough to keep its slots busy during one exchange with the store, but
// with many hosts so few that all of them together are half of what is wanted: else those of hosts
// that wait would fill the frontier, and keep out those of hosts that could go on. Changes in
// steps, and late, since the store learns anew who is idle.
std::size_t leases_per_host(const Options& options, std::size_t hosts, std::size_t before) {
  const std::size_t most = std::clamp<std::size_t>(options.per_host * 32, 8, 1024);
  const std::size_t wanted = leases_wanted(options, hosts);
  std::size_t now = before == 0 ? most : before;
  while (now > 1 && 2 * hosts * now > wanted) now = (now + 1) / 2;
  while (now < most && 8 * hosts * now < wanted) now = std::min(2 * now, most);
  return now;
}

std::string robots_token(const std::string& user_agent) {
  return user_agent.substr(0, user_agent.find_first_of("/ "));
}

std::string user_agent_of(const Options& options) {
  return options.user_agent.empty() ? default_user_agent() : options.user_agent;
}

bool worth_another_try(int status) { return status == 408 || status == 429 || status >= 500; }

}  // namespace

std::size_t Crawl::credits(const Options& options, std::size_t parsers) {
  // Beside the transfers: what workers and two commits hold, so that a transfer never waits for a
  // commit alone.
  return options.concurrency + 32 * parsers + 2 * kPagesAtOnce;
}

Crawl::Crawl(const Parts& parts)
    : parts_(parts),
      frontier_({parts.options.per_host, parts.options.per_address, parts.options.delay,
                 parts.options.concurrency}),
      gate_(parts.options.obey_robots, robots_token(user_agent_of(parts.options))),
      opener_({parts.options, parts.admission, frontier_, gate_, parts.resolver, parts.fetcher,
               parts.pipeline, parts.scheduler, *this}),
      traps_({parts.options.max_queries_per_path, parts.options.max_equal_content,
              parts.options.max_nothing_new, parts.options.max_hosts_per_domain,
              parts.options.max_sitemaps}) {}

void Crawl::start(const std::vector<Seed>& seeds, std::size_t credits) {
  credits_ = credits;
  started_ = parts_.scheduler.now();
  if (parts_.options.max_time > Milliseconds{0}) deadline_ = started_ + parts_.options.max_time;
  std::vector<storage::NewUrl> urls;
  for (const Seed& seed : seeds) {
    storage::NewUrl& url = urls.emplace_back();
    url.key = to_storage(parser::key_of(seed.url));
    url.url = seed.url.href();
    url.origin = seed.origin;
    seeds_.push_back(url.key);
  }
  ++adds_out_;
  parts_.pipeline.add(std::move(urls));
  pump();
}

// --- The turn

void Crawl::pump() {
  if (pumping_) {
    pump_again_ = true;
    return;
  }
  pumping_ = true;
  do {
    pump_again_ = false;
    if (state_ == State::kRunning) {
      const std::size_t slots = parts_.options.concurrency;
      opener_.pump(std::min(slots - std::min(slots, parts_.fetcher.in_flight()),
                            frontier_.room_for_trials()));
      start_pages();
      ask_for_leases();
      if (parts_.options.max_pages > 0 && pages_ >= parts_.options.max_pages) stop("max-pages");
      if (state_ == State::kRunning && nothing_left()) close("finished");
    }
    if (state_ == State::kStopping && credits_out_ + releases_out_ + adds_out_ == 0 && !lease_out_)
      close(stop_reason_);
  } while (pump_again_);
  pumping_ = false;
  set_hurry();
  set_wake_up();
}

void Crawl::set_hurry() {
  const Options& options = parts_.options;
  const bool hurried = state_ != State::kRunning || frontier_.queued() == 0 || in_doubt_ ||
                       (options.max_pages > 0 && pages_ + credits_out_ >= options.max_pages);
  if (hurried == hurried_) return;
  hurried_ = hurried;
  parts_.pipeline.hurry(hurried);
}

void Crawl::wake() {
  if (state_ == State::kEnded) return;
  wake_up_.reset();
  const TimePoint now = parts_.scheduler.now();
  if (deadline_ && now >= *deadline_ && state_ == State::kRunning) stop("max-time");
  if (stop_deadline_ && now >= *stop_deadline_ && state_ == State::kStopping) {
    stop_deadline_.reset();
    parts_.fetcher.stop_all();
    // What was in flight was never given: the store has it waiting, and ends with this process's
    // leases.
    credits_out_ -= pages_in_flight_;
    pages_in_flight_ = 0;
  }
  if (ask_again_ && now >= *ask_again_) {
    ask_again_.reset();
    dry_ = false;
  }
  while (!parked_.empty() && parked_.front().first <= now) {
    hold_in_store(parked_.front().second, Milliseconds{0});
    parked_.pop_front();
    dry_ = false;
  }
  frontier_.forget_idle(now);
  pump();
}

void Crawl::set_wake_up() {
  if (state_ == State::kClosing || state_ == State::kEnded) return;
  std::optional<TimePoint> next;
  const auto sooner = [&next](const std::optional<TimePoint>& at) {
    if (at && (!next || *at < *next)) next = at;
  };
  if (state_ == State::kRunning) {
    if (may_start()) sooner(frontier_.next_at());
    sooner(ask_again_);
    sooner(deadline_);
    if (!parked_.empty()) sooner(parked_.front().first);
  }
  sooner(stop_deadline_);
  if (next && wake_up_ != next) {
    wake_up_ = next;
    parts_.scheduler.wake_at(*next);
  }
}

bool Crawl::may_start() const {
  const Options& options = parts_.options;
  if (credits_out_ >= credits_ || parts_.fetcher.in_flight() >= options.concurrency) return false;
  if (options.max_pages > 0 && pages_ + credits_out_ >= options.max_pages) return false;
  return bytes_in_pipeline_ + parts_.fetcher.bytes_held() < kMaxBytesHeld;
}

void Crawl::start_pages() {
  while (may_start()) {
    auto lease = frontier_.next(parts_.scheduler.now());
    if (!lease) return;
    start_page(std::move(*lease));
  }
}

storage::Reason Crawl::refusal(const storage::Lease& lease) {
  if (gate_.judge(lease.key.host, url_.path_and_query()) == RobotsGate::Verdict::kRefused)
    return storage::Reason::kRobots;
  if (parts_.options.max_per_host > 0 &&
      pages_of_host_[lease.key.host] >= parts_.options.max_per_host)
    return storage::Reason::kMaxPerHost;
  return traps_.before_fetch(url_, {lease.doubtful, lease.role == storage::Role::kSitemap});
}

void Crawl::start_page(storage::Lease lease) {
  const TimePoint now = parts_.scheduler.now();
  const HostKey host = lease.key.host;
  if (!gate_.known(host, now)) {  // a day has passed
    frontier_.undo_start(host, std::move(lease), now);
    frontier_.refresh(host);
    pump_again_ = true;
    return;
  }
  if (url_.assign(lease.url) != parser::UrlStatus::kOk) {
    frontier_.undo_start(host, std::nullopt, now);
    return send(lease, {lease.token,
                        lease.key,
                        Release::How::kFail,
                        storage::Reason::kOther,
                        "the database holds a URL that is none",
                        {}});
  }
  if (const auto reason = refusal(lease); reason != storage::Reason::kNone) {
    frontier_.undo_start(host, std::nullopt, now);
    trap_places_.note(reason, url_);
    return send(lease, {lease.token, lease.key, Release::How::kSkip, reason, {}, {}});
  }
  FetchJob job;
  job.url = lease.url;
  job.addresses = frontier_.addresses(host);
  job.allow_private = parts_.options.allow_private || parts_.admission.is_seed_host(url_.host());
  job.send_credentials = parts_.admission.is_seed_host(url_.host());
  job.max_body_bytes = parts_.options.max_body;
  job.any_type = lease.role == storage::Role::kSitemap;
  if (parts_.options.max_per_host > 0) ++pages_of_host_[host];
  ++credits_out_;
  ++pages_in_flight_;
  parts_.fetcher.start(std::move(job), [this, lease = std::move(lease)](FetchedPage page) mutable {
    fetched(std::move(lease), std::move(page));
  });
}

void Crawl::ask_for_leases() {
  const std::size_t hosts = frontier_.hosts();
  const std::size_t wanted = leases_wanted(parts_.options, hosts);
  if (lease_out_ || dry_ || frontier_.queued() * 2 >= wanted) return;
  lease_out_ = true;
  leases_per_host_ = leases_per_host(parts_.options, hosts, leases_per_host_);
  parts_.pipeline.lease({wanted - frontier_.queued(), leases_per_host_});
}

bool Crawl::nothing_left() const {
  return dry_ && !lease_out_ && !ask_again_ && adds_out_ == 0 && releases_out_ == 0 &&
         credits_out_ == 0 && frontier_.leases_out() == 0;
}

// --- The end

void Crawl::stop(const std::string& reason) {
  if (state_ != State::kRunning) return;
  state_ = State::kStopping;
  stop_reason_ = reason;
  stop_deadline_ = parts_.scheduler.now() + kStopPatience;
  std::vector<Release> releases;
  for (const storage::Lease& lease : frontier_.take_all())
    releases.push_back(
        {lease.token, lease.key, Release::How::kReturn, storage::Reason::kNone, {}, {}});
  if (!releases.empty()) send(std::move(releases));
  pump();
}

void Crawl::close(const std::string& reason) {
  state_ = State::kClosing;
  ending_.reason = reason;
  ending_.traps = trap_places_.worst();
  ending_.pages = pages_;
  ending_.bytes = bytes_;
  parts_.fetcher.stop_all();
  parts_.pipeline.close({reason, pages_, bytes_}, seeds_);
}

void Crawl::closed(RunClosed facts) {
  ending_.store = std::move(facts);
  state_ = State::kEnded;
  parts_.listener.ended();
}

void Crawl::store_failed(ground::Error error) {
  if (state_ == State::kEnded) return;
  state_ = State::kEnded;
  parts_.fetcher.stop_all();
  ending_.reason = "store-error";
  ending_.error = std::move(error.message);
  ending_.traps = trap_places_.worst();
  ending_.pages = pages_;
  ending_.bytes = bytes_;
  ending_.store.stats = stats_;
  parts_.listener.ended();
}

// --- Events of the pipeline

void Crawl::leased(storage::LeaseAnswer answer) {
  lease_out_ = false;
  dry_ = !answer.more;
  const TimePoint now = parts_.scheduler.now();
  ask_again_.reset();
  if (answer.ask_again) ask_again_ = now + *answer.ask_again;
  for (const storage::HostRecord& host : answer.hosts) {
    gate_.restore(host, now);
    if (parts_.options.max_per_host > 0) {
      uint64_t& pages = pages_of_host_[host.host_key];
      pages = std::max(pages, host.pages);
    }
  }
  if (state_ == State::kRunning) refuse_hosts(answer);
  std::vector<Release> unwanted;
  for (storage::Lease& lease : answer.leases) {
    if (state_ != State::kRunning)
      unwanted.push_back(
          {lease.token, lease.key, Release::How::kReturn, storage::Reason::kNone, {}, {}});
    frontier_.add(std::move(lease));
  }
  if (!unwanted.empty()) {
    frontier_.take_all();
    send(std::move(unwanted));
  }
  pump();
}

void Crawl::refuse_hosts(storage::LeaseAnswer& answer) {
  std::unordered_set<HostKey> refused;
  for (const storage::HostRecord& host : answer.hosts) {
    // A host that the frontier holds is open: what it counts of its leases must stay right.
    const bool known =
        host.pages > 0 || host.robots_status >= 0 || !frontier_.origin(host.host_key).empty();
    if (url_.assign(host.origin) == parser::UrlStatus::kOk && !traps_.admits_host(url_, known))
      refused.insert(host.host_key);
  }
  if (refused.empty()) return;
  std::vector<Release> releases;
  std::erase_if(answer.leases, [&](const storage::Lease& lease) {
    if (!refused.contains(lease.key.host)) return false;
    const Release release{
        lease.token, lease.key, Release::How::kSkip, storage::Reason::kHostsPerDomain, {}, {}};
    if (url_.assign(lease.url) == parser::UrlStatus::kOk) trap_places_.note(release.reason, url_);
    tell(lease, release);
    releases.push_back(release);
    return true;
  });
  send(std::move(releases));
}

void Crawl::kept(std::vector<PageKept> pages, uint64_t found) {
  const TimePoint now = parts_.scheduler.now();
  in_doubt_ = false;
  for (const PageKept& page : pages) {
    assert(credits_out_ > 0);
    --credits_out_;
    bytes_in_pipeline_ -= page.held;
    ++pages_;
    // /sitemap.xml is asked for unasked: that it is not there is no error.
    errors_ += page.status >= 400 && page.lease.role == storage::Role::kPage;
    frontier_.lease_ended(page.lease.key.host, now);
    in_doubt_ |= page.lease.doubtful;
    if (url_.assign(page.lease.url) == parser::UrlStatus::kOk)
      traps_.after_page(url_, {page.content_hash, page.newness, page.lease.doubtful});
    if (is_trap(page.trap) && url_.assign(page.trap_url) == parser::UrlStatus::kOk)
      trap_places_.note(page.trap, url_);
    parts_.listener.page_done(
        {page.lease.url, page.status, {}, page.detail, page.bytes, page.total});
  }
  stats_.waiting += found;
  dry_ = false;
  pump();
}

void Crawl::released(std::vector<storage::Release> releases) {
  const TimePoint now = parts_.scheduler.now();
  for (const Release& release : releases) frontier_.lease_ended(release.key.host, now);
  releases_out_ -= releases.size();
  dry_ = false;
  pump();
}

void Crawl::added(uint64_t) {
  --adds_out_;
  dry_ = false;
  pump();
}

void Crawl::robots_parsed(RobotsParsed robots) {
  if (state_ != State::kRunning) return;
  opener_.robots_parsed(std::move(robots));
  pump();
}

void Crawl::counted(storage::Stats stats) {
  counting_ = false;
  stats_ = std::move(stats);
}

// --- Events of hosts

void Crawl::host_opened(HostKey host) {
  troubles_.erase(host);
  pump();
}

void Crawl::sitemaps_found(std::vector<storage::NewUrl> sitemaps) {
  ++adds_out_;
  parts_.pipeline.add(std::move(sitemaps));
}

void Crawl::host_in_trouble(const HostTrouble& trouble) {
  if (state_ != State::kRunning) return;
  switch (trouble.kind) {
    case HostTrouble::Kind::kClosed:
      hold_in_store(trouble.host, trouble.ask_again);
      give_back(trouble.host);
      break;
    case HostTrouble::Kind::kParked:
      park(trouble.host, trouble.detail);
      break;
    case HostTrouble::Kind::kDead: {
      if (!trouble.permanent) {
        const uint32_t times = ++troubles_[trouble.host];
        if (times >= kFailuresBeforeParking) {
          park(trouble.host, trouble.detail);
          break;
        }
        hold_in_store(trouble.host, backoff(times, trouble.host));
      }
      std::vector<Release> releases;
      for (const storage::Lease& lease : frontier_.take_all(trouble.host)) {
        Release release{lease.token,    lease.key,      Release::How::kFail,
                        trouble.reason, trouble.detail, {}};
        if (!trouble.permanent && lease.attempts < parts_.options.retries) {
          release.how = Release::How::kRetry;
          release.delay = backoff(lease.attempts + 1, lease.key.url);
        }
        tell(lease, release);
        releases.push_back(std::move(release));
      }
      send(std::move(releases));
      break;
    }
  }
  pump();
}

void Crawl::give_back(HostKey host) {
  std::vector<Release> releases;
  for (const storage::Lease& lease : frontier_.take_all(host))
    releases.push_back(
        {lease.token, lease.key, Release::How::kReturn, storage::Reason::kNone, {}, {}});
  if (!releases.empty()) send(std::move(releases));
}

void Crawl::hold_in_store(HostKey host, Milliseconds delay) {
  parts_.pipeline.hold_host({host, delay});
}

void Crawl::park(HostKey host, const std::string& why) {
  parts_.listener.message(frontier_.origin(host) + ": left alone for now, its URLs wait: " + why);
  hold_in_store(host, storage::kRestOfRun);
  give_back(host);
  troubles_.erase(host);
  parked_.emplace_back(parts_.scheduler.now() + kParkedFor, host);
}

// --- A page has come, or not

void Crawl::fetched(storage::Lease lease, FetchedPage page) {
  --pages_in_flight_;
  const TimePoint now = parts_.scheduler.now();
  const HostKey host = lease.key.host;
  const bool answered = page.outcome == FetchOutcome::kAnswered;
  const bool overloaded = answered && (page.status == 429 || page.status == 503);
  const bool failed =
      answered ? page.status >= 500 && !overloaded : page.outcome != FetchOutcome::kPrivateAddress;
  frontier_.finished(host,
                     overloaded ? Courtesy::kOverloaded
                     : failed   ? Courtesy::kFailed
                                : Courtesy::kGood,
                     page.total, now);
  bytes_ += page.transferred;

  if (auto release = retry_instead(lease, page)) {
    --credits_out_;
    if (parts_.options.max_per_host > 0) --pages_of_host_[host];
    send(lease, std::move(*release));
  } else {
    bytes_in_pipeline_ += page.body.size();
    parts_.pipeline.keep({std::move(lease), std::move(page)});
  }
  pump();
}

std::optional<storage::Release> Crawl::retry_instead(const storage::Lease& lease,
                                                     const FetchedPage& page) {
  const HostKey host = lease.key.host;
  const uint32_t tries = lease.attempts + 1;
  Release release{lease.token,
                  lease.key,
                  Release::How::kRetry,
                  storage::Reason::kNone,
                  {},
                  backoff(tries, lease.key.url)};
  if (page.outcome == FetchOutcome::kAnswered) {
    if (!worth_another_try(page.status)) return std::nullopt;
    if (page.status == 429 || page.status == 503) {
      const auto asked = retry_after(header_value(page.headers, "retry-after"),
                                     parts_.scheduler.wall_now(), kLongestRetryAfter);
      release.delay = asked.value_or(release.delay);
      courtesy_hold(host, release.delay);
    } else {
      mind_failures(host, "answered " + std::to_string(page.status));
    }
    if (lease.attempts >= parts_.options.retries) return std::nullopt;  // kept as the page it is
    return release;
  }
  release.reason = reason_of(page.outcome);
  release.detail = page.detail;
  const bool last = lease.attempts >= parts_.options.retries;
  // An answer cut short again and again (a Content-Length that lies) is kept as far as it came.
  if (page.outcome == FetchOutcome::kReset && page.status > 0 && last) return std::nullopt;
  if (page.outcome == FetchOutcome::kConnect) frontier_.refresh(host);
  const bool final =
      page.outcome == FetchOutcome::kPrivateAddress || page.outcome == FetchOutcome::kTls;
  if (final || last) release.how = Release::How::kFail;
  if (page.outcome != FetchOutcome::kPrivateAddress) mind_failures(host, page.detail);
  return release;
}

void Crawl::courtesy_hold(HostKey host, Milliseconds wait) {
  frontier_.hold(host, parts_.scheduler.now() + wait);
  if (wait <= kShortPause || state_ != State::kRunning) return;
  hold_in_store(host, wait);
  give_back(host);
}

void Crawl::mind_failures(HostKey host, const std::string& detail) {
  const uint32_t failures = frontier_.failures_in_a_row(host);
  if (failures < kFailuresBeforeHold || state_ != State::kRunning) return;
  if (failures >= kFailuresBeforeParking) return park(host, detail);
  courtesy_hold(host, kFirstHold * (1 << (failures - kFailuresBeforeHold)));
}

void Crawl::send(std::vector<Release> releases) {
  releases_out_ += releases.size();
  parts_.pipeline.release(std::move(releases));
}

void Crawl::send(const storage::Lease& lease, Release release) {
  tell(lease, release);
  std::vector<Release> one;
  one.push_back(std::move(release));
  send(std::move(one));
}

void Crawl::tell(const storage::Lease& lease, const Release& release) {
  if (release.how == Release::How::kReturn) return;
  errors_ += release.how == Release::How::kFail;
  const bool again = release.how == Release::How::kRetry;
  std::string detail = release.detail;
  if (again) detail += (detail.empty() ? "" : "; ") + std::string("will be tried again");
  parts_.listener.page_done({lease.url, 0, name_of(release.reason), detail, 0, {}});
}

Snapshot Crawl::snapshot() {
  if (!counting_ && (state_ == State::kRunning || state_ == State::kStopping)) {
    counting_ = true;
    parts_.pipeline.count();
  }
  Snapshot now;
  now.elapsed = std::chrono::duration_cast<Milliseconds>(parts_.scheduler.now() - started_);
  now.pages = pages_;
  now.bytes = bytes_;
  now.errors = errors_;
  now.in_flight = parts_.fetcher.in_flight();
  now.waiting = stats_.waiting;
  now.hosts = frontier_.hosts();
  now.bottleneck = bottleneck();
  return now;
}

Bottleneck Crawl::bottleneck() const {
  if (state_ != State::kRunning) return Bottleneck::kDone;
  const std::size_t backlog = credits_ / 2;
  const std::size_t in_flight = parts_.fetcher.in_flight();
  if (parts_.pipeline.unkept() > backlog) return Bottleneck::kStore;
  if (parts_.pipeline.unparsed() > backlog) return Bottleneck::kParser;
  if (in_flight >= parts_.options.concurrency) return Bottleneck::kNetwork;
  if (pages_in_flight_ == 0 && opener_.in_flight() > 0) return Bottleneck::kRobots;
  if (frontier_.queued() > 0 || ask_again_) return Bottleneck::kPoliteness;
  return in_flight > 0 ? Bottleneck::kNetwork : Bottleneck::kNothing;
}

}  // namespace crawler
