// Follower: a thread that reads the crawl once through and then what is new in it, so that the
// overview and the map are ready when they are asked for, however large the crawl is.
// Thread: any.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "explore/serve/served_file.h"
#include "explore/serve/summary.h"
#include "ground/mutex.h"

namespace explore {

class Follower {
 public:
  explicit Follower(std::string path);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  struct Overview {
    uint64_t version = 0;  // another one where anything changed
    std::string json;
  };
  // Sums, states, the newest run, the largest hosts. While the first reading goes on they are those
  // of what was read so far, and "is_complete" is false.
  Overview overview() const;

  struct Map {
    uint64_t version = 0;
    std::string json;
  };
  // The hosts (""), or the folders of "http://a.test/docs/"; none if there is no such folder.
  std::optional<Map> map(std::string_view place) const;

 private:
  void follow();
  // Until the next look, or the end.
  void sleep();
  // Reads what is new, for a moment at most; false: there is more.
  ground::Result<void> read_on(CrawlFile& file, bool* is_complete);
  // Whether a page came within the last minute: then a run without an end is one that goes on.
  bool is_recent() const;
  bool read_pages(storage::Database& db);
  void publish(storage::Database& db, bool is_complete);
  void publish_problem(std::string_view words);
  void set_overview(std::string json);

  std::atomic<bool> is_ending_ = false;
  // Of the thread alone.
  ServedFile file_;
  uint64_t generation_ = 0;
  int64_t data_version_ = -1;
  int64_t run_id_ = -1;
  int64_t last_page_id_ = 0;
  int64_t last_fetched_ms_ = 0;
  int64_t run_start_ms_ = 0;
  bool was_recent_ = false;

  mutable ground::Mutex mutex_;
  ground::Condition ending_;
  Overview overview_ CRAWL_GUARDED_BY(mutex_){
      0, R"({"is_complete":false,"is_running":false,"pages":0})"};
  Summary summary_ CRAWL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace explore
