// What ends with leases, as the parts of PostgresStore that end them see it. Thread: plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/history/error_shapes.h"
#include "storage/postgres/history/visited_rows.h"
#include "storage/postgres/postgres_store.h"
#include "storage/store/copied_records.h"

namespace storage {

// A page that was visited again: what is known of it, and what the visit has found.
struct PostgresStore::Visiting {
  VisitedRow known;  // its state as the visit leaves it
  VisitEnd end;
  std::string detail;
  int64_t due = 0;  // from then on it is to be visited again
  int64_t gap = 0;  // since the visit before
  int64_t seen_to = 0;
  std::optional<ChangeKind> change;
  uint32_t fields = 0;
  std::optional<CopiedPage> old;  // of one that has changed, or is forbidden by now
  std::string old_rows;           // of rules
  bool loses_rows = false;
  std::optional<LastingHashes> read_again;  // what this run's rules leave of what is kept
  bool has_changed() const { return end.outcome == VisitOutcome::kChanged; }
};

struct PostgresStore::Ending {
  const PageCommit* commit = nullptr;
  PostgresQueue::Lent lent;
  PostgresUrls::Ending offered;
  std::optional<Visiting> visit;
  std::optional<ChangeKind> last_change;  // of its URL, in an update
  std::optional<PageShape> shape;         // of an error, to be kept
  int64_t page_id = 0, change_id = 0;
  bool is_taken_back() const { return offered.became == PostgresUrls::Ending::Became::kTakenBack; }
  bool is_stale = false, is_done = false;
};

struct PostgresStore::Leaving {
  const Release* release = nullptr;
  PostgresQueue::Lent lent;
  UrlRow was;
  std::optional<Visiting> visit;
  int64_t change_id = 0;
};

struct PostgresStore::BucketEnd {
  int64_t bucket = 0;
  std::vector<Ending*> pages;
  std::vector<Leaving*> leaving;
  int64_t first_page_id = 0;
  PostgresTally::Change change;
  std::size_t first_answer = 0, answers = 0;  // of its statements
};

}  // namespace storage
