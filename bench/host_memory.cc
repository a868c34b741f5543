// What a crawl keeps in memory of the hosts that it has met: a whole crawl on a web without sockets
// and a store without disk, which keep nothing of a host that is done with.
//   host_memory [millions of hosts]
// Of four hosts one answers, one has no name, one refuses connections, and one's robots.txt answers
// 503. The clock is the bench's own: an answer takes 200 ms of it.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

#include "crawler/ring/crawl.h"
#include "crawler/ring/ledger.h"
#include "tests/support/endless_hosts.h"
#include "tests/support/manual_loop.h"

namespace {

using Kind = tests::EndlessHosts::Kind;

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * 4096 / 1e6;
}

class Silent final : public crawler::CrawlListener {
 public:
  bool has_ended = false;
  void page_done(const crawler::PageLine&) override {}
  void message(const std::string&) override {}
  void warning(const std::string&) override {}
  void ended() override { has_ended = true; }
};

int run(uint64_t hosts) {
  constexpr uint64_t kStep = 100'000;
  crawler::Options options;
  options.user_agent = "crawl/bench";
  options.scope = crawler::Scope::kAll;
  options.sitemaps = false;
  const crawler::Admission admission(options, {});
  tests::ManualLoop loop;
  tests::EndlessHosts::Plan plan;
  plan.hosts = hosts;
  plan.kind_of = [](uint64_t host) { return static_cast<Kind>(host % 4); };
  tests::EndlessHosts web(loop, plan);
  Silent listener;
  crawler::Crawl crawl({options, admission, web, web, web, loop, listener});
  web.serve(crawl);
  loop.on_wake([&crawl] { crawl.wake(); });
  crawl.start({}, crawler::Ledger::credits_for(options.concurrency, 1));
  fmt::print("{:>10} {:>12} {:>10} {:>8}\n", "hosts met", "in memory", "minutes", "RSS MB");
  for (uint64_t next = kStep; !listener.has_ended && loop.step();) {
    if (web.met() < next) continue;
    fmt::print("{:>10} {:>12} {:>10} {:>8.0f}\n", web.met(), crawl.snapshot().hosts,
               std::chrono::duration_cast<std::chrono::minutes>(loop.elapsed()).count(),
               resident_mb());
    std::fflush(stdout);
    next += kStep;
  }
  fmt::print("the end: {} pages, {} hosts failed, {} wait\n", web.kept(), web.failed(),
             web.parked());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(static_cast<uint64_t>((argc > 1 ? std::atof(argv[1]) : 1) * 1e6));
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
