// PostgresStore: the Store in a PostgreSQL database, which several processes share, see
// storage/fleet. Each host belongs to a bucket, and each bucket to one process; what a process
// writes to a bucket is fenced by that. docs/schema.md explains the tables.
// Thread: one owner.
// Errors: a failing verb may be repeated, whatever became of it; those that may pass by themselves
// say so, and the next verb connects anew.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/fleet/fleet.h"
#include "storage/history/compared_commit.h"
#include "storage/postgres/history/kept_pages.h"
#include "storage/postgres/history/postgres_shapes.h"
#include "storage/postgres/history/version_rows.h"
#include "storage/postgres/history/visited_rows.h"
#include "storage/postgres/postgres_queue.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/postgres_share.h"
#include "storage/postgres/postgres_tables.h"
#include "storage/postgres/postgres_urls.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/store/clocks.h"
#include "storage/store/store.h"
#include "storage/store/store_options.h"

namespace storage {

struct PostgresTuning {
  std::size_t key_cache_bytes = 24u << 20;
  int bucket_bits = kBucketBits;  // of a database that is made now
  // How this process joins the others: by a PostgresFleet, if nothing else is said.
  std::function<std::unique_ptr<Fleet>(const std::string& where, const FleetTiming& timing,
                                       std::size_t buckets)>
      join = {};
};

class PostgresStore final : public Store {
 public:
  static ground::Result<std::unique_ptr<PostgresStore>> open(const std::string& where,
                                                             const StoreOptions& options,
                                                             Clocks clocks = {},
                                                             const PostgresTuning& tuning = {});
  // Leaves the others, which takes a moment where the server does not answer.
  ~PostgresStore() override;

  ground::Result<uint64_t> add(std::span<const NewUrl> urls) override;
  ground::Result<LeaseAnswer> lease(const LeaseRequest& request) override;
  ground::Result<CommitAnswer> commit(std::span<const PageCommit> pages) override;
  ground::Result<void> release(std::span<const Release> releases) override;
  ground::Result<void> hold_hosts(std::span<const HostHold> holds) override;
  ground::Result<void> update_hosts(std::span<const HostUpdate> updates) override;
  ground::Result<void> keep_cookies(std::span<const SiteCookies> sites) override;
  ground::Result<std::vector<SiteCookies>> cookies() override;
  // Refused: several processes share this store, and none of them can be told what another was.
  ground::Result<void> keep_control(const ControlRecord& record) override;
  ground::Result<std::vector<ControlRecord>> controls() override {
    return std::vector<ControlRecord>();
  }
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
  // Beside others at work: an error, if they are not at an update too; else theirs, whatever the
  // plan.
  ground::Result<UpdateBegun> begin_update(const UpdatePlan& plan) override;
  ground::Result<DueUrls> queue_due(std::size_t max) override;
  ground::Result<VisitCounts> visit_counts() override;
  ground::Result<std::optional<PastRun>> last_run() override;
  ground::Result<void> begin_settling() override;
  ground::Result<void> begin_run(const RunStart& run) override;
  ground::Result<std::string> end_run(const RunEnd& end) override;
  std::vector<std::string> query_command() const override;

 private:
  struct Visiting;                                        // a page that is visited again
  struct Ending;                                          // a page whose lease ends
  struct Leaving;                                         // a lease that ends without a page
  struct BucketEnd;                                       // what ends in one bucket
  struct Settling;                                        // a URL that is settled anew
  enum class Ended : uint8_t { kDone, kChanged, kLost };  // kChanged: a row was not as it was read

  PostgresStore(std::string where, const StoreOptions& options, Clocks clocks,
                const PostgresTuning& tuning);
  ground::Result<void> connect();
  ground::Result<void> use_connection();
  ground::Result<void> join(const FleetTiming& timing);
  ground::Result<void> ready();
  ground::Result<void> hear();
  ground::Result<void> fill_times(SteadyTime asked, LeaseAnswer* answer);
  void note_nearer(const ground::UrlKey& key);
  FleetPages fleet_pages() const;
  ground::Result<void> grant_pages(uint64_t max_pages, LeaseAnswer* answer);
  ground::Error failed(ground::Error error);
  ground::Result<std::vector<UrlRow>> read_rows(std::span<const ground::UrlKey> keys);
  int64_t now_ms() const;
  int64_t wall_ms() const;

  // --- Ends of leases, in postgres_ends.cc
  ground::Result<void> commit_some(std::vector<Ending*>& all, CommitAnswer* answer);
  void add_to_bucket(Ending* page, std::vector<BucketEnd>* buckets) const;
  void settle_offered(std::span<Ending* const> pages, CommitAnswer* answer,
                      std::vector<BucketEnd>* buckets);
  ground::Result<void> number_pages(std::vector<BucketEnd>& buckets);
  static bool counts_as_page(const Ending& page);
  void note_kept(const Ending& page);
  void disown_some(std::span<const BucketEnd> buckets, std::span<const Ended> ended);
  ground::Result<std::vector<Leaving*>> release_some(std::span<Leaving* const> leaving);
  ground::Result<void> number_forbidden(std::vector<BucketEnd>& buckets);
  ground::Result<std::vector<BucketEnd>> settle_leaving(std::span<Leaving* const> leaving);

  // --- In postgres_bucket_ends.cc
  ground::Result<std::vector<Ended>> end_buckets(std::vector<BucketEnd>& buckets);
  ground::Result<bool> end_together(std::vector<BucketEnd>& buckets);
  ground::Result<std::vector<Ended>> end_each(std::vector<BucketEnd>& buckets);
  ground::Result<std::vector<Ended>> run_ends(std::vector<BucketEnd>& buckets);
  void queue_states(BucketEnd& end, SumsByHost* sums);
  void queue_kept(const BucketEnd& end);

  // --- Visits, in postgres_visits.cc
  ground::Result<void> judge_visits(std::span<Ending* const> pages, CommitAnswer* answer);
  ground::Result<void> find_visited(std::span<Ending* const> pages, CommitAnswer* answer);
  std::vector<Ending*> judge_alone(std::span<Ending* const> pages);
  ground::Result<void> compare_visited(std::span<Ending* const> pages);
  static void judge_fields(Ending& page);
  ground::Result<void> read_old(std::span<Visiting* const> visits,
                                std::span<const ground::UrlKey> keys);
  ground::Result<void> read_rows_of_rules(std::span<Ending* const> pages);
  std::optional<LastingHashes> lasting_of(const PostgresRows& kept, const CopiedPage& page,
                                          Visiting* visit) const;
  ground::Result<void> plan_next(std::span<Visiting* const> visits,
                                 std::span<const ground::UrlKey> keys);
  ground::Result<void> judge_leaving(std::span<Leaving* const> leaving);

  // --- Ends of visits, in postgres_visit_ends.cc
  ground::Result<void> tell_of_links(std::span<Ending* const> pages);
  ground::Result<void> tell_lost(const std::set<ground::UrlKey>& lost);
  ground::Result<void> hint(const ground::UrlKey& sitemap, const Ending& page);
  void queue_visit_states(BucketEnd& end, const Ending& page, SumsByHost* sums);
  void queue_changed_page(BucketEnd& end, const Ending& page, SumsByHost* sums);
  void queue_new_page(const Ending& page);
  void queue_lasting(int64_t bucket, const ground::UrlKey& key, int64_t page_id,
                     const LastingHashes& hashes);
  void queue_unvisited(BucketEnd& end, const Leaving& one, SumsByHost* sums);
  void queue_forbidden(BucketEnd& end, const Leaving& one, SumsByHost* sums);
  void queue_end_of(const ground::UrlKey& key, const Visiting& visit, const VisitRow& row);

  // --- Updates, in postgres_updates.cc and postgres_due.cc
  ground::Result<void> prepare_update(const UpdatePlan& plan, bool goes_on, bool has_other_limits);
  ground::Result<void> take_over(const UpdatePlan& plan, const std::vector<int64_t>& buckets);
  ground::Result<void> plan_anew(const UpdatePlan& plan, bool goes_on,
                                 const std::vector<int64_t>& buckets);
  ground::Result<void> wait_for_buckets();
  ground::Result<void> begin_counters(const UpdatePlan& plan, bool goes_on);
  ground::Result<void> end_update();
  ground::Result<void> unqueue_all();
  ground::Result<void> end_cut_off_update();
  ground::Result<void> count_visits_anew(const std::vector<int64_t>& buckets);
  struct Due;  // a URL that was due
  ground::Result<void> gather_due(const std::vector<int64_t>& buckets);
  ground::Result<uint64_t> queue_gathered(std::size_t max);
  ground::Result<uint64_t> queue_some_due(std::vector<ground::UrlKey> keys);
  ground::Result<void> queue_visits(const std::vector<Due>& due);
  ground::Result<void> bring_back(const std::vector<ground::UrlKey>& forbidden);
  ground::Result<void> refresh_due_times();
  ground::Result<void> queue_gained();
  ground::Result<void> end_round();
  ground::Result<void> queue_now(std::span<const ground::UrlKey> keys, bool knows_all);

  // --- Settling anew, in postgres_settling.cc
  ground::Result<std::vector<Settling>> read_settling(std::span<const Resettlement> urls);
  ground::Result<bool> write_settling(std::span<Settling> urls);
  ground::Result<void> arrive(std::span<Settling> urls);
  void forget_kept(const PostgresRows& pages, const PostgresRows& contents,
                   const PostgresRows& texts, SumsByHost* sums, PostgresTally::Change* change);
  using NearerByPlace = std::map<int64_t, std::pair<ground::UrlKey, NearerPage>>;
  ground::Result<NearerByPlace> read_nearer();
  ground::Result<void> read_deeper_links(
      std::span<std::pair<ground::UrlKey, NearerPage>* const> pages);

  const std::string where_;
  const StoreOptions options_;
  const Clocks clocks_;
  const PostgresTuning tuning_;
  const std::chrono::steady_clock::time_point start_;
  PostgresGround ground_;
  PostgresUrls urls_;
  std::optional<PostgresQueue> queue_;
  PostgresTables tables_;
  KeptPages kept_pages_;
  VersionRows versions_;
  PostgresShapes shapes_;
  const ContentKinds content_kinds_;
  std::unique_ptr<Fleet> fleet_;
  std::optional<PostgresShare> share_;
  std::set<int64_t> nearer_buckets_;  // of ours, those that may have nearer pages
  // Of an update
  std::optional<UpdatePlan> plan_;
  std::map<int64_t, int64_t> due_times_;  // of our buckets, when something is due
  std::set<int64_t> stale_due_times_;     // of these that may have changed
  std::set<int64_t> gained_;              // ours, and not looked at yet
  std::vector<std::pair<int64_t, ground::UrlKey>> gathered_;  // that were due, by place
  std::size_t next_gathered_ = 0;
  bool is_round_open_ = false;
  uint64_t batch_ = 0;
  int64_t run_id_ = 0, run_member_ = 0;
  // Pages: of this run, and of all processes before the first of those began that are at work.
  uint64_t pages_of_run_ = 0, pages_before_ = 0;
  // Of a limit of all: pages that this member was granted, and those that it has fetched.
  uint64_t granted_ = 0, spent_ = 0;
  int64_t last_fetched_at_ = 0;  // in this run; 0: nothing was
};

}  // namespace storage
