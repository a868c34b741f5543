#include "storage/sqlite/idle_spans.h"

#include <algorithm>
#include <iterator>

namespace storage {
namespace {

// A few megabytes. Past it the spans are forgotten, and found again when hosts take turns.
constexpr std::size_t kMaxSpans = 100'000;

}  // namespace

void IdleSpans::mark(int64_t first, int64_t last) {
  auto next = spans_.upper_bound(first);
  if (next != spans_.begin()) {
    const auto before = std::prev(next);
    if (before->second >= first - 1) {
      first = before->first;
      last = std::max(last, before->second);
      next = spans_.erase(before);
    }
  }
  while (next != spans_.end() && (last == kLastHost || next->first <= last + 1)) {
    last = std::max(last, next->second);
    next = spans_.erase(next);
  }
  if (spans_.size() >= kMaxSpans) spans_.clear();
  spans_.emplace(first, last);
}

void IdleSpans::wake(int64_t host) {
  auto after = spans_.upper_bound(host);
  if (after == spans_.begin()) return;
  const auto at = std::prev(after);
  const auto [first, last] = *at;
  if (last < host) return;
  spans_.erase(at);
  if (first < host) spans_.emplace(first, host - 1);
  if (host < last) spans_.emplace(host + 1, last);
}

std::optional<int64_t> IdleSpans::next_awake(int64_t host) const {
  const auto after = spans_.upper_bound(host);
  if (after == spans_.begin()) return host;
  const int64_t last = std::prev(after)->second;
  if (last < host) return host;
  if (last == kLastHost) return std::nullopt;
  return last + 1;
}

}  // namespace storage
