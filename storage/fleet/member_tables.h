// MemberTables: what the members' protocol asks of the engine, statement by statement. Two tables:
// members (id, beat, dead) and buckets (bucket, owner, epoch), the second with all kBuckets rows
// from the start, owner and epoch 0.
//
// Each call is one statement, or one for each of its buckets: with that bucket as a constant,
// decided by itself, in the order given, which is that of the buckets. They may be sent together,
// in one transaction or many. Nothing is decided by a clock of the engine. What a call reads was
// committed, and is no older than the call: never ask a replica.
//
// Errors: the outcome is unknown, of a batch for each of its buckets; the statement may even be
// executed later. That is true of every error, whatever it says, and the protocol needs no more.
// After FleetTiming::longest_call() a call is given up: the socket is closed, nothing is cancelled
// (a cancel may hit the next statement).
// Thread: one, the heartbeat's, and a connection of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ground/result.h"
#include "storage/fleet/buckets.h"

namespace storage {

struct MemberRow {
  MemberId id = kNobody;
  uint64_t beat = 0;
  friend bool operator==(const MemberRow&, const MemberRow&) = default;
};

// Of all buckets. Read from counts that commits keep up to date, one for each bucket: a reading
// need not be of one moment.
struct WorkCounts {
  // Grows whenever a URL begins to wait: one that is new and wanted, one that was skipped and is
  // wanted now, one of a host whose hold for the rest of the run was taken back. Never falls. It
  // grows in the transaction by which the URL waits.
  uint64_t arrived = 0;
  // URLs that wait, or are due to be visited again, those that are lent included; but none that
  // this run will not fetch, since its host is held for the rest of it.
  uint64_t waiting = 0;
  friend bool operator==(const WorkCounts&, const WorkCounts&) = default;
};

class MemberTables {
 public:
  virtual ~MemberTables() = default;

  // INSERT (me, beat 0, not dead). An id that is there already is an error.
  virtual ground::Result<void> join(MemberId me) = 0;
  // UPDATE members SET beat = beat + 1 WHERE id = me AND NOT dead. False: no row.
  virtual ground::Result<bool> beat(MemberId me) = 0;
  // Those that are not dead, in any order.
  virtual ground::Result<std::vector<MemberRow>> read_members() = 0;
  // UPDATE members SET dead = true WHERE id = .id AND beat = .beat, for each.
  virtual ground::Result<void> declare_dead(std::span<const MemberRow> seen) = 0;
  // UPDATE members SET dead = true WHERE id = me: all that it owns is free with that.
  virtual ground::Result<void> leave(MemberId me) = 0;

  // All of them, in order.
  virtual ground::Result<std::vector<BucketRow>> read_buckets() = 0;
  // UPDATE buckets SET owner = me, epoch = epoch + 1 WHERE bucket = .bucket AND epoch = .epoch, for
  // each; .owner does not matter. Says which had a row.
  virtual ground::Result<std::vector<Bucket>> take(MemberId me,
                                                   std::span<const BucketRow> seen) = 0;
  // UPDATE buckets SET owner = 0 WHERE bucket = .bucket AND owner = .owner AND epoch = .epoch, for
  // each. Without a row it is no error: it was given back before.
  virtual ground::Result<void> give_back(std::span<const BucketRow> ours) = 0;

  virtual ground::Result<WorkCounts> read_counts() = 0;
};

}  // namespace storage
