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
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "explore/findings/finding_list.h"
#include "explore/findings/group_scores.h"
#include "explore/serve/served_file.h"
#include "ground/mutex.h"
#include "storage/findings/kept_findings.h"

namespace explore {

class Auditor {
 public:
  // `list`: what is looked for.
  Auditor(std::string path, FindingList list);
  ~Auditor();
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;

  struct Answer {
    uint64_t version = 0;  // another one where anything changed
    std::string json;
  };
  // All findings with their counts; null where one was not counted yet. Where updates keep what
  // they find also how many of it are new, and how many were fixed, since the run before. Once all
  // are, the groups with their scores.
  Answer list();
  // One with its first rows; none if there is no finding of that id.
  std::optional<Answer> one(std::string_view id);

  const FindingList& findings() const { return list_; }

  static constexpr std::size_t kMostRows = 1'000;
  static constexpr std::size_t kMostCounted = 1'000'000;

 private:
  using Clock = std::chrono::steady_clock;
  struct Found {
    bool is_known = false;
    uint64_t count = 0;
    bool is_more = false;  // than kMostCounted
    int64_t ms = 0;
    uint64_t pages = 0;   // see FoundRows
    std::string columns;  // JSON
    std::string rows;
    std::string templates;  // a list of [shape, rows, example]
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
  // Asks for all of them in one state of the crawl.
  void look_for_all(CrawlFile& file);
  void look_for_news(storage::Database& db);
  void keep(std::size_t place, Found found);
  Found look_for(CrawlFile& file, const Finding& finding) const;
  static void read_rows(storage::Statement& row, Found& found);
  std::vector<FoundRows> counts() const CRAWL_REQUIRES(mutex_);
  void asked() CRAWL_REQUIRES(mutex_);

  const FindingList list_;
  std::atomic<bool> is_ending_ = false;
  // Of the thread alone.
  ServedFile file_;
  std::optional<int64_t> audited_state_;
  Clock::time_point next_audit_;

  ground::Mutex mutex_;
  ground::Condition wake_;
  uint64_t version_ CRAWL_GUARDED_BY(mutex_) = 1;
  bool is_working_ CRAWL_GUARDED_BY(mutex_) = false;
  // Since the run before the last, by the finding's id; none: the last run's were not kept.
  std::map<std::string, storage::FindingChanges, std::less<>> news_ CRAWL_GUARDED_BY(mutex_);
  uint64_t pages_ CRAWL_GUARDED_BY(mutex_) = 0;  // of HTML
  std::optional<Clock::time_point> asked_at_ CRAWL_GUARDED_BY(mutex_);
  std::vector<Found> found_ CRAWL_GUARDED_BY(mutex_);  // one for each finding
  std::thread thread_;
};

}  // namespace explore
