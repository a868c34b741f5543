// Whose turn it is: the hosts of our buckets that have URLs waiting, what is lent of them, what is
// delayed and what is held. The rows of what waits are the truth; here are the leases, and hints
// that may be forgotten. A few rows of each host are fetched ahead.
//
// In memory is one object for each host that has something to lend, and an entry for each URL that
// is lent or delayed.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/postgres_urls.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/store/records.h"

namespace storage {

class PostgresQueue {
 public:
  PostgresQueue(PostgresGround& ground, LeaseToken first_token);

  // --- Leases
  struct Lent {
    ground::UrlKey key;
    Role role = Role::kPage;
    uint32_t depth = 0;  // that it was lent with
    uint32_t attempts = 0;
    Turn turn;              // where it stands now, as far as is known
    bool is_visit = false;  // it is fetched, and was to be visited again
    uint64_t batch = 0;
  };
  // The lease of this token, once per batch, else nullptr.
  const Lent* take(LeaseToken token, const ground::UrlKey& key, uint64_t batch);
  void end(LeaseToken token);  // the URL does not wait any more
  void give_back(LeaseToken token, std::optional<int64_t> due_ms = {});  // it waits again
  // Its row says that it stands there.
  void stands_at(LeaseToken token, const UrlRow& row);
  std::size_t lent() const { return lent_.size(); }
  bool is_lent(const ground::UrlKey& key) const { return lent_urls_.contains(key); }

  // --- What offers and others change
  // It waits from now on, or stands elsewhere.
  void arrived(const PostgresUrls::Arrival& arrival);
  // A page of that host, which may wait to be visited, has another depth.
  void came_nearer(uint64_t host);
  // It does not wait any more, though it was not lent.
  void departed(const ground::UrlKey& key);

  // From now on URLs that are visited again wait, too, and hosts are said to have what was visited.
  void take_visits() { takes_visits_ = true; }
  bool takes_visits() const { return takes_visits_; }

  // The hosts of these buckets that have URLs waiting.
  ground::Result<void> load(const std::vector<int64_t>& buckets);
  ground::Result<void> load_all();
  // All leases of these buckets have ended, and their hosts are others'. Says which had leases.
  std::vector<uint64_t> lose(const std::set<int64_t>& buckets);
  // Lends nothing of the bucket before then.
  void close(int64_t bucket, int64_t until_ms) { closed_[bucket] = until_ms; }
  void reopen(int64_t bucket) { closed_.erase(bucket); }
  // Of these buckets the hosts that have leases out.
  std::set<uint64_t> lent_hosts(const std::set<int64_t>& buckets) const;
  // Hosts that are held for the rest of the run.
  std::vector<uint64_t> set_aside(int64_t now_ms) const;
  // After a failure: what was learnt from rows may be wrong. Leases stay.
  void forget_hints();

  // Fills the answer, all but ask_again.
  ground::Result<void> lend(const LeaseRequest& request, int64_t now_ms, int64_t wall_ms,
                            LeaseAnswer* answer);
  void hold(uint64_t host, const PostgresUrls::KnownHost& known, std::optional<int64_t> until_ms);
  // Of delays and holds that have passed.
  void wake_due(int64_t now_ms);
  // The nearest delayed URL, held host with something to lend, or bucket that opens.
  ground::Result<std::optional<int64_t>> nearest_due();
  // Those that are delayed: they wait, and are not due.
  std::vector<ground::UrlKey> delayed() const;

 private:
  struct Ready {
    Turn turn;
    uint64_t key = 0;
    std::string url;
    uint8_t hops = 0;
    Role role = Role::kPage;
    uint32_t attempts = 0;
    int64_t own_turn = 0;  // of the URL, also where a visit has another
    std::optional<Revisit> revisit;
  };
  struct Host {
    uint64_t key = 0;
    int64_t place = 0;
    std::string origin;
    std::size_t out = 0, delayed = 0;  // URLs of it
    std::optional<int64_t> held_until;
    Turn after;  // all before and at it is lent or delayed
    std::deque<Ready> ready;
    Turn fetched_to;       // `ready` has all from `after` to here
    bool is_all = false;   // and there is no more
    bool is_awake = true;  // it may have something to lend
  };
  struct Delayed {
    ground::UrlKey key;
    Turn turn;
    Role role = Role::kPage;
    bool is_visit = false;
  };

  Host& host_of(uint64_t key, const std::string& origin, int64_t place);
  void wake(Host& host);
  void sleep(Host& host);
  void reset(Host& host);
  void start_anew(Host& host);
  void returned(Host& host, const Turn& turn);
  void undelay(const ground::UrlKey& key);
  void drop_if_idle(uint64_t key);
  Turn begin() const;
  bool has_url(const Host& host) const { return !host.ready.empty(); }
  Host* next_host(int64_t from, std::size_t max_per_host);
  ground::Result<void> fetch(Host& first, std::size_t hosts, std::size_t most,
                             std::size_t max_per_host);
  void queue_fetch(const Host& host, std::size_t most);
  void take_rows(Host& host, const PostgresRows& rows, std::size_t most);
  void give(Host& host, LeaseAnswer* answer);
  ground::Result<void> fill_visited(LeaseAnswer* answer);
  ground::Result<void> fill_hosts(int64_t wall_ms, LeaseAnswer* answer);

  PostgresGround& ground_;
  LeaseToken next_token_;
  std::unordered_map<LeaseToken, Lent> lent_;
  std::map<ground::UrlKey, LeaseToken> lent_urls_;
  std::unordered_map<uint64_t, Host> hosts_;
  std::map<int64_t, Host*> awake_;                          // by place
  std::set<std::pair<int64_t, uint64_t>> holds_;            // until, host
  std::map<std::pair<int64_t, int64_t>, Delayed> delayed_;  // by due and place
  std::map<ground::UrlKey, int64_t> delayed_urls_;          // due
  std::map<int64_t, int64_t> closed_;                       // buckets, until
  bool checks_only_ = false, takes_visits_ = false;
  int64_t last_place_ = 0;  // of the last host served
};

}  // namespace storage
