#include "storage/fleet/held_buckets.h"

#include <algorithm>
#include <utility>

namespace storage {

BucketNews HeldBuckets::news() {
  const ground::MutexLock lock(mutex_);
  BucketNews news;
  news.safe_until = safe_until_;
  if (!std::exchange(has_news_, false) && wanted_back_ == 0) return news;
  for (Slot& slot : slots_) {
    const bool is_ours = slot.entry.hold == Hold::kKept || slot.entry.hold == Hold::kWantedBack;
    if (slot.told && !(is_ours && slot.is_told())) {
      news.lost.push_back(*slot.told);
      slot.told.reset();
    }
    slot.was_lost = false;
    if (is_ours && !slot.told) {
      slot.told = slot.entry.held;
      news.gained.push_back(slot.entry.held);
    }
    if (slot.entry.hold == Hold::kWantedBack) news.wanted_back.push_back(slot.entry.held.bucket);
  }
  return news;
}

SteadyTime HeldBuckets::safe_until() const {
  const ground::MutexLock lock(mutex_);
  return safe_until_;
}

bool HeldBuckets::let_go(Bucket bucket) {
  const ground::MutexLock lock(mutex_);
  Slot& slot = slots_[bucket];
  if (slot.entry.hold != Hold::kWantedBack || !slot.is_told()) return false;
  set_hold(slot, Hold::kLetGo);
  slot.told.reset();
  return true;
}

void HeldBuckets::disown(Bucket bucket, const BucketFence& fence) {
  const ground::MutexLock lock(mutex_);
  Slot& slot = slots_[bucket];
  if (slot.entry.hold == Hold::kNone || slot.entry.held.fence != fence) return;
  set_hold(slot, Hold::kNone);
  was_disowned_ = true;
}

void HeldBuckets::look_for_end(bool looks) {
  const ground::MutexLock lock(mutex_);
  looks_for_end_ = looks;
  if (!looks) has_ended_ = false;
}

bool HeldBuckets::has_ended() const {
  const ground::MutexLock lock(mutex_);
  return has_ended_;
}

MemberId HeldBuckets::me() const {
  const ground::MutexLock lock(mutex_);
  return me_;
}

void HeldBuckets::set_me(MemberId me) {
  const ground::MutexLock lock(mutex_);
  me_ = me;
}

std::size_t HeldBuckets::members() const {
  const ground::MutexLock lock(mutex_);
  return members_;
}

std::size_t HeldBuckets::size() const {
  const ground::MutexLock lock(mutex_);
  return static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.entry.hold == Hold::kKept || slot.entry.hold == Hold::kWantedBack;
  }));
}

void HeldBuckets::set_safe_until(SteadyTime time) {
  const ground::MutexLock lock(mutex_);
  safe_until_ = time;
}

void HeldBuckets::set_members(std::size_t members) {
  const ground::MutexLock lock(mutex_);
  members_ = members;
}

void HeldBuckets::set_ended() {
  const ground::MutexLock lock(mutex_);
  has_ended_ = looks_for_end_;
}

bool HeldBuckets::looks_for_end() const {
  const ground::MutexLock lock(mutex_);
  return looks_for_end_ && !has_ended_;
}

void HeldBuckets::gain(const HeldBucket& bucket) {
  const ground::MutexLock lock(mutex_);
  Slot& slot = slots_[bucket.bucket];
  slot.entry.held = bucket;
  set_hold(slot, Hold::kKept);
}

void HeldBuckets::lose(Bucket bucket) {
  const ground::MutexLock lock(mutex_);
  set_hold(slots_[bucket], Hold::kNone);
}

void HeldBuckets::drop_all() {
  const ground::MutexLock lock(mutex_);
  for (Slot& slot : slots_) set_hold(slot, Hold::kNone);
  safe_until_ = SteadyTime::min();
  me_ = kNobody;
}

void HeldBuckets::want_back(std::span<const Bucket> buckets) {
  const ground::MutexLock lock(mutex_);
  for (const Bucket bucket : buckets) {
    Slot& slot = slots_[bucket];
    if (slot.entry.hold != Hold::kKept) continue;
    // What the store was never told of, it has no lease of.
    set_hold(slot, slot.is_told() ? Hold::kWantedBack : Hold::kLetGo);
  }
}

void HeldBuckets::keep(std::span<const Bucket> buckets) {
  const ground::MutexLock lock(mutex_);
  for (const Bucket bucket : buckets) {
    Slot& slot = slots_[bucket];
    if (slot.entry.hold == Hold::kWantedBack || slot.entry.hold == Hold::kLetGo)
      set_hold(slot, Hold::kKept);
  }
}

std::vector<HeldBucket> HeldBuckets::give(std::size_t most) {
  const ground::MutexLock lock(mutex_);
  std::vector<HeldBucket> given;
  for (Slot& slot : slots_) {
    if (slot.entry.hold != Hold::kLetGo && slot.entry.hold != Hold::kGiving) continue;
    if (given.size() == most) break;
    set_hold(slot, Hold::kGiving);
    given.push_back(slot.entry.held);
  }
  return given;
}

void HeldBuckets::given(std::span<const BucketRow> buckets) {
  const ground::MutexLock lock(mutex_);
  for (const BucketRow& row : buckets) {
    Slot& slot = slots_[row.bucket];
    const bool is_it = slot.entry.held.fence == BucketFence{row.owner, row.epoch};
    if (slot.entry.hold == Hold::kGiving && is_it) set_hold(slot, Hold::kNone);
  }
}

std::vector<HeldBuckets::Entry> HeldBuckets::entries() const {
  const ground::MutexLock lock(mutex_);
  std::vector<Entry> entries;
  entries.reserve(slots_.size());
  for (const Slot& slot : slots_) entries.push_back(slot.entry);
  return entries;
}

bool HeldBuckets::was_disowned() {
  const ground::MutexLock lock(mutex_);
  return std::exchange(was_disowned_, false);
}

void HeldBuckets::set_hold(Slot& slot, Hold hold) {
  if (slot.entry.hold == Hold::kWantedBack) --wanted_back_;
  if (hold == Hold::kWantedBack) ++wanted_back_;
  slot.entry.hold = hold;
  slot.was_lost = slot.was_lost || hold == Hold::kNone;
  has_news_ = true;
}

}  // namespace storage
