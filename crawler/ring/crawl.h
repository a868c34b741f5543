// Crawl: the ring's master. It leases URLs, lets them go when host and robots.txt allow, sends what
// was fetched to the pipeline, and knows when the crawl is over: by counting, never by waiting for
// silence. Thread: the loop's; all its events come there. No sockets, no disk, no clock of its own:
// a whole crawl runs in a test. What it counts is in its Ledger, what it does about hosts in
// trouble in its HostCare; leases come in by its LeaseIntake and end in its SettledLeases.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crawler/control/steered.h"
#include "crawler/fetch/cookie_jar.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/loop/scheduler.h"
#include "crawler/loop/wake_up.h"
#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "crawler/policy/fetch_guard.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/policy/trap_places.h"
#include "crawler/progress/progress.h"
#include "crawler/render/page_renderer.h"
#include "crawler/render/resource_source.h"
#include "crawler/resolve/resolver.h"
#include "crawler/ring/cookie_keeping.h"
#include "crawler/ring/crawl_listener.h"
#include "crawler/ring/host_care.h"
#include "crawler/ring/host_opener.h"
#include "crawler/ring/lease_intake.h"
#include "crawler/ring/lease_returns.h"
#include "crawler/ring/ledger.h"
#include "crawler/ring/ownership.h"
#include "crawler/ring/page_fetches.h"
#include "crawler/ring/page_renders.h"
#include "crawler/ring/pause.h"
#include "crawler/ring/resource_fetches.h"
#include "crawler/ring/settled_leases.h"

namespace crawler {

struct Ending {
  std::string reason;  // name_of(EndReason)
  std::string error;   // of the store
  uint64_t pages = 0, files = 0, checks = 0, bytes = 0;
  Milliseconds elapsed{0};  // until then
  Milliseconds paused{0};   // of it
  RunClosed store;          // empty after a store error
  std::vector<TrapPlace> traps;
};

class Crawl final : public PipelineEvents, public HostOpenerListener, public Steered {
 public:
  struct Parts {
    const Options& options;
    const Admission& admission;
    Resolver& resolver;
    Fetcher& fetcher;
    Pipeline& pipeline;
    Scheduler& scheduler;
    CrawlListener& listener;
    CookieJar* jar = nullptr;  // the fetcher's, to be kept in the store; null: there is none
    // Makes what renders pages, whose requests go to this source; empty: none are rendered.
    std::function<std::unique_ptr<PageRenderer>(ResourceSource&)> make_renderer = {};
  };
  explicit Crawl(const Parts& parts);

  // `known`: the store's counts before.
  void start(const std::vector<Seed>& seeds, std::size_t credits, storage::Stats known = {});
  // Delays, slots and settings of hosts are from now on those of `options`.
  void change(const Options& options);
  void wake();  // the scheduler's wake-up
  // Stops leasing, lets transfers end for a while, releases the rest, closes the run. A store in
  // trouble that may pass is waited for no longer than the transfers.
  void stop(storage::EndReason reason);

  bool is_running() const override { return state_ == State::kRunning; }
  bool is_paused() const override { return pause_.is_on(); }
  void pause() override;
  void resume() override;
  void stop_by_hand() override { stop(storage::EndReason::kStopped); }
  void set_pace(PaceOf pace, std::size_t most_slots) override;
  SkipPatterns& skips() override { return guard_.skips(); }
  void limits_changed() override;
  void keep_control(ControlWork work) override;

  // Asks the store for fresh counts and gives what is known now.
  Snapshot snapshot() override;
  const storage::Stats& stats() const { return ledger_.stats(); }  // as counted last
  // Those in the store by the counts of stats(). Cost: O(hosts in memory).
  WaitingUrls waiting() const;
  const Ending& ending() const { return ending_; }

  void leased(storage::LeaseAnswer answer) override;
  void kept(std::vector<PageKept> pages, uint64_t found) override;
  void released(std::vector<storage::Release> releases) override;
  void added(uint64_t fresh) override;
  void asked_again(uint64_t host_key, uint64_t pages) override;
  void robots_parsed(RobotsParsed robots) override;
  void to_be_rendered(PageToRender page) override;
  void counted(storage::Stats stats) override;
  void due_queued(storage::DueUrls due) override;
  void control_kept(ControlKept kept) override;
  void closed(RunClosed facts) override;
  void store_waits(ground::Error error) override;
  void store_goes_on() override;
  void store_failed(ground::Error error) override;

  void host_waits() override { pump(); }
  void host_opened(HostKey host) override;
  void host_in_trouble(const HostTrouble& trouble) override;
  void sitemaps_found(std::vector<storage::NewUrl> sitemaps) override;

 private:
  enum class State { kRunning, kStopping, kClosing, kEnded };

  void work();
  void expect_slots();
  // One turn: open hosts, start pages, ask for more, see whether that was all, set the next
  // wake-up.
  void pump();
  void turn();
  bool nothing_left() const;
  // Nothing is left to do but to wait for parked hosts that have URLs, if any.
  void end_or_wait();
  void wait_for_hosts(uint64_t waiting);
  // Of a crawl that goes on for ever: nothing is left until something is due again.
  void wait_for_due();
  void close(storage::EndReason reason);
  // All that is under way between frontier and pipeline.
  void drop_all();
  void note_ending(storage::EndReason reason);
  void set_wake_up();
  void set_hurry();

  Parts parts_;
  HostTable hosts_;
  Ledger ledger_;
  Frontier frontier_;
  RobotsGate gate_;
  FetchGuard guard_;
  LeaseDemand demand_;
  LeaseReturns returns_;
  HostCare care_;
  HostOpener opener_;
  ResourceFetches resources_;
  std::unique_ptr<PageRenderer> renderer_;  // null: none
  PageRenders renders_;
  PageFetches pages_;
  LeaseIntake intake_;
  SettledLeases settled_;
  Ownership ownership_;
  CookieKeeping cookies_;
  WakeUp wake_up_;
  Pause pause_;
  std::size_t per_host_ = parts_.options.per_host, most_steered_slots_ = 0;
  State state_ = State::kRunning;
  bool pumping_ = false, pump_again_ = false;
  bool hurried_ = false;
  bool store_waits_ = false;
  bool counting_left_ = false;  // what is left when there is nothing to do, if anything
  bool asked_for_due_ = false;
  std::optional<TimePoint> deadline_, stop_deadline_, due_at_, recount_at_;
  storage::EndReason stop_reason_ = storage::EndReason::kFinished;
  std::vector<ground::UrlKey> seeds_;
  Ending ending_;
};

}  // namespace crawler
