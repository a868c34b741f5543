// The url table: which URLs are known, and what an offer of one changes. A batch's keys that the
// cache does not answer are looked up and inserted in sorted order, hosts together, so neighbours
// share B-tree leaves; ids follow discovery, so the table appends.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"
#include "storage/sqlite/sqlite_hosts.h"
#include "storage/sqlite/sqlite_keys.h"
#include "storage/sqlite/sqlite_queue.h"
#include "storage/sqlite/sqlite_tally.h"
#include "storage/store/key_cache.h"
#include "storage/store/records.h"

namespace storage {

class SqliteUrls {
 public:
  struct Settings {
    std::size_t cache_bytes = 0, gathered_keys = 0;
    bool follows_shorter_ways = false;
  };
  SqliteUrls(Database& db, SqliteHosts& hosts, SqliteQueue& queue, SqliteTally& tally,
             const Settings& settings);
  // After the tables are known to be there: reads what an earlier session left to be tidied up.
  void load() { keys_.load(); }
  // Before the end of a session. In a write transaction of its own.
  void tidy() { keys_.merge_all(); }

  struct Offer {
    const NewUrl* url = nullptr;
    int64_t found_on = 0;  // a URL's id, 0 for a seed
    int64_t id = 0;        // the answer
  };
  struct Counts {
    uint64_t new_urls = 0, new_waiting = 0;
  };
  // Offers the URLs as Store::add() says and fills in their ids. In a write transaction.
  Counts offer(std::span<Offer> offers);

  // What the last offers made wait again that was checked: the page is to be forgotten.
  struct TakenBack {
    int64_t url = 0;
    int64_t host = 0;
    int64_t page_id = 0;
    SqliteQueue::Entry waiting;  // not queued yet: as a visit it may stand at the same place
  };
  std::span<const TakenBack> taken_back() const { return taken_back_; }

  // A URL that is fetched, and its new depth.
  struct Nearer {
    int64_t url = 0;
    uint32_t depth = 0;
  };
  // Those that the last offer() brought nearer, of a store that follows shorter ways.
  std::span<const Nearer> nearer() const { return nearer_; }

  // A URL whose lease ends.
  struct Waiting {
    QueuePlace place;
    uint32_t attempts = 0;
    Role role = Role::kPage;
  };
  // Empty if the row is not there or not waiting.
  std::optional<Waiting> find_waiting(int64_t id);
  void set_fetched(int64_t id, int64_t page_id);

  // A URL that was visited again.
  struct Fetched {
    int64_t page_id = 0;
    Role role = Role::kPage;
    uint32_t attempts = 0;
    uint32_t depth = 0;
    std::string text;  // the URL
  };
  // Empty if it is not fetched.
  std::optional<Fetched> find_fetched(int64_t id);
  void set_page(int64_t id, int64_t page_id);
  void forget_attempts(int64_t id);
  // robots.txt forbids it now: it is fetched no more, and its page is to be forgotten.
  void set_forbidden(int64_t id, const Release& release, Role role);
  void set_ended(int64_t id, int64_t host, const ground::UrlKey& key, UrlState state,
                 const Release& release);
  void count_attempt(int64_t id);

  // As Store::survey() says; a place is a URL's id. In a read transaction.
  std::vector<KnownUrl> survey(const SurveyRequest& request);

  // A URL that is to be settled anew.
  struct KnownRow {
    QueuePlace place;  // where it stands in the queue if it waits
    UrlState state = UrlState::kWaiting;
    Reason reason = Reason::kNone;
    int64_t page_id = 0;
    std::string url;
    Role role = Role::kPage;
    uint32_t depth = 0;
  };
  std::optional<KnownRow> find_known(int64_t id);
  // Whether settling it anew as wished changes anything, see Store::resettle().
  static bool changes(const KnownRow& known, const Resettlement& wish);
  // For one that it changes. In a write transaction.
  void settle_anew(const KnownRow& known, const Resettlement& wish);

  CheckCounts check_counts();

  // 0: it is not known.
  int64_t find_id(const ground::UrlKey& key);
  std::optional<UrlOutcome> look_up(const ground::UrlKey& key);

  // What was learnt in a transaction is remembered when it has committed, or dropped.
  void committed();
  void rolled_back();

 private:
  struct Miss {
    int64_t host;
    uint64_t key;
    std::size_t offer;
  };
  // One URL of the batch that the cache did not answer.
  struct Row {
    KeyCache::Known now;  // after the offers folded so far
    KeyCache::Known was;  // as in the database; id 0 if it is new
    int64_t host = 0;
    std::size_t first = 0, last = 0;  // its misses: misses_[first..last)
    uint8_t hops = 0, priority = 0, old_priority = 0;
    Role old_role = Role::kPage;
    int64_t page_id = 0;
  };

  void find_misses(std::span<Offer> offers);
  void fold_rows(std::span<Offer> offers);
  void fold(const NewUrl& url, Row* row) const;
  // `wanted_depth`: the least of the offers that want it, UINT32_MAX if none does.
  Row read_row(const Miss& miss, const NewUrl& first_offer, uint32_t wanted_depth);
  bool read_known(const Miss& miss, const ground::UrlKey& key, uint32_t wanted_depth, Row* row);
  uint32_t wanted_depth(std::span<const Offer> offers, std::size_t first) const;
  static bool is_same_url(const Miss& a, const Miss& b);
  // Kept in the index: an offer at this depth or deeper changes nothing, whatever became of the URL
  // since, so its row need not be read. Or SqliteKeys::kUnsettled: one might.
  static int64_t settled_depth(const Row& row);
  static QueuePlace place_of(const Row& row);
  static QueuePlace old_place_of(const Row& row);
  void take_back(const Row& row);
  void write_new(std::span<Offer> offers, Counts* counts);
  void write_changed(Counts* counts);

  Database& db_;
  SqliteHosts& hosts_;
  SqliteQueue& queue_;
  SqliteTally& tally_;
  const bool follows_shorter_ways_;
  KeyCache cache_;
  SqliteKeys keys_;
  std::vector<Miss> misses_;
  std::vector<Row> rows_;
  std::vector<std::size_t> new_rows_;
  std::vector<KeyCache::Known> learnt_;
  std::vector<ground::UrlKey> unlearnt_;
  std::vector<SqliteQueue::Entry> queued_;
  std::vector<SqliteKeys::Entry> new_keys_;
  std::vector<TakenBack> taken_back_;
  std::vector<Nearer> nearer_;
  BulkInsert insert_;
  Statement find_, change_, waiting_, fetched_, ended_, attempt_, outcome_, known_, anew_,
      find_fetched_, set_page_, no_attempts_;
};

}  // namespace storage
