#include "storage/fleet/bucket_share.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace storage {
namespace {

// So many of them, any, in front.
template <typename T>
void choose(std::vector<T>& from, std::size_t count, const std::function<uint64_t()>& random) {
  count = std::min(count, from.size());
  for (std::size_t i = 0; i < count; ++i)
    std::swap(from[i], from[i + static_cast<std::size_t>(random() % (from.size() - i))]);
  from.resize(count);
}

}  // namespace

BucketShare share_of(MemberId me, const std::set<MemberId>& live,
                     const std::vector<BucketRow>& rows,
                     const std::vector<HeldBuckets::Entry>& entries,
                     const std::function<uint64_t()>& random) {
  const std::size_t target = (rows.size() + live.size() - 1) / live.size();
  BucketShare share;
  std::vector<Bucket> kept;
  std::map<MemberId, std::size_t> others;
  for (const BucketRow& row : rows) {
    const auto hold = entries[row.bucket].hold;
    if (hold == HeldBuckets::Hold::kKept) kept.push_back(row.bucket);
    if (hold == HeldBuckets::Hold::kWantedBack || hold == HeldBuckets::Hold::kLetGo)
      share.keep.push_back(row.bucket);
    if (!live.contains(row.owner)) share.take.push_back(row);
    if (live.contains(row.owner) && row.owner != me) ++others[row.owner];
  }
  const std::size_t has = kept.size();
  choose(share.keep, has < target ? target - has : 0, random);
  const std::size_t missing =
      has + share.keep.size() < target ? target - has - share.keep.size() : 0;
  const bool others_give = std::any_of(
      others.begin(), others.end(), [target](const auto& other) { return other.second > target; });
  share.expects_more = missing > 0 && (!share.take.empty() || others_give);
  choose(share.take, missing, random);
  std::sort(share.take.begin(), share.take.end(),
            [](const BucketRow& a, const BucketRow& b) { return a.bucket < b.bucket; });
  if (has > target) {
    choose(kept, has - target, random);
    share.want_back = std::move(kept);
  }
  return share;
}

}  // namespace storage
