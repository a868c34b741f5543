// Progress: one line on a terminal, redrawn; elsewhere a plain log line every 10 s; messages in
// between. Thread: the loop's. Never fails: a closed stderr is no reason to end a crawl. Control
// characters are removed from text from the web before it is written.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "crawler/options/options.h"
#include "terminal/terminal_text.h"  // safe_text: what comes from the web passes through it

namespace crawler {

// What holds the crawl back now.
enum class Bottleneck {
  kNothing,
  kPoliteness,
  kRobots,
  kNetwork,
  kParser,
  kStore,
  kDone,
  kUnavailable,  // nothing to do but to ask unavailable hosts again
  kPaused,       // someone wants it so
};
std::string_view name_of(Bottleneck bottleneck);

// The crawl at one moment; the counts of pages, bytes and errors are of this run.
struct Snapshot {
  std::chrono::milliseconds elapsed{0};
  std::chrono::milliseconds paused{0};  // of elapsed
  uint64_t pages = 0;                   // committed; without sitemaps and other files
  uint64_t bytes = 0;                   // body bytes received
  uint64_t errors = 0;                  // failed URLs, as in the view of that name
  uint64_t checks = 0;                  // committed; they are no pages
  uint64_t bad_answers = 0;             // pages of status 400 and above
  uint64_t in_flight = 0;               // transfers
  uint64_t waiting = 0;                 // URLs, whole store
  uint64_t hosts = 0;                   // origins in the frontier's memory now
  Bottleneck bottleneck = Bottleneck::kNothing;
};

// One finished URL, for --verbose and --log-json.
struct PageLine {
  std::string_view url;
  int status = 0;           // 0: failed or skipped, see `reason`
  std::string_view reason;  // "" or "robots", "timeout" …
  std::string_view detail;
  uint64_t bytes = 0;
  std::chrono::milliseconds total{0};
};

class Progress {
 public:
  // Writes to file descriptor `fd` (2 in the program), which it does not own.
  Progress(const Options& options, int fd, bool is_terminal);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // How often update() wants to be called: 200 ms on a terminal, 10 s elsewhere.
  std::chrono::milliseconds interval() const;
  void update(const Snapshot& snapshot);    // redraws, or logs a line
  void page(const PageLine& page);          // prints only with --verbose (or --verbose --log-json)
  void set_limits(const Options& options);  // where they have changed
  void message(std::string_view text);      // a line of its own; not with --quiet
  void warning(std::string_view text);      // a line of its own; with --quiet too
  void finish();                            // leaves the terminal's line clean

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
