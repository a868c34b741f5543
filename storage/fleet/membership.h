// Membership: the life of one member of a fleet as a state machine. It says what to ask the engine
// next and is told the answer; it has no clock, no thread and no connection. Whoever drives it
// (Heartbeat; a simulation in the tests) does one call after the other:
//
//   if (now >= membership.next_turn())
//     if (const auto call = membership.turn(now))  // `now`: before it is sent
//       membership.answered(*call, perform(tables, *call), later);
//
// The promises it keeps, and how:
// - A member trusts what it holds until (time of sending its last answered beat + TTL - margin).
// - It declares another dead whose counter it has watched not to move for TTL + margin, by its own
//   clock, and by compare: a beat in between saves it. Only time between two readings that
//   followed each other closely counts, and none while its own beats fail: an engine that was away
//   kills nobody.
// - It takes buckets whose owner isn't among the members that a reading *after* that of the buckets
//   has shown, by compare with the epoch that was read; an owner that joined in between is seen.
// - It gives back only what the store has let go, and uses no bucket again, under that fence, once
//   a statement that gives it back was sent.
// - Whatever the outcome of a call that failed: it is read afterwards.
// - A member that was declared dead drops all and joins anew, with a new id.
//
// Errors: those of calls are all alike, see MemberTables: it goes on after a pause.
// Thread: one. Lifetime: `held` outlives it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "ground/result.h"
#include "storage/fleet/buckets.h"
#include "storage/fleet/end_watch.h"
#include "storage/fleet/fleet_timing.h"
#include "storage/fleet/held_buckets.h"
#include "storage/fleet/member_call.h"
#include "storage/fleet/member_watch.h"

namespace storage {

class Membership {
 public:
  // `random`: 64 random bits each call, other ones in each process.
  Membership(const FleetTiming& timing, HeldBuckets& held, std::function<uint64_t()> random);

  // When turn() may have something to ask. It may be past.
  SteadyTime next_turn() const;
  // The next call, which is out until it is answered. Empty: nothing is due.
  std::optional<MemberCall> turn(SteadyTime now);
  // `now`: when the answer came.
  void answered(const MemberCall& call, const ground::Result<MemberAnswer>& answer, SteadyTime now);

  // From now on all it does is to leave: nothing is held any more. The store has ended all leases
  // before, and starts nothing.
  void leave();
  bool has_left() const { return state_ == State::kLeft; }

  // kNobody: not a member now.
  MemberId id() const { return state_ == State::kIn || state_ == State::kLeaving ? id_ : kNobody; }

 private:
  // kUnsure: the outcome of joining is unknown; a beat will tell.
  enum class State : uint8_t { kOut, kUnsure, kIn, kLeaving, kLeft };

  std::optional<MemberCall> due_call(SteadyTime now);
  MemberCall call_of(MemberCall::Kind kind) const;
  void failed(SteadyTime now);
  void begin(SteadyTime sent, SteadyTime now);
  void beaten(bool alive, SteadyTime sent, SteadyTime now);
  void fall_out();
  void keep_safe_from(SteadyTime sent);
  void members_read(const std::vector<MemberRow>& members, SteadyTime now);
  void review(const std::vector<BucketRow>& buckets, SteadyTime now);
  void taken(const MemberCall& call, const std::vector<Bucket>& buckets, SteadyTime now);
  void counted(const WorkCounts& counts, SteadyTime now);

  const FleetTiming timing_;
  HeldBuckets& held_;
  const std::function<uint64_t()> random_;
  State state_ = State::kOut;
  MemberId id_ = kNobody;
  std::optional<SteadyTime> sent_;             // a call is out since then
  SteadyTime not_before_ = SteadyTime::min();  // a pause after trouble
  SteadyTime beat_due_ = SteadyTime::min(), watch_due_ = SteadyTime::min(),
             review_due_ = SteadyTime::min(), count_due_ = SteadyTime::min();
  MemberWatch watch_;
  EndWatch end_;
  std::set<MemberId> live_;          // by the last reading
  std::vector<MemberRow> suspects_;  // to be declared dead
  // Read, and not yet judged: that takes a reading of the members that is made after it.
  std::optional<std::vector<BucketRow>> unjudged_;
  SteadyTime unjudged_read_ = SteadyTime::min();
  std::vector<BucketRow> free_;  // to be taken
};

}  // namespace storage
