// MemoryStore: the simplest correct Store, and so its executable specification. Whole-crawl tests
// run on it; the contract suite holds every other backend against it.
// It follows shorter ways. Thread: one owner. Errors: none. Nothing survives it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "storage/history/error_shapes.h"
#include "storage/history/revisit_plan.h"
#include "storage/store/clocks.h"
#include "storage/store/store.h"

namespace storage {

class MemoryStore final : public Store {
 public:
  // A URL as the store knows it.
  struct Known {
    ground::UrlKey key;
    std::string url;
    std::string origin;
    UrlState state = UrlState::kWaiting;
    Reason reason = Reason::kNone;
    uint32_t depth = 0;
    uint8_t hops = 0;
    Role role = Role::kPage;
    uint8_t priority = 0;
    uint32_t attempts = 0;
    std::string found_on;  // URL of the page that it was discovered on, "" for a seed
    std::string detail;
    int status = 0;           // of its page
    std::string redirect_to;  // likewise
  };
  struct Page {
    std::string url;
    PageRecord page;
    std::vector<Outlink> outlinks;
    std::optional<PageTables> tables;
    std::vector<StructuredRecord> structured;
    std::optional<ArticleRecord> article;
    std::vector<SitemapRecord> sitemap;
    std::vector<FragmentRecord> fragments;
    std::optional<std::vector<uint64_t>> places;
    std::optional<ground::PageFacts> facts;
    std::optional<LastingHashes> lasting;
    bool is_rendered = false;
    std::chrono::system_clock::time_point fetched_at;
  };
  struct Run {
    RunStart start;
    std::string end_reason;  // "" while it runs
    RunEnd end;
    std::chrono::system_clock::time_point started_at;
  };

  // What an update found otherwise.
  struct Change {
    std::string url;
    ChangeKind kind = ChangeKind::kNew;
    uint32_t fields = 0;
  };

  explicit MemoryStore(Clocks clocks = {});

  ground::Result<uint64_t> add(std::span<const NewUrl> urls) override;
  ground::Result<LeaseAnswer> lease(const LeaseRequest& request) override;
  ground::Result<CommitAnswer> commit(std::span<const PageCommit> pages) override;
  ground::Result<void> release(std::span<const Release> releases) override;
  ground::Result<void> hold_hosts(std::span<const HostHold> holds) override;
  ground::Result<void> update_hosts(std::span<const HostUpdate> updates) override;
  ground::Result<void> keep_cookies(std::span<const SiteCookies> sites) override;
  ground::Result<std::vector<SiteCookies>> cookies() override;
  ground::Result<Stats> stats() override;
  ground::Result<HostExtremes> host_extremes(std::size_t n) override;
  ground::Result<WaitingHosts> waiting_hosts(std::size_t n) override;
  ground::Result<CheckCounts> check_counts() override;
  ground::Result<std::vector<std::optional<UrlOutcome>>> look_up(
      std::span<const ground::UrlKey> keys) override;
  ground::Result<std::vector<KnownUrl>> survey(const SurveyRequest& request) override;
  ground::Result<uint64_t> resettle(std::span<const Resettlement> urls) override;
  ground::Result<std::vector<NearerPage>> nearer_pages(std::size_t max_links) override;
  ground::Result<void> nearer_pages_done(std::span<const NearerPage> pages) override;
  ground::Result<UpdateBegun> begin_update(const UpdatePlan& plan) override;
  ground::Result<DueUrls> queue_due(std::size_t max) override;
  ground::Result<VisitCounts> visit_counts() override;
  ground::Result<std::optional<PastRun>> last_run() override;
  ground::Result<void> begin_settling() override;
  ground::Result<void> begin_run(const RunStart& run) override;
  ground::Result<std::string> end_run(const RunEnd& end) override;
  std::vector<std::string> query_command() const override { return {}; }

  // What tests read. Views hold until the next verb.
  const std::vector<Page>& pages() const { return pages_; }  // in the order of their commits
  const std::vector<Known>& urls() const { return urls_; }   // in the order of discovery
  const Known* find(std::string_view url) const;             // nullptr if not known
  const Page* find_page(std::string_view url) const;         // nullptr if not fetched
  const std::vector<Run>& runs() const { return runs_; }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  using Time = Milliseconds;                                 // since the store was made
  using Place = std::tuple<uint32_t, uint8_t, std::size_t>;  // lending_depth, priority, discovery

  struct Lent {
    std::size_t url = 0;
    Role role = Role::kPage;
    uint32_t depth = 0;  // its links' depths are counted from
    bool is_visit = false;
  };
  // A fetched URL that updates know of.
  struct Revisit {
    std::chrono::system_clock::time_point due, since, visited_at;
    Milliseconds interval{0};
    Observation seen;
    uint64_t errors = 0;
    bool is_queued = false;
    RevisitRank rank;  // then
    std::optional<std::chrono::system_clock::time_point> missing_since;
    bool is_gone = false;
    std::string etag, last_modified;
  };
  struct Host {
    HostRecord record;
    std::chrono::system_clock::time_point robots_at;
    std::set<Place> ready;  // due and not lent
    std::size_t out = 0;    // leases
    std::optional<Time> held_until;
    uint64_t failed = 0, bytes = 0;
    uint64_t visited = 0, visited_checks = 0;  // by the update that runs
    Milliseconds total{0};
  };

  Time now() const;
  std::size_t host_of(uint64_t key, const std::string& origin);
  Place place_of(std::size_t url) const;
  CommitAnswer offer(const NewUrl& url, const std::string& found_on);
  std::optional<Lent> take_lease(LeaseToken token, const ground::UrlKey& key);
  // It is wanted as more than it was lent as.
  bool is_outranked(const Lent& lent) const {
    return urls_[lent.url].role != lent.role || lent.is_visit != is_visit(lent.url);
  }
  std::set<Place>::const_iterator first_ready(const Host& host) const;
  std::optional<std::size_t> next_host(std::size_t max_per_host) const;
  void lend(std::size_t host, LeaseAnswer* answer);
  void take_back(std::size_t url);
  HostRecord record_of(const Host& host) const;
  void wake_due();
  std::optional<Milliseconds> nearest() const;
  void give_up(std::size_t url, const Release& release);
  const Page* page_of(std::size_t url) const;
  NearerPage nearer_page(std::size_t url) const;
  bool is_of(std::size_t url, const SurveyRequest& request) const;
  bool is_lent(std::size_t url) const;
  void forget_page(std::size_t url);
  bool settle_anew(std::size_t url, const Resettlement& wish);
  // --- Visits, in memory_visits.cc
  Revisit& known_to_updates(std::size_t url);
  void queue_visit(std::size_t url, double chance);
  void gather_due();
  void queue_or_bring_back(std::size_t url);
  bool is_visit(std::size_t url) const;
  void end_visit(const PageCommit& commit, std::size_t url, uint32_t lent_depth,
                 std::vector<std::pair<const PageCommit*, std::string>>* kept);
  void end_unvisited(std::size_t url, const Release& release);
  void visited(std::size_t url, VisitOutcome outcome, int status = 0);
  void note_new(std::size_t url, int status);
  std::optional<ChangeKind> last_change(const std::string& url) const;
  void note_shape(std::size_t url, const PageRecord& page);
  void forget_visits(std::size_t url);
  storage::Revisit revisit_of(std::size_t url) const;
  void keep_page(const PageCommit& commit, std::size_t url);
  std::vector<KnownUrl> survey_links(const SurveyRequest& request) const;
  KnownUrl known_url(std::size_t url) const;

  Clocks clocks_;
  std::chrono::steady_clock::time_point start_;
  std::vector<Known> urls_;
  std::map<ground::UrlKey, std::size_t> url_ids_;
  std::vector<Host> hosts_;
  std::unordered_map<uint64_t, std::size_t> host_ids_;
  std::unordered_map<LeaseToken, Lent> leases_;
  std::map<std::size_t, uint32_t> nearer_;  // URLs of nearer pages, with their depths
  std::set<std::pair<Time, std::size_t>> delayed_;
  LeaseToken last_token_ = 0;
  bool checks_only_ = false;
  std::size_t after_ = 0;  // hosts_[after_] has the next turn
  std::vector<Page> pages_;
  uint64_t links_ = 0;
  std::vector<Run> runs_;
  bool is_settling_ = false;  // for a run to come
  std::map<std::string, SiteCookies> cookies_;
  std::optional<UpdatePlan> plan_;
  std::map<std::size_t, Revisit> revisits_;  // by URL
  std::vector<std::size_t> gathered_;        // URLs that were due, the last one first
  std::vector<Change> changes_;
  std::map<VisitOutcome, uint64_t> visits_;    // of this run
  std::size_t changes_before_ = 0;             // of earlier runs
  std::map<std::size_t, ErrorShapes> shapes_;  // by host
};

}  // namespace storage
