// Crawl: the ring's master. It leases URLs, lets them go when host and robots.txt allow, sends what
// was fetched to the pipeline, and knows when the crawl is over: by counting, never by waiting for
// silence. Thread: the loop's; all its events come there. No sockets, no disk, no clock of its own:
// a whole crawl runs in a test.
//
// Credits: starting a page's fetch takes one, its confirmed commit or its release gives it back.
// They bound what is in memory between fetcher and store; a URL that waits for its host or its
// robots.txt holds none.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/loop/scheduler.h"
#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/policy/trap_places.h"
#include "crawler/policy/traps.h"
#include "crawler/progress/progress.h"
#include "crawler/resolve/resolver.h"
#include "crawler/ring/host_opener.h"

namespace crawler {

// What a crawl tells the outside.
class CrawlListener {
 public:
  virtual ~CrawlListener() = default;
  virtual void page_done(const PageLine& page) = 0;
  virtual void message(const std::string& text) = 0;
  virtual void ended() = 0;  // once; the facts are in Crawl::ending()
};

struct Ending {
  std::string reason;  // finished, max-pages, max-time, interrupted, store-error
  std::string error;   // of the store
  uint64_t pages = 0, bytes = 0;
  RunClosed store;  // empty after a store error
  std::vector<TrapPlace> traps;
};

class Crawl final : public PipelineEvents, public HostOpenerListener {
 public:
  struct Parts {
    const Options& options;
    const Admission& admission;
    Resolver& resolver;
    Fetcher& fetcher;
    Pipeline& pipeline;
    Scheduler& scheduler;
    CrawlListener& listener;
  };
  explicit Crawl(const Parts& parts);

  // The most pages that are between the start of their fetch and their commit.
  static std::size_t credits(const Options& options, std::size_t parsers);

  void start(const std::vector<Seed>& seeds, std::size_t credits);
  void wake();  // the scheduler's wake-up
  // Stops leasing, lets transfers end for a while, releases the rest, closes the run.
  void stop(const std::string& reason);
  // Asks the store for fresh counts and gives what is known now.
  Snapshot snapshot();
  const Ending& ending() const { return ending_; }

  void leased(storage::LeaseAnswer answer) override;
  void kept(std::vector<PageKept> pages, uint64_t found) override;
  void released(std::vector<storage::Release> releases) override;
  void added(uint64_t fresh) override;
  void robots_parsed(RobotsParsed robots) override;
  void counted(storage::Stats stats) override;
  void closed(RunClosed facts) override;
  void store_failed(ground::Error error) override;

  void host_waits() override { pump(); }
  void host_opened(HostKey host) override;
  void host_in_trouble(const HostTrouble& trouble) override;
  void sitemaps_found(std::vector<storage::NewUrl> sitemaps) override;

 private:
  enum class State { kRunning, kStopping, kClosing, kEnded };
  using Release = storage::Release;

  // One turn: open hosts, start pages, ask for more, see whether that was all, set the next
  // wake-up.
  void pump();
  void start_pages();
  bool may_start() const;
  void start_page(storage::Lease lease);
  storage::Reason refusal(const storage::Lease& lease);
  // Gives up the leases of hosts that are one too many under their domain.
  void refuse_hosts(storage::LeaseAnswer& answer);
  void ask_for_leases();
  bool nothing_left() const;
  void close(const std::string& reason);
  void set_wake_up();
  void set_hurry();

  void fetched(storage::Lease lease, FetchedPage page);
  // What to do with an answer instead of keeping it, if it is worth another try.
  std::optional<Release> retry_instead(const storage::Lease& lease, const FetchedPage& page);
  void courtesy_hold(HostKey host, Milliseconds wait);
  void mind_failures(HostKey host, const std::string& detail);
  // Gives the queued URLs of a host back to the store.
  void give_back(HostKey host);
  void hold_in_store(HostKey host, Milliseconds delay);
  void park(HostKey host, const std::string& why);
  void send(std::vector<Release> releases);
  void send(const storage::Lease& lease, Release release);
  void tell(const storage::Lease& lease, const Release& release);
  Bottleneck bottleneck() const;

  Parts parts_;
  Frontier frontier_;
  RobotsGate gate_;
  HostOpener opener_;
  TrapGuard traps_;
  TrapPlaces trap_places_;
  State state_ = State::kRunning;
  bool pumping_ = false, pump_again_ = false;
  bool in_doubt_ = false;  // the last pages may be a trap's, and the guard must hear of more soon
  bool hurried_ = false;

  std::size_t credits_ = 0, credits_out_ = 0;
  std::size_t pages_in_flight_ = 0;  // transfers of pages
  std::size_t bytes_in_pipeline_ = 0;
  std::size_t adds_out_ = 0, releases_out_ = 0;
  std::size_t leases_per_host_ = 0;  // asked for last; 0: not asked yet
  bool lease_out_ = false;
  bool dry_ = false;  // the last answer had all there was, and nothing has changed since
  std::optional<TimePoint> ask_again_;
  std::optional<TimePoint> deadline_, stop_deadline_, wake_up_;
  TimePoint started_{};
  std::string stop_reason_;
  std::vector<storage::UrlKey> seeds_;
  std::unordered_map<HostKey, uint64_t> pages_of_host_;  // only with --max-per-host
  std::unordered_map<HostKey, uint32_t> troubles_;       // failed openings in a row
  std::deque<std::pair<TimePoint, HostKey>> parked_;     // and when to ask them again
  parser::Url url_;                                      // reused

  uint64_t pages_ = 0, bytes_ = 0, errors_ = 0;
  storage::Stats stats_;
  bool counting_ = false;
  Ending ending_;
};

}  // namespace crawler
