#include "explore/serve/timeline.h"

namespace explore {

void Timeline::add(int64_t at_ms, bool is_failure, uint64_t bytes) {
  constexpr int64_t kLongest = int64_t{1} << 45;  // a thousand years of milliseconds
  if (at_ms < start_ms_ || start_ms_ < 0 || at_ms - start_ms_ > kLongest) return;
  const int64_t second = (at_ms - start_ms_) / 1000;
  while (second / span_seconds_ >= static_cast<int64_t>(kMostSpans)) {
    span_seconds_ *= 2;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      const Span span = spans_[i];
      if (i % 2 == 0) {
        spans_[i / 2] = span;
        continue;
      }
      spans_[i / 2].pages += span.pages;
      spans_[i / 2].failures += span.failures;
      spans_[i / 2].bytes += span.bytes;
    }
    spans_.resize((spans_.size() + 1) / 2);
  }
  const auto index = static_cast<std::size_t>(second / span_seconds_);
  if (index >= spans_.size()) spans_.resize(index + 1);
  ++spans_[index].pages;
  spans_[index].failures += is_failure ? 1 : 0;
  spans_[index].bytes += bytes;
}

}  // namespace explore
