// SqliteStore: the Store in one file, open to any SQL tool while it is written. WAL, one writer,
// leases in memory. docs/schema.md explains the file.
// Thread: one owner.
// Errors: a failing verb has changed nothing, in the file or in memory, and may be repeated.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/database/database.h"
#include "storage/file/file_identity.h"
#include "storage/file/file_lock.h"
#include "storage/lasting/lasting_table.h"
#include "storage/sqlite/journal_watch.h"
#include "storage/sqlite/sqlite_hosts.h"
#include "storage/sqlite/sqlite_pages.h"
#include "storage/sqlite/sqlite_queue.h"
#include "storage/sqlite/sqlite_revisits.h"
#include "storage/sqlite/sqlite_shapes.h"
#include "storage/sqlite/sqlite_tables.h"
#include "storage/sqlite/sqlite_tally.h"
#include "storage/sqlite/sqlite_urls.h"
#include "storage/sqlite/sqlite_versions.h"
#include "storage/store/clocks.h"
#include "storage/store/store.h"
#include "storage/store/store_options.h"

namespace storage {

// What only this store has, as it was measured best (bench/store_bench.cc); here so that the bench
// can ask for others.
struct SqliteTuning {
  int page_bytes = 8192;
  int wal_autocheckpoint_pages = 8000;
  std::size_t key_cache_bytes = 24u << 20;
  std::size_t gathered_keys = 4096;  // at least so many; more of many URLs
  // How long a verb waits for another program's lock; then its trouble is transient, and who called
  // it waits. (While the store is opened and a run begun nobody does, and the wait is
  // kBusyPatience.)
  Milliseconds busy_patience{1'000};
  // The most that SQLite may keep of the file. It takes less while there are few URLs to look up.
  std::size_t cache_bytes = 128u << 20;
  bool build_report_indexes = true;  // when a run ends: indexes only reports need
};

class SqliteStore final : public Store {
 public:
  static ground::Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                           const StoreOptions& options,
                                                           Clocks clocks = {},
                                                           const SqliteTuning& tuning = {});
  ~SqliteStore() override;

  ground::Result<uint64_t> add(std::span<const NewUrl> urls) override;
  ground::Result<LeaseAnswer> lease(const LeaseRequest& request) override;
  ground::Result<CommitAnswer> commit(std::span<const PageCommit> pages) override;
  ground::Result<void> release(std::span<const Release> releases) override;
  ground::Result<void> hold_hosts(std::span<const HostHold> holds) override;
  ground::Result<void> update_hosts(std::span<const HostUpdate> updates) override;
  ground::Result<void> keep_cookies(std::span<const SiteCookies> sites) override;
  ground::Result<std::vector<SiteCookies>> cookies() override;
  ground::Result<void> keep_control(const ControlRecord& record) override;
  ground::Result<std::vector<ControlRecord>> controls() override;
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
  std::vector<std::string> query_command() const override { return {"sqlite3", db_->path()}; }

  // What waits in the journal to be merged; much when a reader stays for long.
  uint64_t journal_bytes() const { return identity_.journal_bytes(); }

 private:
  struct Write;  // a write verb: its transaction, and what memory does at its end
  struct Ended {
    const PageCommit* commit;
    SqlitePages::Origin origin;
    std::optional<SqliteVersions::Change> change = {};  // of a page that was kept before
    std::string old_rows = {};                          // its change views it
    Role role = Role::kPage;
    int64_t host = 0;
  };

  SqliteStore(FileLock lock, std::unique_ptr<Database> db, const StoreOptions& options,
              Clocks clocks, const SqliteTuning& tuning, LeaseToken first_token);
  ground::Result<void> prepare_tables();
  ground::Result<void> requeue_delayed();
  ground::Result<void> move_due();
  std::optional<SqliteUrls::Waiting> waiting_of(const SqliteQueue::Lent& lent);
  void take_from_queue(const QueuePlace& place);
  void end_fetched(std::span<const PageCommit> pages, Write* write, std::vector<Ended>* ended,
                   std::vector<LeaseToken>* stale);
  void count_page(const SqliteQueue::Lent& lent, const PageRecord& page);
  void uncount_page(int64_t host, Role role, const SqlitePages::Forgotten& page);
  SqliteUrls::Counts keep(std::span<const Ended> ended);
  void forget_checks();
  void end_unfetched(const Release& release, const SqliteQueue::Lent& lent);
  // --- Visits, in sqlite_visits.cc
  void end_visit(const PageCommit& commit, const SqliteQueue::Lent& lent, Write* write,
                 std::vector<Ended>* ended, std::vector<LeaseToken>* stale);
  SqliteRevisits::Visit visit_of(const SqliteQueue::Lent& lent, std::string_view url);
  void judge_visit(const PageCommit& commit, const SqliteUrls::Fetched& known,
                   SqliteRevisits::Visit* visit, std::vector<Ended>* ended);
  void confirm_missing(const SqliteRevisits::Known& known, SqliteRevisits::Visit* visit,
                       int64_t page_id);
  void keep_old(const Ended& ended);
  void note_new(const SqliteQueue::Lent& lent, const PageRecord& page, int64_t page_id, int64_t at);
  void end_unvisited(const Release& release, const SqliteQueue::Lent& lent);
  void forbid(const Release& release, const SqliteQueue::Lent& lent,
              const SqliteUrls::Fetched& known);
  void bring_back(const SqliteRevisits::Due& due);
  ground::Result<void> prepare_update(const UpdatePlan& plan);
  ground::Result<void> end_update();

  ground::Result<uint64_t> settle_anew(std::span<const Resettlement> urls);
  bool settle_anew(const Resettlement& url);
  ground::Result<void> write_run(const RunStart& run);
  ground::Result<void> close_run(const RunEnd& end, const Stats& counts);
  void set_cache(std::size_t bytes);
  // As much cache as the URLs that are known need.
  void fit_cache();
  ground::Result<void> tidy();
  bool is_cheaper_indexed_at_end() const;
  ground::Result<void> index_for_reports();
  int64_t now_ms() const;
  int64_t wall_ms() const;

  FileLock lock_;
  FileIdentity identity_;
  JournalWatch journal_;
  std::string warning_;  // what it said last
  std::unique_ptr<Database> db_;
  StoreOptions options_;
  SqliteTuning tuning_;
  Clocks clocks_;
  std::chrono::steady_clock::time_point start_;
  SqliteTally tally_;
  SqliteHosts hosts_;
  SqliteQueue queue_;
  SqliteUrls urls_;
  LastingTable lasting_;
  SqlitePages pages_;
  SqliteTables tables_;
  SqliteRevisits revisits_;
  SqliteVersions versions_;
  SqliteShapes shapes_;
  std::vector<SqliteUrls::Offer> offers_;
  uint64_t visited_ = 0;  // by the verb that runs: visits that left a page as it was, too
  uint64_t batch_ = 0;
  int64_t run_id_ = 0;
  int64_t last_fetched_at_ = 0;  // in this run; 0: nothing was
  std::size_t cache_bytes_ = 0;
  bool indexes_dropped_ = false;  // in this session
  uint64_t kept_links_ = 0;       // in this session
};

}  // namespace storage
