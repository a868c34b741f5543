// The durable half of the frontier: what waits, in the order it is lent. The row of a lent URL
// stays until its lease ends, so a crash needs no repair. In memory are only the leases, the hosts
// that have some, the holds, and hints; nothing that grows with the queue.
//
// `queue` has what is due, `delayed` what is not yet; times in it count from the opening of the
// store, so all of it is due when the file is opened again.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"
#include "storage/sqlite/idle_spans.h"
#include "storage/sqlite/sqlite_hosts.h"
#include "storage/store/records.h"

namespace storage {

// Where a waiting URL stands.
struct QueuePlace {
  int64_t host = 0;
  uint32_t depth = 0;  // its lending_depth
  uint8_t priority = 0;
  int64_t url = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
  friend auto operator<=>(const QueuePlace&, const QueuePlace&) = default;
};

// The place of one that is visited again, as url_revisit has it: not in the row of its URL, whose
// depth and priority are those that it was found with.
int64_t number_of_visit(const QueuePlace& place);
QueuePlace place_of_visit(int64_t host, int64_t url, int64_t number);

class SqliteQueue {
 public:
  struct Entry {
    QueuePlace place;
    uint64_t key = 0;  // of the URL; of a visit it is made of its text
  };

  SqliteQueue(Database& db, SqliteHosts& hosts, LeaseToken first_token);

  // --- In a write transaction. Rolled back or not, what these change in memory is only hints.
  void insert(std::span<const Entry> entries);
  bool remove(const QueuePlace& place);  // false: it was delayed
  void remove_delayed(int64_t url);      // looks at each that is
  void delay(const QueuePlace& place, uint64_t key, int64_t due_ms);
  // Moves what is due by now from `delayed` to `queue`.
  void promote(int64_t now_ms);
  bool has_due(int64_t now_ms) const { return next_due_ && *next_due_ <= now_ms; }
  void load_next_due();

  // --- Leases
  struct Lent {
    ground::UrlKey key;
    int64_t host = 0;
    int64_t url = 0;
    Role role = Role::kPage;
    uint32_t depth = 0;     // that it was lent with
    bool is_visit = false;  // it is fetched, and stands in the queue to be visited again
    QueuePlace place = {};  // then: where, as long as it stands there
    uint64_t batch = 0;     // the last verb that is about to end it
  };
  // The lease of this token, once per batch, else nullptr.
  const Lent* take(LeaseToken token, const ground::UrlKey& key, uint64_t batch);
  // The lease has ended; the transaction that did it has committed.
  void end(LeaseToken token);
  // The URL, lent till now, waits at this place again.
  void returned(const QueuePlace& place);
  std::size_t lent() const { return lent_.size(); }
  bool is_lent(int64_t url) const { return lent_urls_.contains(url); }

  // Fills the answer, all but ask_again. In a read transaction.
  void lend(const LeaseRequest& request, int64_t wall_ms, LeaseAnswer* answer);

  // --- Holds
  void hold(int64_t host, std::optional<int64_t> until_ms);
  void expire_holds(int64_t now_ms);
  // The nearest delayed URL, or held host with something to lend. In a read transaction.
  std::optional<int64_t> nearest_due();

  // After a failure: what was learnt from rows may be wrong.
  void forget_hints();

 private:
  struct LentHost {
    uint64_t key = 0;
    std::string origin;
    std::size_t out = 0;
    QueuePlace after;  // all before and at it is lent; the next one stands behind
  };
  struct Hold {
    int64_t until = 0;
    bool has_urls = true;  // false: looked, and nothing waits that is not lent
  };
  using ByTime = std::set<std::pair<int64_t, int64_t>>;  // until, host

  void wake(int64_t host);
  std::optional<int64_t> next_host(int64_t from);
  bool lend_one(int64_t host, std::size_t max_per_host, int64_t wall_ms, LeaseAnswer* answer);
  void give(int64_t host, int64_t wall_ms, LeaseAnswer* answer);
  bool has_one_to_lend(int64_t host);
  bool step_to_unlent(const QueuePlace& after);
  QueuePlace begin_of(int64_t host) const;
  void lend_checks_only(bool only);
  void forget_places();
  std::optional<int64_t> nearest_delayed_check();
  std::optional<Revisit> revisit_of(int64_t url);
  LentHost& lent_host(int64_t host, int64_t wall_ms, LeaseAnswer* answer);

  Database& db_;
  SqliteHosts& hosts_;
  LeaseToken next_token_;
  std::unordered_map<LeaseToken, Lent> lent_;
  std::unordered_map<int64_t, LeaseToken> lent_urls_;
  std::unordered_map<int64_t, LentHost> lent_hosts_;
  std::unordered_map<int64_t, Hold> holds_;
  ByTime holds_by_time_, holds_with_urls_;
  IdleSpans idle_;
  std::size_t idle_for_ = 0;  // the max_per_host that idle_ is true for
  bool checks_only_ = false;
  int64_t last_host_ = 0;  // the last one served
  std::optional<int64_t> next_due_;
  BulkInsert insert_;
  Statement remove_, insert_delayed_, remove_delayed_, due_, min_due_, min_due_check_, next_host_,
      next_, revisit_;
};

}  // namespace storage
