// What is known of a page that is visited, and what its visit ends with, as rows.
// Thread: plain data, and the store's. Errors: the connection's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ground/result.h"
#include "ground/url_key.h"
#include "storage/history/revisit_state.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/store/records.h"

namespace storage {

// A page that is due, and the row of it that is kept.
struct VisitedRow {
  RevisitState state;
  ground::UrlKey hinted_by;  // a sitemap; 0, 0: none
  bool is_over = false;      // it waits no more: an earlier try has ended it
  int64_t place = 0;
  std::string url;
  int64_t attempts = 0;
  int64_t page_id = 0;
  // All but its texts and what else is long, headers and limits.
  PageRecord page;
};
// In the order of the keys; nothing where there is no such page, or updates don't know it.
ground::Result<std::vector<std::optional<VisitedRow>>> read_visited(
    PostgresGround& ground, std::span<const ground::UrlKey> keys);

// What became of each URL last; nothing: nothing has.
ground::Result<std::vector<std::optional<ChangeKind>>> read_last_changes(
    PostgresGround& ground, std::span<const ground::UrlKey> keys);

// What was seen of folders and sites: of a host and a folder (kWholeSite).
using Rates = std::map<std::pair<uint64_t, int64_t>, Observation>;
// Those of these pages.
ground::Result<Rates> read_rates(PostgresGround& ground, std::span<const VisitedRow* const> pages,
                                 std::span<const ground::UrlKey> keys);

// How a visit ended, as its row says it.
struct VisitRow {
  int64_t run = 0;
  std::optional<int> status;
  int64_t ms = 0, bytes = 0;
  std::string detail;  // raw
};
// All of it in a transaction that holds the bucket. `state`: as the visit left it.
void queue_visit(PostgresGround& ground, const ground::UrlKey& key, const VisitEnd& end,
                 const VisitRow& visit);
void queue_visit_end(PostgresGround& ground, const ground::UrlKey& key, const VisitedRow& known,
                     int64_t due);
// `gap`: since the visit before.
void queue_rates(PostgresGround& ground, const ground::UrlKey& key, const std::string& url,
                 bool has_changed, int64_t gap);

}  // namespace storage
