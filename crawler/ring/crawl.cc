// Everything that happens is an event (a page fetched, pages kept, a host opened), and each event
// ends with the same pump: start what may start, lease more if little is left, and ask whether
// anything is left at all. So there is no state in which the crawl could be stuck, and its end is
// found by counting credits and leases, not by waiting.
#include "crawler/ring/crawl.h"

#include <algorithm>
#include <utility>

#include "terminal/number_text.h"

namespace crawler {
namespace {

using storage::EndReason;

// After a stop, running transfers get so long: below the 5 s a user is promised, with room for the
// last commit.
constexpr Milliseconds kStopPatience{4'000};

// Between two looks at what is due, of a crawl that goes on for ever.
constexpr Milliseconds kShortestSleep{100}, kLongestSleep{3'600'000};
constexpr Milliseconds kWorthTelling{60'000};

// Of a limit that others share we have had our part: so often we ask for more, and whether all of
// it is fetched.
constexpr Milliseconds kRecount{100};

// `hosts` outlives what is made.
Politeness politeness_of(const Options& options, const HostTable& hosts) {
  Politeness politeness{options.per_host, options.per_address, options.delay, options.concurrency};
  if (hosts.empty()) return politeness;
  politeness.pace_of = [&hosts](const std::string& origin) {
    parser::Url url;
    if (url.assign(origin) != parser::UrlStatus::kOk) return HostPace();
    const HostSettings* host = hosts.find(url.host(), url.port());
    return host == nullptr ? HostPace() : HostPace{host->delay, host->slots};
  };
  return politeness;
}

}  // namespace

Crawl::Crawl(const Parts& parts)
    : parts_(parts),
      hosts_(parts.options.hosts),
      frontier_(politeness_of(parts.options, hosts_)),
      gate_(parts.options.obey_robots,
            parts.options.update && parts.options.revisit == Milliseconds{0}),
      guard_(parts.options, gate_),
      demand_(parts.options.concurrency, hosts_.most_slots(parts.options.per_host)),
      returns_(parts.pipeline, ledger_, parts.listener),
      care_({frontier_, parts.pipeline, returns_, parts.listener, parts.options.retries,
             parts.options.wait_for_hosts}),
      opener_({parts.options, hosts_, parts.admission, frontier_, gate_, parts.resolver,
               parts.fetcher, parts.pipeline, parts.scheduler, demand_, *this}),
      resources_({parts.options, parts.admission, frontier_, gate_, parts.fetcher, parts.scheduler,
                  demand_, [this] { set_wake_up(); }, [this] { pump(); }}),
      renderer_(parts.make_renderer ? parts.make_renderer(resources_) : nullptr),
      renders_({parts.options, parts.pipeline, ledger_, renderer_.get(), [this] { pump(); }}),
      pages_({parts.options, hosts_, parts.admission, frontier_, gate_, guard_, care_, returns_,
              ledger_, parts.fetcher, parts.pipeline, parts.scheduler, demand_, renders_,
              [this] { pump(); }}),
      intake_(
          {frontier_, gate_, guard_, demand_, returns_, care_, pages_, ledger_, parts.admission}),
      settled_({frontier_, guard_, ledger_, parts.listener}),
      ownership_({parts.fetcher, frontier_, demand_, pages_, resources_, opener_, care_, returns_}),
      cookies_(parts.jar, parts.pipeline),
      wake_up_(parts.scheduler) {
  guard_.limit_hosts(hosts_);
}

void Crawl::change(const Options& options) {
  hosts_ = HostTable(options.hosts);
  frontier_.change(politeness_of(options, hosts_));
  per_host_ = options.per_host;
  expect_slots();
  pump();
}

void Crawl::start(const std::vector<Seed>& seeds, std::size_t credits, storage::Stats known) {
  const TimePoint now = parts_.scheduler.now();
  ledger_.open(credits, now);
  ledger_.counted(std::move(known));
  if (parts_.options.max_time > Milliseconds{0}) deadline_ = now + parts_.options.max_time;
  std::vector<storage::NewUrl> urls;
  for (const Seed& seed : seeds) {
    storage::NewUrl& url = urls.emplace_back();
    url.key = parser::key_of(seed.url);
    url.url = seed.url.href();
    url.origin = seed.origin;
    seeds_.push_back(url.key);
  }
  ledger_.add_sent();
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
    turn();
  } while (pump_again_);
  pumping_ = false;
  set_hurry();
  set_wake_up();
}

void Crawl::turn() {
  const Options& options = parts_.options;
  frontier_.forget_idle(parts_.scheduler.now());
  if (state_ == State::kRunning || state_ == State::kStopping)
    cookies_.keep_some(parts_.scheduler.now());
  if (state_ == State::kRunning && options.max_pages > 0 &&
      ledger_.fleet_pages() >= options.max_pages)
    parts_.admission.checks() ? intake_.end_pages() : stop(EndReason::kMaxPages);
  // What a page asks for while it is rendered belongs to what runs already.
  if (state_ == State::kRunning || state_ == State::kStopping) resources_.start();
  if (state_ == State::kRunning && !pause_.is_on()) work();
  if (state_ == State::kStopping && ledger_.is_settled() && !demand_.is_out()) close(stop_reason_);
}

void Crawl::work() {
  const Options& options = parts_.options;
  const std::size_t busy = std::min(options.concurrency, parts_.fetcher.in_flight());
  opener_.pump(std::min(options.concurrency - busy, frontier_.room_for_trials()));
  pages_.start();
  if (auto request = demand_.next(frontier_.hosts(), frontier_.queued())) {
    request->max_pages = options.max_pages;
    parts_.pipeline.lease(*request);
  }
  if (nothing_left()) end_or_wait();
  if (ledger_.shares_limit() && !ledger_.may_fetch(options.max_pages) &&
      !intake_.takes_checks_only() && !recount_at_)
    recount_at_ = parts_.scheduler.now() + kRecount;
}

void Crawl::set_hurry() {
  const uint64_t most = parts_.options.max_pages;
  const bool hurried = state_ != State::kRunning || pause_.is_on() || frontier_.queued() == 0 ||
                       settled_.is_in_doubt() || (most > 0 && !ledger_.may_fetch(most));
  if (hurried == hurried_) return;
  hurried_ = hurried;
  parts_.pipeline.hurry(hurried);
}

void Crawl::wake() {
  if (state_ == State::kEnded) return;
  wake_up_.came();
  const TimePoint now = parts_.scheduler.now();
  if (deadline_ && !pause_.is_on() && now >= *deadline_ && state_ == State::kRunning)
    stop(EndReason::kMaxTime);
  if (stop_deadline_ && now >= *stop_deadline_) {
    stop_deadline_.reset();
    if (state_ == State::kStopping) drop_all();
    parts_.pipeline.give_up();
  }
  if (ownership_.is_unsafe(now)) {
    if (state_ == State::kRunning)
      ownership_.queue_again();
    else
      drop_all();
  }
  demand_.wake(now);
  if (care_.unpark(now)) demand_.changed();
  if (due_at_ && now >= *due_at_) due_at_.reset();
  if (recount_at_ && now >= *recount_at_) {
    recount_at_.reset();
    demand_.renew();
    if (ledger_.ask_for_stats()) parts_.pipeline.count();
  }
  pump();
}

void Crawl::drop_all() {
  pages_.drop();
  resources_.all_dropped();
  renders_.drop();
}

void Crawl::set_wake_up() {
  if (state_ == State::kStopping || state_ == State::kClosing)
    wake_up_.set({stop_deadline_, ownership_.unsafe_at(), resources_.next_at()});
  if (state_ != State::kRunning) return;
  // Nothing starts, and so nothing that could start is to be woken for.
  if (pause_.is_on())
    return wake_up_.set({ownership_.unsafe_at(), care_.next_at(), resources_.next_at(), due_at_});
  wake_up_.set({pages_.has_room() ? frontier_.next_at() : std::nullopt, opener_.next_at(),
                demand_.ask_again(), demand_.renew_at(), ownership_.unsafe_at(), care_.next_at(),
                resources_.next_at(), deadline_, due_at_, recount_at_});
}

// --- The end

bool Crawl::nothing_left() const {
  return demand_.is_satisfied() && ledger_.is_settled() && frontier_.leases_out() == 0;
}

void Crawl::end_or_wait() {
  if (intake_.takes_checks_only()) return close(EndReason::kMaxPages);
  if (care_.is_waiting()) return;
  if (!care_.has_hope(ledger_.pages(), parts_.scheduler.now()))
    return parts_.options.forever ? wait_for_due() : close(EndReason::kFinished);
  // A parked host may have no URL left.
  if (!std::exchange(counting_left_, true)) parts_.pipeline.count();
}

void Crawl::wait_for_hosts(uint64_t waiting) {
  if (waiting == 0) return close(EndReason::kFinished);
  const Milliseconds wait = care_.wait(ledger_.pages(), parts_.scheduler.now());
  parts_.listener.message("nothing left but URLs of unavailable hosts (" +
                          terminal::with_thousands(waiting) + "): asking again in " +
                          terminal::duration_text(wait) +
                          ", see --wait-for-hosts; Ctrl-C ends now");
  set_wake_up();
}

void Crawl::wait_for_due() {
  if (due_at_ || std::exchange(asked_for_due_, true)) return;
  parts_.pipeline.queue_due();
}

void Crawl::due_queued(storage::DueUrls due) {
  asked_for_due_ = false;
  if (state_ != State::kRunning) return pump();
  if (due.queued == 0 && nothing_left()) {
    parts_.listener.idle();
    const Milliseconds wait =
        std::clamp(due.next.value_or(kLongestSleep), kShortestSleep, kLongestSleep);
    due_at_ = parts_.scheduler.now() + wait;
    if (wait >= kWorthTelling)
      parts_.listener.message("nothing is due: looking again in " + terminal::duration_text(wait) +
                              "; Ctrl-C ends now");
  } else {
    demand_.changed();
  }
  pump();
}

void Crawl::stop(EndReason reason) {
  if (state_ == State::kClosing) return parts_.pipeline.give_up();
  if (state_ != State::kRunning) return;
  state_ = State::kStopping;
  stop_reason_ = reason;
  stop_deadline_ = parts_.scheduler.now() + kStopPatience;
  care_.stop();
  returns_.give_back(frontier_.take_all());
  pump();
}

void Crawl::note_ending(EndReason reason) {
  ending_.reason = name_of(reason);
  ending_.traps = guard_.worst_traps();
  ending_.pages = ledger_.pages();
  ending_.files = ledger_.files();
  ending_.checks = ledger_.checks();
  ending_.bytes = ledger_.bytes();
  ending_.elapsed = ledger_.running_for(parts_.scheduler.now());
  ending_.paused = pause_.in_all(parts_.scheduler.now());
  parts_.fetcher.stop_all();
}

void Crawl::close(EndReason reason) {
  state_ = State::kClosing;
  note_ending(reason);
  cookies_.keep_all();
  parts_.pipeline.close({ending_.reason, ending_.pages, ending_.bytes, ending_.elapsed}, seeds_);
}

void Crawl::closed(RunClosed facts) {
  ending_.reason = facts.reason;
  ending_.store = std::move(facts);
  state_ = State::kEnded;
  parts_.listener.ended();
}

void Crawl::store_waits(ground::Error error) {
  store_waits_ = true;
  parts_.listener.warning("the crawl waits for the database, and goes on by itself: " +
                          error.message);
}

void Crawl::store_goes_on() {
  store_waits_ = false;
  parts_.listener.message("the database answers again: the crawl goes on");
}

void Crawl::store_failed(ground::Error error) {
  if (state_ == State::kEnded) return;
  state_ = State::kEnded;
  note_ending(EndReason::kStoreError);
  ending_.error = std::move(error.message);
  ending_.store.stats = ledger_.stats();
  parts_.listener.ended();
}

// --- Steering

void Crawl::pause() {
  if (state_ != State::kRunning) return;
  pause_.begin(parts_.scheduler.now());
  pump();
}

void Crawl::resume() {
  const TimePoint::duration length = pause_.end(parts_.scheduler.now());
  if (deadline_) *deadline_ += length;
  demand_.changed();
  pump();
}

void Crawl::set_pace(PaceOf pace, std::size_t most_slots) {
  frontier_.set_pace(std::move(pace), parts_.scheduler.now());
  most_steered_slots_ = most_slots;
  expect_slots();
  pump();
}

void Crawl::expect_slots() {
  demand_.change(std::max(hosts_.most_slots(per_host_), most_steered_slots_));
}

void Crawl::limits_changed() {
  const Options& options = parts_.options;
  const TimePoint now = parts_.scheduler.now();
  guard_.limit_pages_per_host(options.max_per_host);
  deadline_.reset();
  if (options.max_time > Milliseconds{0})
    deadline_ = now - ledger_.running_for(now) + options.max_time + pause_.past();
  pump();
}

void Crawl::keep_control(ControlWork work) {
  ledger_.add_sent();
  parts_.pipeline.keep_control(std::move(work));
}

void Crawl::control_kept(ControlKept kept) {
  ledger_.add_done();
  demand_.changed();
  parts_.listener.control_kept(kept);
  pump();
}

// --- Events of the pipeline

void Crawl::leased(storage::LeaseAnswer answer) {
  const TimePoint now = parts_.scheduler.now();
  demand_.answered(answer, now);
  parts_.fetcher.send_until(answer.safe_until);
  ownership_.lose(answer.lost, now);
  if (answer.may_fetch) ledger_.granted(*answer.may_fetch);
  if (state_ == State::kRunning) ownership_.yield(answer.wanted_back);
  if (state_ == State::kRunning)
    intake_.take(std::move(answer), now);
  else
    intake_.give_back(answer.leases);
  pump();
}

void Crawl::kept(std::vector<PageKept> pages, uint64_t found) {
  renders_.learn(pages);
  settled_.kept(pages, found, parts_.scheduler.now());
  demand_.changed();
  pump();
}

void Crawl::released(std::vector<storage::Release> releases) {
  settled_.released(releases, parts_.scheduler.now());
  demand_.changed();
  pump();
}

void Crawl::added(uint64_t) {
  ledger_.add_done();
  demand_.changed();
  pump();
}

void Crawl::asked_again(uint64_t host_key, uint64_t pages) {
  settled_.asked_again(host_key, pages);
  demand_.changed();
  pump();
}

void Crawl::to_be_rendered(PageToRender page) {
  if (state_ == State::kRunning)
    renders_.decide(std::move(page));
  else
    renders_.drop(page.work);
  pump();
}

void Crawl::robots_parsed(RobotsParsed robots) {
  if (state_ != State::kRunning) return;
  opener_.robots_parsed(std::move(robots));
  pump();
}

void Crawl::counted(storage::Stats stats) {
  const uint64_t waiting = stats.waiting + stats.due;
  ledger_.counted(std::move(stats));
  const bool was_asked = std::exchange(counting_left_, false);
  if (was_asked && state_ == State::kRunning && !pause_.is_on() && nothing_left())
    return wait_for_hosts(waiting);
  if (ledger_.shares_limit()) pump();
}

// --- Events of hosts

void Crawl::host_opened(HostKey host) {
  care_.opened(host);
  pump();
}

void Crawl::sitemaps_found(std::vector<storage::NewUrl> sitemaps) {
  ledger_.add_sent();
  parts_.pipeline.add(std::move(sitemaps));
}

void Crawl::host_in_trouble(const HostTrouble& trouble) {
  // Of a host without pages of the crawl there is nothing to wait for.
  const bool is_of_resources = resources_.is_all_of(trouble.host);
  resources_.host_in_trouble(trouble);
  if (state_ != State::kRunning) return;
  if (!is_of_resources) care_.in_trouble(trouble, parts_.scheduler.now());
  pump();
}

Snapshot Crawl::snapshot() {
  const bool stopping = state_ == State::kStopping;
  if ((state_ == State::kRunning || stopping) && ledger_.ask_for_stats()) parts_.pipeline.count();
  const Ledger::Moment moment{
      .running = state_ == State::kRunning,
      .paused = pause_.is_on(),
      .paused_for = pause_.in_all(parts_.scheduler.now()),
      .transfers = parts_.fetcher.in_flight(),
      .robots = opener_.in_flight(),
      .most_transfers = parts_.options.concurrency,
      .hosts = frontier_.hosts(),
      .unparsed = parts_.pipeline.unparsed(),
      .unkept = parts_.pipeline.unkept(),
      .waits_for_hosts = frontier_.queued() > 0 || demand_.ask_again().has_value(),
      .waits_for_parked = care_.is_waiting(),
      .store_waits = store_waits_};
  return ledger_.snapshot(moment, parts_.scheduler.now());
}

WaitingUrls Crawl::waiting() const {
  WaitingUrls waiting;
  if (pause_.is_on())
    waiting.add(WaitsFor::kResume, frontier_.queued());
  else
    waiting = frontier_.waiting();
  const uint64_t known = stats().waiting + stats().due;
  waiting.add(WaitsFor::kStore, known - std::min<uint64_t>(known, frontier_.leases_out()));
  return waiting;
}

}  // namespace crawler
