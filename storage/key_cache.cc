#include "storage/key_cache.h"

#include <algorithm>
#include <bit>

namespace storage {
namespace {

enum Kind : uint8_t { kSettled, kWaits, kWaitsInDoubt, kRevivable };

Kind kind_of(const KeyCache::Known& known) {
  if (known.state == UrlState::kWaiting) return known.doubtful ? kWaitsInDoubt : kWaits;
  return known.state == UrlState::kSkipped && is_revivable(known.reason) ? kRevivable : kSettled;
}

constexpr int64_t kMaxId = (int64_t{1} << 40) - 1;
constexpr uint32_t kMaxDepth = (1u << 21) - 1;

}  // namespace

KeyCache::KeyCache(std::size_t bytes) : sets_(std::bit_floor(bytes / (sizeof(Entry) * kWays))) {}

KeyCache::Entry* KeyCache::set_of(const UrlKey& key) {
  // Keys are hashes already; two of one URL key but different hosts are as good as never.
  return &entries_[(key.url & (sets_ - 1)) * kWays];
}

KeyCache::Entry* KeyCache::find_in_set(const UrlKey& key) {
  if (entries_.empty()) return nullptr;
  Entry* set = set_of(key);
  Entry* found = std::find_if(
      set, set + kWays, [&key](const Entry& entry) { return entry.id != 0 && entry.key == key; });
  return found == set + kWays ? nullptr : found;
}

int64_t KeyCache::find(const NewUrl& offered) {
  Entry* found = find_in_set(offered.key);
  if (found == nullptr) return 0;
  Entry* set = set_of(offered.key);
  std::rotate(set, found, found + 1);
  const bool wanted = offered.skip == Reason::kNone;
  if (wanted && set->kind == kRevivable) return 0;
  const bool waits = set->kind == kWaits || set->kind == kWaitsInDoubt;
  if (wanted && waits && offered.depth < set->depth) return 0;
  if (wanted && set->kind == kWaitsInDoubt && offered.priority != kDoubtful) return 0;
  return static_cast<int64_t>(set->id);
}

void KeyCache::remember(const Known& known) {
  if (sets_ == 0 || known.id > kMaxId || known.depth > kMaxDepth) return;
  if (entries_.empty()) entries_.resize(sets_ * kWays);
  Entry* set = set_of(known.key);
  Entry* slot = find_in_set(known.key);
  if (slot == nullptr) slot = set + kWays - 1;
  slot->key = known.key;
  slot->id = static_cast<uint64_t>(known.id);
  slot->depth = known.depth;
  slot->kind = kind_of(known);
  std::rotate(set, slot, slot + 1);
}

void KeyCache::forget(const UrlKey& key) {
  if (Entry* found = find_in_set(key)) *found = {};
}

void KeyCache::clear() { std::fill(entries_.begin(), entries_.end(), Entry{}); }

}  // namespace storage
