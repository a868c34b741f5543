// crawl: argv -> options -> seeds -> store -> run -> exit status.
#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

#include "crawler/last_words.h"
#include "crawler/options.h"
#include "crawler/page_record.h"
#include "crawler/progress.h"
#include "crawler/ring.h"
#include "crawler/seeds.h"
#include "crawler/standard_channels.h"
#include "crawler/summary.h"
#include "storage/open_store.h"

namespace {

// The exit status is a contract: 0 ended as asked, 1 failed, 2 usage, 130 interrupted.
enum Exit { kAsAsked = 0, kFailed = 1, kUsage = 2, kInterrupted = 130 };

void say(const std::string& text) {
  std::fprintf(stderr, "crawl: %s\n", terminal::safe_text(text).c_str());
}

int status_of(const std::string& end_reason) {
  if (end_reason == "store-error") return kFailed;
  return end_reason == "interrupted" ? kInterrupted : kAsAsked;
}

int run(const crawler::Options& options) {
  const crawler::Seeds seeds = crawler::read_seeds(options.seeds);
  for (const std::string& problem : seeds.problems) say(problem);
  if (seeds.good.empty()) {
    say("no URL to start from: give URLs, or files with one URL a line");
    return kFailed;
  }
  storage::StoreOptions store_options;
  store_options.link_kinds = crawler::link_kind_names();
  store_options.durable = options.durable;
  auto store = storage::open_store(options.db, store_options);
  if (!store) {
    say(store.error().message);
    return kFailed;
  }
  if (auto begun = (*store)->begin_run({CRAWL_VERSION, crawler::options_json(options)}); !begun) {
    say(begun.error().message);
    return kFailed;
  }
  const crawler::SummaryFacts facts = crawler::run_crawl(options, seeds.good, **store);
  if (!options.quiet || !facts.error.empty())
    std::fputs(crawler::summary(facts, options).c_str(), stderr);
  return status_of(facts.end_reason);
}

}  // namespace

int main(int argc, char** argv) {
  if (!crawler::hold_standard_channels()) return kFailed;
  crawler::install_last_words();
  // One page of megabytes must not leave its size in the heap of each thread for the rest of the
  // crawl: blocks this large come from the system and go back to it (mallopt(3); by default the
  // threshold rises with each of them that is freed).
  constexpr int kOwnMapping = 256 << 10;
  mallopt(M_MMAP_THRESHOLD, kOwnMapping);
  // A reader of our output that goes away is no reason to end a crawl.
  std::signal(SIGPIPE, SIG_IGN);
  const crawler::ParsedOptions parsed = crawler::parse_options(argc, argv);
  std::fputs(parsed.output.c_str(), stdout);
  std::fputs(parsed.error.c_str(), stderr);
  if (parsed.exit_now) return parsed.exit_status;
  for (const std::string& warning : parsed.warnings) say(warning);
  try {
    return run(parsed.options);
  } catch (const std::bad_alloc&) {
    std::fputs(crawler::kOutOfMemory, stderr);
    return kFailed;
  } catch (const std::system_error& error) {
    const bool is_thread = error.code() == std::errc::resource_unavailable_try_again;
    say(is_thread ? "no memory or no place for another thread: raise ulimit -v or -u, or give "
                    "--parsers 1"
                  : error.what());
    return kFailed;
  } catch (const std::exception& error) {
    say(error.what());
    return kFailed;
  }
}
