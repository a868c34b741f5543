// Heartbeat: the thread that keeps this process a member of the fleet: it drives a Membership on
// tables of its own. What comes of it is in HeldBuckets.
//
// Thread: its methods may be called from any; `tables` belongs to its thread until it is destroyed.
// Errors: none of its own. What the engine last said is in trouble(), for people; the leases become
// unsafe by themselves.
// Lifetime: `tables` and `held` outlive it.
#pragma once

#include <chrono>
#include <optional>
#include <thread>

#include "ground/mutex.h"
#include "ground/result.h"
#include "storage/fleet/fleet_timing.h"
#include "storage/fleet/held_buckets.h"
#include "storage/fleet/member_tables.h"
#include "storage/fleet/membership.h"

namespace storage {

class Heartbeat {
 public:
  // Joins at once, and again after any trouble.
  Heartbeat(const FleetTiming& timing, MemberTables& tables, HeldBuckets& held);
  // Without leave(): as if the process had died. Waits for the call that is out.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  // Gives all back; no lease is out, and the store lends no more. Waits for it at most so long;
  // false: others will have to find out by the TTL.
  bool leave(std::chrono::milliseconds at_most);
  // Something was let go, or the end is looked for: no need to wait for the next turn.
  void wake();
  // Of the last call, if that failed.
  std::optional<ground::Error> trouble() const;

 private:
  void run();
  // False: it is over. Who was busy does not wait: there may be more to ask.
  bool await_turn(Membership& membership, bool is_busy);
  void tell_left() CRAWL_REQUIRES(mutex_);

  const FleetTiming timing_;
  MemberTables& tables_;
  HeldBuckets& held_;
  mutable ground::Mutex mutex_;
  ground::Condition changed_;
  bool wakes_ CRAWL_GUARDED_BY(mutex_) = false;
  bool leaves_ CRAWL_GUARDED_BY(mutex_) = false;
  bool is_leaving_ CRAWL_GUARDED_BY(mutex_) = false;  // the membership knows
  bool has_left_ CRAWL_GUARDED_BY(mutex_) = false;
  bool ends_ CRAWL_GUARDED_BY(mutex_) = false;
  std::optional<ground::Error> trouble_ CRAWL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace storage
