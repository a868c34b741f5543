// ProgressLine: how far a long command is, on one line of standard error if that is a terminal;
// otherwise nothing is printed.
// Thread: one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace explore {

class ProgressLine {
 public:
  // `doing`: "exporting". Nothing is shown of what ends within the first half second.
  explicit ProgressLine(std::string_view doing);
  // Takes the line away.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `done` of `all` steps; `more` stands behind the share: "1,234 pages". Drawn ten times a second
  // at most, so that it can be called for each step.
  template <typename Words>
  void show(uint64_t done, uint64_t all, const Words& more) {
    if (is_due()) draw(done, all, more());
  }

 private:
  bool is_due();
  void draw(uint64_t done, uint64_t all, std::string_view more);

  std::string doing_;
  bool is_terminal_;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point due_;
};

}  // namespace explore
