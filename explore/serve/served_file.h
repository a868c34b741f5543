// ServedFile: the crawl's database as one thread of the server sees it. It is opened at the first
// request, and again when the file has been replaced or a crawl has begun to write to it. A query
// has a time limit.
// Thread: one. Errors: see storage::Reader::open; over the limit kInterrupted.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "explore/file/crawl_file.h"

namespace explore {

class ServedFile {
 public:
  // `is_ending`: when it becomes true, the question that runs is broken off. Both must outlive
  // this.
  ServedFile(std::string path, const std::atomic<bool>& is_ending)
      : path_(std::move(path)), is_ending_(is_ending) {}
  ServedFile(const ServedFile&) = delete;
  ServedFile& operator=(const ServedFile&) = delete;

  // Calls `question` with the file in one state of it, and gives what went wrong: in the database,
  // with the time, or in `question` itself. Where the file changed under it, it is called once more
  // with the new one; so it must begin its answer afresh.
  ground::Result<void> ask(std::chrono::milliseconds limit,
                           const std::function<ground::Result<void>(CrawlFile&)>& question);

  // Within a question: a shorter limit for what comes next, and back.
  void limit_to(std::chrono::milliseconds limit);
  // Whether the limit has passed, or the server ends: for what a question asks besides the file.
  // Thread: any.
  bool is_over() const { return is_ending_ || std::chrono::steady_clock::now() > deadline_.load(); }

  // For what reads the file on its own, as long as this lives.
  const std::string& path() const { return path_; }
  const std::atomic<bool>& is_ending() const { return is_ending_; }

  // Changes when the file is opened afresh; what was known of the old one is then void.
  uint64_t generation() const { return generation_; }

 private:
  ground::Result<void> open();
  bool is_another() const;

  std::string path_;
  const std::atomic<bool>& is_ending_;
  std::unique_ptr<CrawlFile> file_;
  uint64_t device_ = 0, number_ = 0;  // of the file that is open
  uint64_t generation_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> deadline_{};
};

}  // namespace explore
