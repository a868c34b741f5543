// Auditor: a thread that runs the findings' queries, which may take seconds, so that what they
// found is there when it is asked for.
//
// It works only for those who look: it begins at the first question, and begins again when the
// crawl has changed, as long as someone asks; at most a tenth of the time.
// Memory: kMostRows rows of each finding. Thread: any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "explore/findings/findings.h"
#include "explore/serve/served_file.h"
#include "ground/mutex.h"

namespace explore {

class Auditor {
 public:
  explicit Auditor(std::string path);
  ~Auditor();
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;

  struct Answer {
    uint64_t version = 0;  // another one where anything changed
    std::string json;
  };
  // All findings with their counts; null where one was not counted yet.
  Answer list();
  // One with its first rows; none if there is no finding of that id.
  std::optional<Answer> one(std::string_view id);

  static constexpr std::size_t kMostRows = 1'000;
  static constexpr std::size_t kMostCounted = 1'000'000;

 private:
  using Clock = std::chrono::steady_clock;
  struct Found {
    bool is_known = false;
    uint64_t count = 0;
    bool is_more = false;  // than kMostCounted
    int64_t ms = 0;
    std::string columns;  // JSON
    std::string rows;
    std::string problem;
  };

  void work();
  // Waits until someone has asked. Whether it was lately, and the last audit is long enough ago.
  bool is_due();
  // Until the next look, or the end.
  void sleep();
  // Whether there is anything to do: the crawl is another than at the last audit, and not long ago
  // someone asked. Gives the state of the crawl then.
  std::optional<int64_t> changed_state();
  void audit();
  Found look_for(const Finding& finding);
  void asked() CRAWL_REQUIRES(mutex_);

  std::atomic<bool> is_ending_ = false;
  // Of the thread alone.
  ServedFile file_;
  std::optional<int64_t> audited_state_;
  Clock::time_point next_audit_;

  ground::Mutex mutex_;
  ground::Condition wake_;
  uint64_t version_ CRAWL_GUARDED_BY(mutex_) = 1;
  bool is_working_ CRAWL_GUARDED_BY(mutex_) = false;
  std::optional<Clock::time_point> asked_at_ CRAWL_GUARDED_BY(mutex_);
  std::vector<Found> found_ CRAWL_GUARDED_BY(mutex_);  // one for each finding
  std::thread thread_;
};

}  // namespace explore
