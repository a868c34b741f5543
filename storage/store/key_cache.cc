#include "storage/store/key_cache.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace storage {
namespace {

// The last two: it waits to be checked, or was.
enum Kind : uint8_t {
  kSettled,
  kWaits,
  kWaitsInDoubt,
  kRevivable,
  kIsOfLink,
  kIsResource,
  kIsCheck,
  kIsStyle
};

Kind kind_of(const KeyCache::Known& known) {
  if (known.state != UrlState::kSkipped && is_check(known.role))
    return known.role == Role::kStyle ? kIsStyle : kIsCheck;
  if (known.state == UrlState::kWaiting) return known.doubtful ? kWaitsInDoubt : kWaits;
  if (known.state != UrlState::kSkipped || !is_revivable(known.reason)) return kSettled;
  if (known.reason == Reason::kResource) return kIsResource;
  return is_of_link(known.reason) ? kIsOfLink : kRevivable;
}

// Of what a kind is like.
Reason reason_of(uint8_t kind) {
  if (kind == kIsResource) return Reason::kResource;
  return kind == kIsOfLink ? Reason::kNofollow : Reason::kScope;
}

constexpr int64_t kMaxId = (int64_t{1} << 40) - 1;
constexpr uint32_t kMaxDepth = (1u << 21) - 1;
constexpr std::size_t kFirstSets = 8192;  // 768 KB

}  // namespace

KeyCache::KeyCache(std::size_t bytes, bool follows_shorter_ways)
    : most_sets_(std::bit_floor(bytes / (sizeof(Entry) * kWays))),
      follows_shorter_ways_(follows_shorter_ways) {}

KeyCache::Entry* KeyCache::set_of(const ground::UrlKey& key) {
  // Keys are hashes already; two of one URL key but different hosts are as good as never.
  return &entries_[(key.url & (sets_ - 1)) * kWays];
}

KeyCache::Entry* KeyCache::find_in_set(const ground::UrlKey& key) {
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
  if (set->kind >= kIsCheck) {
    const Role known = set->kind == kIsStyle ? Role::kStyle : Role::kLink;
    return wanted && outranks(offered.role, known) ? 0 : static_cast<int64_t>(set->id);
  }
  if (set->kind >= kRevivable && (wanted || reoffer(reason_of(set->kind), set->depth, offered.skip,
                                                    offered.depth) != Reoffer::kNothing))
    return 0;
  const bool waits = set->kind == kWaits || set->kind == kWaitsInDoubt;
  const bool as_page = wanted && !is_check(offered.role);
  if (as_page && (waits || follows_shorter_ways_) && offered.depth < set->depth) return 0;
  if (as_page && set->kind == kWaitsInDoubt && offered.priority != kDoubtful) return 0;
  return static_cast<int64_t>(set->id);
}

void KeyCache::remember(const Known& known) {
  if (most_sets_ == 0 || known.id > kMaxId || known.depth > kMaxDepth) return;
  if (entries_.empty() || (sets_ < most_sets_ && lost_ > sets_ * kWays / 4)) grow();
  Entry* slot = find_in_set(known.key);
  Entry* set = set_of(known.key);
  if (slot == nullptr) {
    slot = set + kWays - 1;
    lost_ += slot->id != 0 ? 1 : 0;
  }
  slot->key = known.key;
  slot->id = static_cast<uint64_t>(known.id);
  slot->depth = known.depth;
  slot->kind = kind_of(known);
  std::rotate(set, slot, slot + 1);
}

void KeyCache::grow() {
  std::vector<Entry> before = std::move(entries_);
  sets_ = std::min(most_sets_, std::max(kFirstSets, 2 * sets_));
  lost_ = 0;
  entries_.assign(sets_ * kWays, Entry{});
  // A set's entries go to sets of their own, the latest used still first.
  for (const Entry& entry : before) {
    if (entry.id == 0) continue;
    Entry* const set = set_of(entry.key);
    Entry* const free =
        std::find_if(set, set + kWays, [](const Entry& slot) { return slot.id == 0; });
    *free = entry;
  }
}

void KeyCache::forget(const ground::UrlKey& key) {
  if (Entry* found = find_in_set(key)) *found = {};
}

void KeyCache::clear() { std::fill(entries_.begin(), entries_.end(), Entry{}); }

}  // namespace storage
