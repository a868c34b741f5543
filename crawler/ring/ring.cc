// This file only builds and connects. The order of the members is the order of construction, and so
// the reverse is the order of destruction: the pipeline's threads end first, then whatever they
// still posted is dropped with the loop. Signals, the progress line and the limits of the system
// are here too, so that Crawl stays free of the outside world.
#include "crawler/ring/ring.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "crawler/control/control_socket.h"
#include "crawler/control/steering.h"
#include "crawler/fetch/cookie_file.h"
#include "crawler/fetch/cookie_jar.h"
#include "crawler/fetch/curl_fetcher.h"
#include "crawler/fetch/file_limit.h"
#include "crawler/fetch/tls_roots.h"
#include "crawler/login/login_rules.h"
#include "crawler/login/session_fetcher.h"
#include "crawler/loop/event_loop.h"
#include "crawler/metrics/metrics_server.h"
#include "crawler/metrics/metrics_text.h"
#include "crawler/options/live_options.h"
#include "crawler/options/option_values.h"
#include "crawler/pipeline/run_end.h"
#include "crawler/pipeline/threaded_pipeline.h"
#include "crawler/progress/progress.h"
#include "crawler/render/browser.h"
#include "crawler/render/renderer.h"
#include "crawler/resolve/ares_resolver.h"
#include "crawler/ring/cookie_keeping.h"
#include "crawler/ring/crawl.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

// 128 + SIGINT: what shells and the command line's contract call "interrupted".
constexpr int kInterruptedStatus = 130;

CurlSettings curl_settings(const Options& options) {
  CurlSettings settings;
  settings.timeout = options.timeout;
  settings.connect_timeout = options.connect_timeout;
  settings.concurrency = options.concurrency;
  settings.wanted_types = options.fetch_types;
  settings.user_agent = options.user_agent.empty() ? default_user_agent() : options.user_agent;
  for (const std::string& header : options.headers)
    (may_be_secret(header) ? settings.home_headers : settings.headers).push_back(header);
  settings.headers.insert(settings.headers.end(), options.headers_everywhere.begin(),
                          options.headers_everywhere.end());
  settings.cookie_file = options.cookie_file;
  settings.proxy = options.proxy;
  settings.auth = options.auth;
  settings.ca_file = options.ca_file;
  settings.insecure = options.insecure;
  return settings;
}

ParserSettings parser_settings(const Options& options, std::size_t threads,
                               const parser::PageWishes& wishes, StageTimes* times) {
  ParserSettings settings;
  settings.threads = threads;
  settings.wishes = wishes;
  settings.limits.max_body_bytes = options.max_body;
  settings.keep_bodies = options.keep_bodies;
  settings.render = options.render;
  settings.robots_agent = robots_token(options);
  settings.times = times;
  return settings;
}

ResolverLimits resolver_limits(const Options& options) {
  ResolverLimits limits;
  limits.timeout = std::min(limits.timeout, options.timeout);
  return limits;
}

// Who started us under nohup(1) wants no hangup.
bool is_ignored(int signal) {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

// The loop as the crawl sees it: a clock and one wake-up.
class LoopScheduler final : public Scheduler {
 public:
  LoopScheduler(EventLoop& loop, Task wake) : loop_(loop), timer_(loop, std::move(wake)) {}
  TimePoint now() const override { return loop_.now(); }
  std::chrono::system_clock::time_point wall_now() const override {
    return std::chrono::system_clock::now();
  }
  void wake_at(TimePoint when) override {
    // Rounded up: a wake-up that comes early would only set itself again.
    timer_.set(std::max(Milliseconds{0}, std::chrono::ceil<Milliseconds>(when - now())));
  }

 private:
  EventLoop& loop_;
  Timer timer_;
};

parser::PageWishes page_wishes(const Options& options, const parser::Rules* rules) {
  parser::PageWishes wishes;
  wishes.rules = rules;
  wishes.structured = options.structured;
  wishes.markdown = options.keep_markdown;
  wishes.places = options.check.fragments;
  return wishes;
}

std::string trouble_of(const storage::UrlOutcome& seed) {
  if (seed.state == storage::UrlState::kWaiting) return "waiting";
  if (seed.state == storage::UrlState::kFetched) return fmt::format("status {}", seed.status);
  return std::string(name_of(seed.reason));
}

bool is_of_one_domain(const parser::Url& seed, const std::string& target) {
  parser::Url url;
  return url.assign(target) == parser::UrlStatus::kOk &&
         parser::registrable_domain(url.host()) == parser::registrable_domain(seed.host());
}

// With as many transfers as there may be open files for.
Options within_files(const Options& options, std::size_t files) {
  Options fitting = options;
  fitting.concurrency = std::min(options.concurrency, transfers_within(files));
  // While one is logged in, nothing logs out.
  if (!options.login.empty()) fitting.exclude.emplace_back(kLogoutPattern);
  return fitting;
}

LoginRules login_of(const Options& options) {
  auto rules = read_login(options.login);
  if (!rules) throw std::runtime_error(rules.error().message);
  if (!options.cookies)
    throw std::runtime_error(
        "--login needs the cookies that the site sets: leave out --cookies no");
  return std::move(*rules);
}

}  // namespace

// The parts in the order in which they may be built, destroyed in the reverse. The
// pipeline's threads end first; what they posted is dropped with the loop.
class Ring::Machine final : public CrawlListener {
 public:
  Machine(const Options& options, const std::vector<Seed>& seeds, storage::Store& store,
          const parser::PageWishes& wishes)
      : options_(options),
        seeds_(seeds),
        threads_(options.parsers > 0 ? options.parsers
                                     : std::max(1u, std::thread::hardware_concurrency())),
        admission_(options, seeds),
        progress_(options, STDERR_FILENO, isatty(STDERR_FILENO) != 0),
        jar_(options.cookies ? jar_of(store, options) : nullptr),
        known_(stats_of(store)),
        fetcher_(loop_, fetcher_settings()),
        session_(session_of(options)),
        resolver_(loop_, resolver_limits(options)),
        scheduler_(loop_, [this] { crawl_->wake(); }),
        events_(*this),
        pipeline_(parser_settings(options, threads_, wishes, &times_), admission_, store, loop_,
                  events_, credits()),
        crawl_(std::make_unique<Crawl>(Crawl::Parts{options_, admission_, resolver_, fetcher(),
                                                    pipeline_, scheduler_, *this, kept_jar(),
                                                    renderer_maker()})),
        progress_timer_(loop_, [this] { show_progress(); }) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
      if (signal != SIGHUP || !is_ignored(SIGHUP))
        signals_.push_back(std::make_unique<SignalWatch>(loop_, signal, [this, signal] {
          signal == SIGHUP&& reload_ ? reload() : interrupted();
        }));
  }

  SummaryFacts run() {
    if (!options_.metrics.empty()) serve_metrics();
    crawl_->start(seeds_, credits(), std::move(known_));
    if (steering_) steering_->restore(standing_);
    progress_timer_.set(progress_.interval());
    loop_.run();
    const RunClosed& closed = crawl_->ending().store;
    warn_anew(closed.stats.warning);
    if (!closed.untidied.empty()) progress_.warning(closed.untidied);
    progress_.finish();
    return facts();
  }

  void when_idle(std::function<void()> use) { when_idle_ = std::move(use); }
  void reload_by(std::function<std::optional<Options>(std::string&)> read) {
    reload_ = std::move(read);
  }

  void steer(std::vector<storage::ControlRecord> standing) {
    standing_ = std::move(standing);
    steering_ = std::make_unique<Steering>(
        Steering::Parts{*crawl_, options_, [this](const std::string& words) { message(words); },
                        [this] { progress_.set_limits(options_); }});
    auto socket = ControlSocket::open(loop_, options_.db,
                                      [this](std::string_view line, Steering::Reply reply) {
                                        steering_->ask(line, std::move(reply));
                                      });
    if (socket)
      control_ = std::move(*socket);
    else
      progress_.warning("crawl ctl can't be used: " + socket.error().message);
  }

  void page_done(const PageLine& page) override {
    if (page.status != 0) times_.fetch.count(page.total);
    progress_.page(page);
  }
  void message(const std::string& text) override { progress_.message(text); }
  void warning(const std::string& text) override { progress_.warning(text); }
  void idle() override {
    if (when_idle_) when_idle_();
  }
  void control_kept(const ControlKept& kept) override {
    if (steering_) steering_->kept(kept);
  }
  void ended() override { loop_.stop(); }

 private:
  // A session is neither kept nor taken up: who may read the file could use it.
  static std::unique_ptr<CookieJar> jar_of(storage::Store& store, const Options& options) {
    auto jar = std::make_unique<CookieJar>();
    if (!options.login.empty()) return jar;
    if (auto restored = restore_cookies(store, *jar, std::time(nullptr)); !restored)
      throw std::runtime_error(restored.error().message);
    return jar;
  }

  CookieJar* kept_jar() { return options_.login.empty() ? jar_.get() : nullptr; }

  std::unique_ptr<SessionFetcher> session_of(const Options& options) {
    if (options.login.empty()) return nullptr;
    return std::make_unique<SessionFetcher>(
        loop_, fetcher_, login_of(options),
        [this](const std::string& words) { progress_.warning(words); });
  }

  Fetcher& fetcher() {
    if (session_ != nullptr) return *session_;
    return fetcher_;
  }

  static storage::Stats stats_of(storage::Store& store) {
    auto stats = store.stats();
    if (!stats) throw std::runtime_error(stats.error().message);
    return std::move(*stats);
  }

  CurlSettings fetcher_settings() {
    CurlSettings settings = curl_settings(options_);
    settings.jar = jar_.get();
    settings.out_of_files = [this] {
      progress_.warning("too many open files: downloads are waiting; raise ulimit -n or lower -c");
    };
    return settings;
  }

  std::function<std::unique_ptr<PageRenderer>(ResourceSource&)> renderer_maker() {
    if (options_.render == Render::kNever) return {};
    return [this](ResourceSource& source) {
      Renderer::Settings settings;
      settings.program = find_browser(options_.chromium);
      settings.unconfined = options_.render_unconfined;
      settings.tabs = options_.render_tabs > 0 ? options_.render_tabs
                                               : std::max(1u, std::thread::hardware_concurrency());
      settings.tab.timeout = options_.render_timeout;
      settings.tab.post = options_.render_post;
      settings.tab.keep_bodies = options_.keep_bodies;
      settings.tab.screenshots = options_.screenshots;
      settings.tab.is_blocked = [this](const std::string& url) {
        return admission_.blocks_resource(url);
      };
      settings.warn = [this](const std::string& words) { progress_.warning(words); };
      return std::make_unique<Renderer>(loop_, std::move(settings), source);
    };
  }

  std::size_t credits() const { return Ledger::credits_for(options_.concurrency, threads_); }

  // The store's warnings come with each of its counts.
  void warn_anew(const std::string& words) {
    if (words == store_warning_) return;
    store_warning_ = words;
    if (!words.empty()) progress_.warning(words);
  }

  void serve_metrics() {
    auto server = MetricsServer::open(loop_, options_.metrics, [this] { return metrics(); });
    if (!server) return progress_.warning(server.error().message);
    metrics_ = std::move(*server);
    progress_.message("metrics at " + metrics_->url());
  }

  std::string metrics() {
    const ProcessCost cost = process_cost();
    MetricsFacts facts{crawl_->snapshot(), crawl_->stats(),     times_,     crawl_->waiting(),
                       cost.cpu,           cost.resident_bytes, started_at_};
    most_pages_ = facts.now.pages = std::max(most_pages_, facts.now.pages);
    return metrics_text(facts);
  }

  void interrupted() {
    if (interrupted_) _exit(kInterruptedStatus);
    interrupted_ = true;
    progress_.warning(
        "Stopping: waiting up to 5 s for running downloads; Ctrl-C again stops now. Saved pages "
        "are safe.");
    crawl_->stop(storage::EndReason::kInterrupted);
  }

  void reload() {
    std::string problem;
    const auto wanted = reload_(problem);
    if (!wanted) return progress_.warning("the options stay as they were: " + problem);
    const auto others = change_while_running(live_, *wanted);
    crawl_->change(live_);
    progress_.message(
        "the options were read again: delays, slots and settings of hosts are as they say");
    if (!others.empty())
      progress_.warning(fmt::format("what can't change while a crawl runs is as it was: {}",
                                    fmt::join(others, ", ")));
  }

  void show_progress() {
    progress_.update(crawl_->snapshot());
    progress_timer_.set(progress_.interval());
  }

  SummaryFacts facts() {
    const Ending& ending = crawl_->ending();
    SummaryFacts facts;
    facts.end_reason = ending.reason;
    facts.error = ending.error;
    facts.elapsed = ending.elapsed;
    facts.paused = ending.paused;
    if (steering_ && steering_->has_limit("max-pages")) facts.max_pages = options_.max_pages;
    if (steering_ && steering_->has_limit("max-time")) facts.max_time = options_.max_time;
    facts.run_pages = ending.pages;
    facts.run_files = ending.files;
    facts.run_checks = ending.checks;
    facts.checks = ending.store.checks;
    facts.visits = ending.store.visits;
    facts.run_bytes = ending.bytes;
    facts.stats = ending.store.stats;
    facts.traps = ending.traps;
    facts.waiting = ending.store.waiting;
    for (const auto& host : ending.store.slowest)
      facts.slowest.push_back({host.origin, host.pages, host.failed, host.mean, host.last_error});
    for (const auto& host : ending.store.most_failing)
      facts.most_failing.push_back(
          {host.origin, host.pages, host.failed, host.mean, host.last_error});
    for (std::size_t i = 0; i < std::min(seeds_.size(), ending.store.seeds.size()); ++i) {
      const auto& seed = ending.store.seeds[i];
      const LeftOut end = i < ending.store.left_out.size() ? ending.store.left_out[i] : LeftOut();
      if (!end.url.empty())
        facts.seed_detours.push_back({std::string(seeds_[i].url.href()), end.url, end.reason,
                                      is_of_one_domain(seeds_[i].url, end.url)});
      if (!seed || (seed->state == storage::UrlState::kFetched && !is_unavailable(*seed))) continue;
      facts.seed_troubles.push_back(
          {std::string(seeds_[i].url.href()), seeds_[i].origin, trouble_of(*seed), seed->detail});
    }
    return facts;
  }

  // Events reach the crawl through this: the pipeline is made before the crawl that it serves.
  class Events final : public PipelineEvents {
   public:
    explicit Events(Machine& machine) : machine_(machine) {}
    void leased(storage::LeaseAnswer answer) override {
      machine_.crawl_->leased(std::move(answer));
    }
    void kept(std::vector<PageKept> pages, uint64_t found) override {
      machine_.crawl_->kept(std::move(pages), found);
    }
    void released(std::vector<storage::Release> r) override {
      machine_.crawl_->released(std::move(r));
    }
    void added(uint64_t fresh) override { machine_.crawl_->added(fresh); }
    void asked_again(uint64_t host_key, uint64_t pages) override {
      machine_.crawl_->asked_again(host_key, pages);
    }
    void robots_parsed(RobotsParsed robots) override {
      machine_.crawl_->robots_parsed(std::move(robots));
    }
    void to_be_rendered(PageToRender page) override {
      machine_.crawl_->to_be_rendered(std::move(page));
    }
    void counted(storage::Stats stats) override {
      machine_.warn_anew(stats.warning);
      machine_.crawl_->counted(std::move(stats));
    }
    void due_queued(storage::DueUrls due) override { machine_.crawl_->due_queued(due); }
    void control_kept(ControlKept kept) override { machine_.crawl_->control_kept(std::move(kept)); }
    void closed(RunClosed facts) override { machine_.crawl_->closed(std::move(facts)); }
    void store_waits(ground::Error error) override {
      machine_.crawl_->store_waits(std::move(error));
    }
    void store_goes_on() override { machine_.crawl_->store_goes_on(); }
    void store_failed(ground::Error error) override {
      machine_.crawl_->store_failed(std::move(error));
    }

   private:
    Machine& machine_;
  };

  Options options_;  // changed by Steering alone, on the loop
  const std::vector<Seed>& seeds_;
  const std::size_t threads_;
  Admission admission_;
  StageTimes times_;
  EventLoop loop_;
  Progress progress_;
  std::unique_ptr<CookieJar> jar_;  // null: --cookies no
  storage::Stats known_;            // by the store, before the start
  CurlFetcher fetcher_;
  std::unique_ptr<SessionFetcher> session_;  // null: nobody logs in
  AresResolver resolver_;
  LoopScheduler scheduler_;
  Events events_;
  ThreadedPipeline pipeline_;
  std::unique_ptr<Crawl> crawl_;
  std::vector<storage::ControlRecord> standing_;
  std::unique_ptr<Steering> steering_;  // null: nobody steers
  std::unique_ptr<ControlSocket> control_;
  const double started_at_ = static_cast<double>(std::time(nullptr));
  uint64_t most_pages_ = 0;  // a page that is asked again is none for a while, and no counter falls
  std::unique_ptr<MetricsServer> metrics_;
  Timer progress_timer_;
  std::vector<std::unique_ptr<SignalWatch>> signals_;
  std::string store_warning_;
  std::function<void()> when_idle_;
  std::function<std::optional<Options>(std::string&)> reload_;
  Options live_ = options_;  // with what has changed since
  bool interrupted_ = false;
};

void Ring::check_files(const Options& options) {
  // What is none, a pipe, can be read only once.
  const auto is_file = [](const std::string& path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
  };
  if (is_file(options.cookie_file)) (void)CookieFile(options.cookie_file);
  if (is_file(options.ca_file)) (void)TlsRoots(options.ca_file);
  if (!options.login.empty()) (void)login_of(options);
  if (options.render == Render::kNever || !find_browser(options.chromium).empty()) return;
  throw std::runtime_error(
      options.chromium.empty()
          ? "--render needs Chromium: install chromium-headless-shell, or name one by --chromium"
          : "--chromium " + options.chromium + " names no program that can be started");
}

Ring::Ring(const Options& options, const std::vector<Seed>& seeds, storage::Store& store,
           const parser::Rules* rules) {
  const std::size_t files = raise_file_limit();
  const Options fitting = within_files(options, files);
  machine_ = std::make_unique<Machine>(fitting, seeds, store, page_wishes(options, rules));
  if (fitting.concurrency < options.concurrency)
    machine_->warning(
        fmt::format("only {} files may be open (ulimit -n): running {} downloads at a time, not {}",
                    files, fitting.concurrency, options.concurrency));
}

Ring::~Ring() = default;

void Ring::reload_by(std::function<std::optional<Options>(std::string& problem)> read) {
  machine_->reload_by(std::move(read));
}

void Ring::when_idle(std::function<void()> use) { machine_->when_idle(std::move(use)); }

void Ring::steer(std::vector<storage::ControlRecord> standing) {
  machine_->steer(std::move(standing));
}

SummaryFacts Ring::run() { return machine_->run(); }

}  // namespace crawler
