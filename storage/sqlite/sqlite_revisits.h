// What updates know of fetched URLs: when each is due again, which of them are in the queue, what
// each visit found, and how often pages change (url_revisit, url_visit, folder_rate,
// sitemap_belief). All that changes rows runs in a write transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database/database.h"
#include "storage/history/revisit_plan.h"
#include "storage/history/revisit_state.h"
#include "storage/sqlite/sqlite_queue.h"
#include "storage/sqlite/sqlite_tally.h"
#include "storage/store/records.h"

namespace storage {

class SqliteRevisits {
 public:
  SqliteRevisits(Database& db, SqliteQueue& queue, SqliteTally& tally);

  bool is_update() const { return plan_.has_value(); }
  const UpdatePlan& plan() const { return *plan_; }

  // --- The beginning of an update, step by step, each in a transaction of its own.
  // Takes some of the pages over that no update knows. False: there is none left.
  bool take_over_some(const UpdatePlan& plan);
  // The last page that was.
  int64_t taken_over();
  // Puts the next visits of some into the limits of a plan that is not the last one's, or, of one
  // that says so, of all to now. `after`: 0 at first. False: there is none left.
  bool plan_some(const UpdatePlan& plan, int64_t wall_ms, int64_t* after);
  // True: with one that was cut off.
  bool goes_on(const UpdatePlan& plan, int64_t wall_ms);
  bool has_other_limits(const UpdatePlan& plan);
  void begin(const UpdatePlan& plan, int64_t wall_ms, bool goes_on);
  uint64_t known();
  // Of an update that goes on for ever: something is due again.
  void begin_round(int64_t wall_ms);
  // All is done that was due. False: that was known.
  bool end();

  // --- Due
  struct Due {
    int64_t url = 0;
    QueuePlace place;  // where it would stand
    UrlState state = UrlState::kFetched;
    Reason reason = Reason::kNone;
    std::string text;  // the URL
  };
  std::vector<Due> due(int64_t wall_ms, std::size_t max);
  std::optional<int64_t> next_due();
  void queue(std::span<const Due> urls);
  // A fetched URL, as if it were due, also if it is known to no update.
  void queue_now(int64_t url, int64_t host, Role role, int64_t wall_ms);
  // It is asked after in its turn, and not by this update.
  void leave(int64_t url, int64_t wall_ms);
  // Takes some out of the queue again. False: there is none left.
  bool unqueue_some();
  // It is fetched no more. What stands in the queue of it goes, too.
  void forget(int64_t url);

  // --- Visits
  std::optional<RevisitState> find(int64_t url);
  struct Visit {
    int64_t url = 0, host = 0, run = 0;
    std::string_view text;  // the URL
    VisitEnd end;
    std::optional<int> status;
    int64_t ms = 0, bytes = 0;
    std::string_view detail;
    // Those that its page has: what is the same is not kept twice.
    std::string page_etag, page_last_modified;
  };
  // Takes it out of the queue's account (not of the queue) and says when it is due again.
  void visited(const Visit& visit);
  // Of a page that an update fetched first, or again after it was forbidden.
  void add(int64_t url, int64_t wall_ms);

  // A sitemap says that it has changed, and when (W3C's format, or what it takes for that). Of
  // what was visited since that is no news.
  void hint(int64_t url, int64_t sitemap, std::string_view lastmod, int64_t wall_ms);

 private:
  struct Row;
  std::optional<Row> read(int64_t url);
  bool gather_due(int64_t wall_ms);  // false: nothing is due
  Due read_due(int64_t wall_ms);     // the row that due_ is at
  Observation rate_of(int64_t host, int64_t folder);
  void believe(const Visit& visit, int64_t sitemap);
  void note(const Visit& visit);
  int64_t end_of_step(std::string_view table, std::string_view id, int64_t after);
  void unqueued(int64_t url, int64_t due);

  Database& db_;
  SqliteQueue& queue_;
  SqliteTally& tally_;
  std::optional<UpdatePlan> plan_;
  std::vector<int64_t> gathered_;  // URLs that were due, in the order of their ids
  std::size_t next_gathered_ = 0;
  Statement due_, read_, add_, write_, unqueue_, later_, queue_one_, forget_, note_, rate_,
      add_rate_, hint_, belief_, believe_;
};

}  // namespace storage
