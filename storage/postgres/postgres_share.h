// PostgresShare: what of the crawl is this process's to lend, and when all of it is done. It brings
// together what the membership says of buckets (HeldBuckets) with what is lent of them
// (PostgresQueue), and finds what other processes have brought into them.
//
// Thread: the store's. Errors: the connection's; what was heard before is not lost by one.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "ground/result.h"
#include "storage/fleet/fleet.h"
#include "storage/postgres/postgres_queue.h"
#include "storage/postgres/server/postgres_ground.h"

namespace storage {

class PostgresShare {
 public:
  // `delay`: between two requests to a host, where that asks for no longer one.
  PostgresShare(PostgresGround& ground, PostgresQueue& queue, Fleet& fleet, Milliseconds delay);

  // What has become of our buckets, and what others have brought into them.
  ground::Result<void> hear(int64_t now_ms);
  // Buckets that are new to us or have something new, since the last call.
  std::vector<int64_t> take_news();
  // Buckets that have become ours.
  std::vector<int64_t> take_gained();
  // Hosts of which leases were lost, since the last call.
  std::vector<uint64_t> take_lost();

  // A run begins: what was found to be done is asked for again.
  void begin_run() { over_at_.reset(); }
  // Nobody else brings anything, as far as is known.
  bool is_alone() const;
  // Our leases are safe, and there is something to do.
  bool may_lend() const;
  // Until when they are, by a clock that says it is `now`.
  SteadyTime safe_until(SteadyTime now) const;
  // These hosts have leases out, and others are to have them.
  std::vector<uint64_t> wanted_back() const;
  // Lets buckets go that others are to have, as soon as nothing of them is lent.
  void let_go();
  // A fence found no row: the bucket is not ours.
  void disown(int64_t bucket);

  // When asking again may give more; see LeaseAnswer. `due`: by what we know; `has_more`: it gives
  // more at once.
  ground::Result<std::optional<Milliseconds>> ask_again(std::optional<Milliseconds> due,
                                                        bool has_more, int64_t now_ms);
  // What keeps our leases from being safe; "" if they are.
  std::string warning() const;

 private:
  SteadyTime safe_until() const;
  bool is_over() const { return over_at_ && *over_at_ == ground_.tally.arrived(); }
  void lose(const std::set<int64_t>& buckets);
  void want_back(const std::vector<Bucket>& buckets, int64_t now_ms);
  ground::Result<void> look_for_arrivals(int64_t now_ms);
  ground::Result<void> read_arrivals();
  ground::Result<void> load(int64_t now_ms);
  ground::Result<void> hold_slow_hosts(int64_t now_ms);
  ground::Result<bool> have_others_brought_more();
  ground::Result<void> say_what_is_aside(int64_t now_ms);
  ground::Result<std::optional<Milliseconds>> look_for_end(int64_t now_ms);

  PostgresGround& ground_;
  PostgresQueue& queue_;
  Fleet& fleet_;
  const Milliseconds delay_;
  SteadyTime told_safe_until_ = SteadyTime::min();
  std::set<int64_t> to_load_;               // ours, and the queue does not know what waits there
  std::map<int64_t, int64_t> handed_over_;  // of them, when: others may have asked their hosts
  std::map<int64_t, int64_t> opens_;        // buckets, from when on they may be lent of
  std::set<int64_t> wanted_back_;
  std::set<int64_t> news_, gained_;
  std::set<uint64_t> lost_;
  std::map<int64_t, int64_t> arrivals_;  // by bucket, those that were seen
  uint64_t told_ = 0;                    // how often owners had been told, by then
  int64_t next_look_ = 0;
  int looks_ = 0;
  int idle_looks_ = 0;
  bool may_have_missed_ = false;       // buckets have changed hands since all were looked at
  std::vector<uint64_t> aside_hosts_;  // as they were last counted
  uint64_t aside_at_ = 0;              // what had arrived then
  int64_t aside_ = 0;                  // what was said
  MemberId aside_of_ = kNobody;
  // All was done when so much had arrived: others may have found that.
  std::optional<uint64_t> over_at_;
};

}  // namespace storage
