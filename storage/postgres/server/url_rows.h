// Rows of crawl.url: what one says, and lists of them as statements take them.
// Thread: plain data.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ground/url_key.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/store/records.h"

namespace storage {

// Where a waiting URL stands among those of its host.
struct Turn {
  int64_t turn = 0;  // its lending_depth()
  int64_t priority = 0;
  int64_t place = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
  friend auto operator<=>(const Turn&, const Turn&) = default;
};

// What a URL's row says.
struct UrlRow {
  UrlState state = UrlState::kWaiting;
  Reason reason = Reason::kNone;
  uint32_t depth = 0;
  int64_t priority = 0, hops = 0, attempts = 0, place = 0;
  Role role = Role::kPage;
  int64_t turn() const { return lending_depth(role, depth); }
  Turn place_in_queue() const { return {turn(), priority, place}; }
};
UrlRow url_row_of(const PostgresRows& rows, std::size_t row);

// Arrays of keys: buckets, hosts, URLs.
class KeyLists {
 public:
  void add(int64_t bucket, const ground::UrlKey& key);
  bool empty() const { return keys_.empty(); }
  std::size_t size() const { return keys_.size(); }
  PostgresValues values() const;

 private:
  std::vector<int64_t> buckets_, hosts_, keys_;
};

// What the statement change_urls takes.
class ChangedRows {
 public:
  void add(int64_t bucket, const ground::UrlKey& key, const UrlRow& was, const UrlRow& now,
           bool forgets_attempts);
  PostgresValues values() const;

 private:
  KeyLists keys_;
  std::vector<int64_t> states_, reasons_, turns_, hops_, roles_, priorities_, tries_, old_states_,
      old_reasons_, old_turns_, old_roles_, old_priorities_;
};

// What the statement end_url takes. `tried`: one more attempt.
PostgresValues ended_row(int64_t bucket, const ground::UrlKey& key, const UrlRow& was,
                         const UrlRow& now, bool tried, std::string_view detail);

}  // namespace storage
