// The host tables: ids by key, what is known of an origin, totals of its pages; and the cookies of
// sites.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/database/database.h"
#include "storage/sqlite/sqlite_tally.h"
#include "storage/store/records.h"

namespace storage {

class SqliteHosts {
 public:
  using KeyOfUrl = std::function<uint64_t(std::string_view url)>;
  SqliteHosts(Database& db, SqliteTally& tally, KeyOfUrl key_of_url);

  // UrlKey::url of a URL's normal form.
  uint64_t key_of_url(std::string_view url) const { return key_of_url_ ? key_of_url_(url) : 0; }

  // The id of a known host, or 0.
  int64_t find(uint64_t key);
  // The id of a host, made if it is new: ids follow discovery. In a transaction.
  int64_t find_or_make(uint64_t key, std::string_view origin);
  HostRecord record(int64_t id, int64_t wall_ms);
  // From now on a record counts what an update has visited. In a write transaction.
  void count_visits(bool from_none);
  void update(const HostUpdate& update, int64_t wall_ms);

  // What a batch adds to a host's sums, or takes from them; collected, then written one row per
  // host.
  struct Sums {
    int64_t pages = 0, failed = 0, bytes = 0, total_ms = 0;
    int64_t checks = 0;                       // total_ms is of pages alone
    int64_t visited = 0, visited_checks = 0;  // by the update that runs
    std::optional<std::string> last_error;
  };
  Sums& sums(int64_t id) { return sums_[id]; }
  void write_sums();

  HostExtremes extremes(std::size_t n);

  // In a transaction.
  void keep_cookies(std::span<const SiteCookies> sites);
  std::vector<SiteCookies> cookies();

  WaitingHosts waiting(std::size_t n);
  // After a rollback: ids given in it are void.
  void forget();

 private:
  Database& db_;
  SqliteTally& tally_;
  std::unordered_map<uint64_t, int64_t> ids_;  // bounded
  std::unordered_map<int64_t, Sums> sums_;
  KeyOfUrl key_of_url_;
  bool counts_visits_ = false;
  uint64_t last_key_ = 0;  // most offers name the host of the one before
  int64_t last_id_ = 0;
  Statement find_, make_, read_, robots_, write_robots_, write_, write_certificate_, add_sums_,
      slowest_, failing_, drop_cookies_, add_cookie_, read_cookies_;
};

}  // namespace storage
