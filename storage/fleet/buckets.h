// The 4,096 buckets that the members of a fleet share, and what says whose one is. All URLs of a
// host are in one bucket, and whoever owns the bucket is the only one that asks the host.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>

namespace storage {

using SteadyTime = std::chrono::steady_clock::time_point;

using Bucket = uint16_t;  // 0 to kBuckets - 1
inline constexpr uint32_t kBuckets = 4'096;
// Keys of hosts are hashes, spread evenly: the first bits are as good as any.
constexpr Bucket bucket_of(uint64_t host_key) { return static_cast<Bucket>(host_key >> 52); }

// One process in one stretch of life: random, never 0, never used again, and below 2^63, so that an
// engine may keep it as a signed number.
using MemberId = uint64_t;
inline constexpr MemberId kNobody = 0;

// How often a bucket has been taken: below 2^63 as well.
using Epoch = uint64_t;

// What every write to a bucket is fenced by: `owner = member AND epoch = epoch` in the same
// transaction. Kept with each lease when it is lent; a commit has the fence of its lease, and never
// that of a bucket which was lost and regained meanwhile.
struct BucketFence {
  MemberId member = kNobody;
  Epoch epoch = 0;
  friend bool operator==(const BucketFence&, const BucketFence&) = default;
};

// What the table of buckets says of one.
struct BucketRow {
  Bucket bucket = 0;
  MemberId owner = kNobody;
  Epoch epoch = 0;
  friend bool operator==(const BucketRow&, const BucketRow&) = default;
};

// A bucket that is ours.
struct HeldBucket {
  Bucket bucket = 0;
  BucketFence fence;
  // Until then another owner may have asked its hosts. None of them is asked before one delay of
  // the host has passed since, robots.txt included. Empty: nobody has ever had it.
  std::optional<SteadyTime> handed_over;
};

}  // namespace storage
