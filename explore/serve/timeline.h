// Timeline: how many pages were fetched when, in at most a few hundred equal spans of time.
// Memory: constant; as the time grows, spans become twice as long.
// Thread: one at a time.
#pragma once

#include <cstdint>
#include <vector>

namespace explore {

class Timeline {
 public:
  struct Span {
    uint64_t pages = 0;
    uint64_t failures = 0;  // pages with a status from 400
    uint64_t bytes = 0;
  };

  // From then on; what came earlier is not counted.
  explicit Timeline(int64_t start_ms = 0) : start_ms_(start_ms) {}

  // Times that no clock shows (before the start, thousands of years on) are not counted.
  void add(int64_t at_ms, bool is_failure, uint64_t bytes);

  int64_t start_ms() const { return start_ms_; }
  int64_t span_seconds() const { return span_seconds_; }
  const std::vector<Span>& spans() const { return spans_; }

  static constexpr std::size_t kMostSpans = 240;

 private:
  int64_t start_ms_;
  int64_t span_seconds_ = 1;
  std::vector<Span> spans_;
};

}  // namespace explore
