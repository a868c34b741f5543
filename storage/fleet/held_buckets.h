// HeldBuckets: which buckets are ours, and until when. Here the heartbeat's thread, which takes and
// gives back, meets the store's, which lends URLs of them.
//
// What the store does with it, in each lease():
//   1. news(). Of each bucket in `lost` it ends all leases, whose hosts go into LeaseAnswer::lost;
//      then those in `gained` are its own. A bucket may be in both.
//   2. It lends only of buckets that it was told of, none of `wanted_back`, and nothing at all when
//      safe_until has passed. A lease keeps the bucket's fence.
//   3. It lends no URL of a host before one delay of the host has passed since
//      HeldBucket::handed_over: the greater of the host's kept crawl delay and the delay of the
//      options; `ask_again` says so.
//   4. Of each bucket in `wanted_back` with no lease out: let_go().
//   5. LeaseAnswer::safe_until is news().safe_until; when that has passed, nothing is lost yet, and
//      the leases go on once it lies ahead again.
//   6. While has_ended() is false, ask_again is watch_every() at most: others may bring us work.
// In commit() and release() a fence that finds no row means disown().
//
// Thread: any. Lifetime: of the store, which outlives the heartbeat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ground/mutex.h"
#include "storage/fleet/buckets.h"

namespace storage {

struct BucketNews {
  std::vector<HeldBucket> lost;
  std::vector<HeldBucket> gained;
  // Those of which nothing more is to be lent, so that others can have them: all of them, each
  // time, until they are let go, lost, or no longer wanted.
  std::vector<Bucket> wanted_back;
  SteadyTime safe_until = SteadyTime::min();  // of all that is ours
};

class HeldBuckets {
 public:
  // Fewer buckets than a fleet has: for tests.
  explicit HeldBuckets(std::size_t buckets = kBuckets) : slots_(buckets) {}

  // --- For the store
  // What is new since the last call. A bucket gained and lost in between is in neither list.
  BucketNews news();
  // Before each write that starts something, as news() says it.
  SteadyTime safe_until() const;
  // No lease of it is out, and none will be until it is in `gained` again. False: it is no longer
  // wanted back, or was lost, which news() says; then it is not let go.
  bool let_go(Bucket bucket);
  // The engine says that it isn't ours by this fence. It is lost, as news() will say, unless it is
  // ours by another one.
  void disown(Bucket bucket, const BucketFence& fence);

  // Nothing is left to lend, none is out: from now on the end is looked for, or no longer.
  void look_for_end(bool looks);
  // All that the fleet knows has been fetched: two equal readings, one after the other, had nothing
  // that waits. True only while the end is looked for.
  bool has_ended() const;
  // Which member this process is; kNobody: none now, or not yet.
  MemberId me() const;
  // Members that live, by the last reading; 0 before the first.
  std::size_t members() const;
  // How many are ours, those that are wanted back included.
  std::size_t size() const;

  // --- For the protocol (Membership)
  void set_me(MemberId me);
  void set_safe_until(SteadyTime time);
  void set_members(std::size_t members);
  // Nothing, if the end is no longer looked for.
  void set_ended();
  bool looks_for_end() const;
  void gain(const HeldBucket& bucket);
  void lose(Bucket bucket);
  // All are lost, and nothing is safe.
  void drop_all();
  // Asks for them, of those that are kept; or no longer, of those that aren't let go or are not yet
  // being given back.
  void want_back(std::span<const Bucket> buckets);
  void keep(std::span<const Bucket> buckets);
  // Those that were let go, and those of earlier calls that aren't given(): at most so many, in
  // order. From now on they are never kept again under their fence, since a statement that gives
  // them back may be on its way.
  std::vector<HeldBucket> give(std::size_t most);
  // By these rows they are surely not ours.
  void given(std::span<const BucketRow> buckets);
  enum class Hold : uint8_t { kNone, kKept, kWantedBack, kLetGo, kGiving };
  struct Entry {
    Hold hold = Hold::kNone;
    HeldBucket held;
  };
  // Of all buckets, in order.
  std::vector<Entry> entries() const;
  // Since the last call a bucket was disowned.
  bool was_disowned();

 private:
  struct Slot {
    Entry entry;
    std::optional<HeldBucket> told;  // what the store was told that it has
    bool was_lost = false;           // since, whatever it is now
    bool is_told() const { return told && !was_lost && told->fence == entry.held.fence; }
  };
  void set_hold(Slot& slot, Hold hold) CRAWL_REQUIRES(mutex_);

  mutable ground::Mutex mutex_;
  std::vector<Slot> slots_ CRAWL_GUARDED_BY(mutex_);
  SteadyTime safe_until_ CRAWL_GUARDED_BY(mutex_) = SteadyTime::min();
  std::size_t wanted_back_ CRAWL_GUARDED_BY(mutex_) = 0;
  bool has_news_ CRAWL_GUARDED_BY(mutex_) = false;
  bool was_disowned_ CRAWL_GUARDED_BY(mutex_) = false;
  bool looks_for_end_ CRAWL_GUARDED_BY(mutex_) = false;
  bool has_ended_ CRAWL_GUARDED_BY(mutex_) = false;
  std::size_t members_ CRAWL_GUARDED_BY(mutex_) = 0;
  MemberId me_ CRAWL_GUARDED_BY(mutex_) = kNobody;
};

}  // namespace storage
