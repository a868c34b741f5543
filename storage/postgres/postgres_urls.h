// Offering URLs, as Store::add() says, to a table that other processes offer to as well. What is
// known of the offered URLs is read, what the offers make of it is worked out here, and written in
// one transaction that changes only rows which are still as they were read; if one is not, all of
// it begins anew.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/history/version_rows.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/postgres/server/url_rows.h"
#include "storage/store/key_cache.h"
#include "storage/store/records.h"

namespace storage {

// What hosts' sums change by; collected for each host.
struct HostSums {
  int64_t pages = 0, failed = 0, bytes = 0, total_ms = 0, checks = 0;
  int64_t visited = 0, visited_checks = 0;  // by the update that runs
  std::string last_error;                   // "": as it was
};
using SumsByHost = std::map<uint64_t, HostSums>;
// Those of one bucket.
void queue_host_sums(PostgresGround& ground, int64_t bucket, const SumsByHost& sums);

class PostgresUrls {
 public:
  PostgresUrls(PostgresGround& ground, std::size_t cache_bytes, bool follows_shorter_ways);

  struct Offer {
    const NewUrl* url = nullptr;
    ground::UrlKey found_on;      // of a page; 0, 0: of none
    std::size_t page = SIZE_MAX;  // among the pages that end with these offers
  };
  // A page whose lease is about to end with it; all such end before the first offer.
  struct Ending {
    ground::UrlKey key;
    Role lent_as = Role::kPage;
    bool is_visit = false;  // it is fetched, and stays so
    enum class Became : uint8_t {
      kFetched,    // its row is to be ended by whoever asks, and is still as in `was`
      kOutranked,  // it is wanted as more than it was lent as, or is none to be visited any more;
                   // nothing of it counts
      kTakenBack,  // an offer wants it as more: it waits again, and its page is no more
      kKept,       // it is fetched already: an earlier try has come through
    } became = Became::kFetched;
    UrlRow was;
    uint32_t depth = 0;  // from now on
  };
  // A URL that waits from now on, or otherwise than before.
  struct Arrival {
    ground::UrlKey key;
    std::string origin;
    int64_t host_place = 0;
    Turn turn;
    Role role = Role::kPage;
    bool is_visit = false;
  };
  struct Nearer {
    ground::UrlKey key;
    uint32_t depth = 0;
  };
  struct Answer {
    uint64_t new_urls = 0, new_waiting = 0;
    std::vector<Arrival> arrivals;
    std::vector<Nearer> nearer;
  };
  ground::Result<Answer> offer(std::span<const Offer> offers, std::span<Ending> endings = {});

  struct KnownHost {
    int64_t place = 0;
    std::string origin;
  };
  // Those that are known, in the order of the keys.
  ground::Result<std::vector<std::optional<KnownHost>>> find_hosts(std::span<const uint64_t> keys);
  // Makes it if it is not known.
  ground::Result<KnownHost> make_host(uint64_t key, const std::string& origin);

  // What an offer may change from now on.
  void forget(const ground::UrlKey& key) { cache_.forget(key); }
  // After a failure nothing that was learnt counts.
  void forget_all();

 private:
  struct Miss {
    ground::UrlKey key;
    std::size_t offer = SIZE_MAX;  // SIZE_MAX: an ending
  };
  struct Row {
    ground::UrlKey key;
    std::optional<UrlRow> was;
    UrlRow now;
    std::size_t first = 0, last = 0;   // its misses
    std::size_t discovery = SIZE_MAX;  // the first offer that counts
    std::optional<std::size_t> ending = {};
    bool forgets_attempts = false, forgets_page = false;
  };

  ground::Result<std::optional<Answer>> try_offer(std::span<const Offer> offers,
                                                  std::span<Ending> endings);
  void find_misses(std::span<const Offer> offers, std::span<const Ending> endings);
  ground::Result<void> read_rows();
  void judge_endings(std::span<Ending> endings);
  void fold(const NewUrl& offered, Row* row) const;
  void fold_rows(std::span<const Offer> offers, std::span<const Ending> endings);
  ground::Result<void> number_new(std::span<const Offer> offers);
  ground::Result<bool> write(std::span<const Offer> offers, Answer* answer);
  std::size_t queue_hosts(std::span<const Offer> offers);
  void queue_new(std::span<const Offer> offers);
  void queue_some_new(std::span<const std::size_t> rows, std::span<const Offer> offers);
  void queue_changed();
  void queue_taken_back(std::span<const ground::UrlKey> gone,
                        std::span<const VersionRows::Lone> lone);
  bool is_changed(const Row& row) const;
  ground::Result<void> roll_back();
  bool is_as_read(const std::vector<PostgresAnswer>& written, std::size_t hosts,
                  std::size_t* at) const;
  ground::Result<bool> finish(const std::vector<PostgresAnswer>& written, std::size_t hosts);
  PostgresTally::Change change_of(std::span<const PostgresAnswer> answers, SumsByHost* sums) const;
  void tell_owners(PostgresTally::Change* change);
  void learn(std::span<const Offer> offers, Answer* answer);

  PostgresGround& ground_;
  const bool follows_shorter_ways_;
  VersionRows versions_;
  KeyCache cache_;
  std::unordered_map<uint64_t, KnownHost> hosts_;  // bounded
  std::vector<Miss> misses_;
  std::vector<Row> rows_;
  std::vector<std::size_t> new_rows_, changed_rows_, new_hosts_, taken_back_;
  std::map<uint64_t, int64_t> places_of_new_hosts_;
};

}  // namespace storage
