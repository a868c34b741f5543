// What a member does about its share of the buckets: as many as the others at most, so that each
// has one in n of them.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "storage/fleet/buckets.h"
#include "storage/fleet/held_buckets.h"

namespace storage {

struct BucketShare {
  std::vector<Bucket> want_back;  // of those that are kept: others have come
  std::vector<Bucket> keep;       // that were wanted back: others have gone
  std::vector<BucketRow> take;    // of those without a live owner, in order
  // Less than our share, and some are free or will be: it is worth looking again soon.
  bool expects_more = false;
};

// `rows` and `entries`: of all buckets; `live`: by a reading after that of the rows, with `me`
// among them. Which ones are chosen is left to chance: members that choose at the same time choose
// otherwise, and full and empty buckets are passed on alike.
BucketShare share_of(MemberId me, const std::set<MemberId>& live,
                     const std::vector<BucketRow>& rows,
                     const std::vector<HeldBuckets::Entry>& entries,
                     const std::function<uint64_t()>& random);

}  // namespace storage
