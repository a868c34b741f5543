// What a fetch costs: CPU time per request of CurlFetcher against a server at hand.
//   fetch_bench BASE_URL REQUESTS [CONCURRENCY [HOSTS [CA_FILE]]]
// All requests go to the address 127.0.0.1 and the port of BASE_URL. With HOSTS > 1 they go in turn
// to that many made-up names at that address, as a wide crawl does; the server must answer to any.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "crawler/fetch/curl_fetcher.h"
#include "crawler/loop/event_loop.h"
#include "parser/url/url.h"

namespace {

using Clock = std::chrono::steady_clock;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Run {
  long requests = 0, hosts = 1;
  std::size_t concurrency = 64;
  parser::Url base;
  long started = 0, ended = 0, failed = 0;
  unsigned long long bytes = 0;

  std::string url_of(long number) const {
    if (hosts <= 1) return std::string(base.href());
    return std::string(base.scheme()) + "://host" + std::to_string(number % hosts) +
           ".test:" + std::to_string(base.port()) + std::string(base.path_and_query());
  }

  void start_next(crawler::EventLoop& loop, crawler::CurlFetcher& fetcher) {
    if (started == requests) return;
    crawler::FetchJob job;
    job.url = url_of(started++);
    job.addresses = {*crawler::IpAddress::parse("127.0.0.1")};
    job.allow_private = true;
    job.any_type = true;
    fetcher.start(std::move(job), [&](crawler::FetchedPage page) {
      if (page.outcome != crawler::FetchOutcome::kAnswered && failed++ == 0)
        std::fprintf(stderr, "first failure: %s\n", page.detail.c_str());
      bytes += page.transferred;
      if (++ended == requests) return loop.stop();
      start_next(loop, fetcher);
    });
  }
};

}  // namespace

int main(int argc, char** argv) {
  Run run;
  if (argc < 3 || run.base.assign(argv[1]) != parser::UrlStatus::kOk) {
    std::fprintf(stderr, "usage: fetch_bench BASE_URL REQUESTS [CONCURRENCY [HOSTS [CA_FILE]]]\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  run.requests = std::atol(argv[2]);
  if (argc > 3) run.concurrency = std::strtoul(argv[3], nullptr, 10);
  if (argc > 4) run.hosts = std::atol(argv[4]);

  crawler::EventLoop loop;
  crawler::CurlSettings settings;
  settings.concurrency = run.concurrency;
  settings.user_agent = "fetch_bench";
  if (argc > 5) settings.ca_file = argv[5];
  crawler::CurlFetcher fetcher(loop, settings);
  const double cpu = cpu_seconds();
  const auto begin = Clock::now();
  for (std::size_t i = 0; i < run.concurrency; ++i) run.start_next(loop, fetcher);
  if (run.started > 0) loop.run();
  const double wall = std::chrono::duration<double>(Clock::now() - begin).count();
  const double per_request = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(run.requests);
  std::printf("%ld requests, %ld failed, %llu bytes, %.2f s: %.1f us CPU and %.1f us wall each\n",
              run.ended, run.failed, run.bytes, wall, per_request,
              wall * 1e6 / static_cast<double>(run.requests));
  return run.failed > 0 ? 1 : 0;
}
