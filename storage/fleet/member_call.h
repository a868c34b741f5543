// MemberCall: one call of MemberTables as a value, so that the protocol can be asked for the next
// one, and whoever drives it decides when it is sent, executed and answered.
#pragma once

#include <cstdint>
#include <vector>

#include "ground/result.h"
#include "storage/fleet/buckets.h"
#include "storage/fleet/member_tables.h"

namespace storage {

struct MemberCall {
  enum class Kind : uint8_t {
    kJoin,
    kBeat,
    kReadMembers,
    kDeclareDead,
    kLeave,
    kReadBuckets,
    kTake,
    kGiveBack,
    kReadCounts,
  } kind = Kind::kJoin;
  MemberId me = kNobody;
  std::vector<MemberRow> members;  // of kDeclareDead
  std::vector<BucketRow> buckets;  // of kTake, kGiveBack
};

struct MemberAnswer {
  bool alive = false;              // of kBeat
  std::vector<MemberRow> members;  // of kReadMembers
  std::vector<BucketRow> buckets;  // of kReadBuckets
  std::vector<Bucket> taken;       // of kTake
  WorkCounts counts;               // of kReadCounts
};

ground::Result<MemberAnswer> perform(MemberTables& tables, const MemberCall& call);

}  // namespace storage
