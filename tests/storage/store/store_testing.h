// What the storage tests share: clocks that tests move, records made short, a folder that goes
// away.
#pragma once

#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/store/clocks.h"
#include "storage/store/records.h"

namespace storage {

// One clock for both times; copies share it.
class ManualClock {
 public:
  void advance(Milliseconds step) { *now_ += step; }
  Clocks clocks() const {
    return {[now = now_] { return std::chrono::steady_clock::time_point(*now); },
            [now = now_] { return std::chrono::system_clock::time_point(kStart + *now); }};
  }

 private:
  static constexpr Milliseconds kStart{1'700'000'000'000};  // 2023-11-14T22:13:20Z
  std::shared_ptr<Milliseconds> now_ = std::make_shared<Milliseconds>(1'000'000);
};

// While it lives no file may grow past a size: the kernel's own way to fail a write.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    old_handler_ = signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &old_limit_);
    (void)signal(SIGXFSZ, old_handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int) = nullptr;
};

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

ground::UrlKey key_of(const std::string& url);
// "http://a.test/x" as a wanted URL; its origin is the part before the path.
NewUrl new_url(const std::string& url, uint32_t depth = 0, Reason skip = Reason::kNone);
std::vector<NewUrl> new_urls(const std::vector<std::string>& urls);
Outlink link_to(const std::string& url, uint32_t depth, uint32_t position = 0);
PageCommit page_of(const Lease& lease, int status = 200, std::vector<Outlink> links = {});
// A page of that text, with an ETag and a hash of its bytes.
PageCommit with_text(const Lease& lease, const std::string& text, std::vector<Outlink> links = {});
// An update for which all is due.
UpdatePlan all();
std::vector<std::string> urls_of(const LeaseAnswer& answer);

}  // namespace storage
