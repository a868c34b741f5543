// Summary: the totals that the overview and the map show, updated as pages arrive.
// Memory: bounded, whatever the number of pages. Thread: one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "explore/serve/folder_tree.h"
#include "explore/serve/timeline.h"

namespace explore {

class Summary {
 public:
  struct Page {
    int64_t status = 0;
    std::string_view type;
    uint64_t size = 0;         // of the body
    uint64_t transferred = 0;  // on the wire
    uint64_t total_ms = 0;
    int64_t fetched_at_ms = 0;
    int64_t depth = 0;
    std::string_view url;
  };

  // `run_start_ms`: of the newest run; the timeline is of that run alone.
  explicit Summary(int64_t run_start_ms = 0) : timeline_(run_start_ms), times_(kMostMs + 1) {}

  void add(const Page& page);
  void start_run(int64_t run_start_ms) { timeline_ = Timeline(run_start_ms); }

  uint64_t pages() const { return folders_.folder(0).pages; }
  uint64_t bytes() const { return folders_.folder(0).bytes; }
  uint64_t transferred() const { return transferred_; }
  const std::map<int64_t, uint64_t>& statuses() const { return statuses_; }
  const std::map<std::string, uint64_t, std::less<>>& types() const { return types_; }
  const std::map<int64_t, uint64_t>& depths() const { return depths_; }
  // Pages whose size has so many binary digits.
  const std::array<uint64_t, 65>& sizes() const { return sizes_; }
  // The time that this share (0 to 1) of the pages did not exceed; those over a minute count as
  // one.
  uint64_t time_at(double share) const;
  const Timeline& timeline() const { return timeline_; }
  const FolderTree& folders() const { return folders_; }

 private:
  static constexpr std::size_t kMostMs = 60'000;
  static constexpr std::size_t kMostKinds = 100;

  uint64_t transferred_ = 0;
  std::map<int64_t, uint64_t> statuses_, depths_;
  std::map<std::string, uint64_t, std::less<>> types_;
  std::array<uint64_t, 65> sizes_{};
  Timeline timeline_;
  std::vector<uint32_t> times_;  // pages of each millisecond
  FolderTree folders_;
};

}  // namespace explore
