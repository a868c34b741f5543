// What an update of a large file costs before its first visit: a file of so many million fetched
// URLs, of which each hundredth is due.
//   due_bench FILE [millions, 10] [HOSTS, 1000]
// Makes the file if it is not there. What a batch of 500 takes that is queued, and what a lease
// takes, while the file's pages are in the system's cache; less what it waits for a processor
// because of other work that the machine has.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "parser/url/url.h"
#include "storage/database/database.h"
#include "storage/sqlite/sqlite_store.h"

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// Of this process: what other work the machine has does not count.
double cpu_ms() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& time) {
    return 1000 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1000;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

// For a processor that others had (Linux; else 0).
double waited_ms() {
  double ran = 0, waited = 0;
  if (std::ifstream in("/proc/self/schedstat"); !(in >> ran >> waited)) return 0;
  return waited / 1e6;
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

storage::StoreOptions store_options() {
  storage::StoreOptions options;
  options.key_of_url = parser::key_of_href;
  return options;
}

std::unique_ptr<storage::SqliteStore> opened(const std::string& path) {
  auto store = storage::SqliteStore::open(path, store_options());
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(store).value();
}

// Those of a host lie far from each other, as a crawl finds them.
void fill(const std::string& path, int64_t urls, int64_t hosts) {
  opened(path).reset();
  auto opened_db = storage::Database::open(path);
  if (!opened_db) throw std::runtime_error(opened_db.error().message);
  storage::Database& db = **opened_db;
  db.exec("PRAGMA synchronous=OFF; DROP INDEX revisit_due; DROP INDEX revisit_queued; BEGIN");
  db.prepare(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
        "INSERT INTO host(id, key, origin, pages) SELECT i, i, 'http://h' || i || '.test', "
        "?2 FROM n")
      .with(hosts, urls / hosts)
      .run();
  db.prepare(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
        "INSERT INTO url(id, host_id, url, state, reason, depth, hops, role, priority, "
        "attempts, page_id) SELECT i, i % ?2 + 1, 'http://h' || (i % ?2 + 1) || "
        "'.test/a/folder/with/a/name/' || i || '.html', 1, 0, 3, 0, 0, 0, 0, i FROM n")
      .with(urls, hosts)
      .run();
  // Of a hundred one was due some hours ago, the others will be in the next 90 days.
  db.prepare(
        "INSERT INTO url_revisit(url_id, due, since, visited_at, interval, visits) "
        "SELECT id, iif(id % 100 = 0, ?1 - 60000 * (id * 7919 % 600), ?1 + 86400000 + "
        "77000 * (id * 7919 % 100000)), ?1 - 8640000000, ?1 - 864000000, 864000000, 9 "
        "FROM url")
      .with(now_ms())
      .run();
  db.exec(
      fmt::format("CREATE INDEX revisit_due ON url_revisit(due) WHERE place IS NULL; "
                  "CREATE INDEX revisit_queued ON url_revisit(place) WHERE place IS NOT NULL; "
                  "INSERT OR REPLACE INTO tally VALUES(1, 0, {0}); "
                  "INSERT OR REPLACE INTO counter VALUES('revisit_upto', {0}), "
                  "('revisit', 86400000), ('revisit_min', 3600000), "
                  "('revisit_max', 7776000000), ('last_page', {0}); COMMIT",
                  urls));
  if (auto filled = db.take_failure(); !filled) throw std::runtime_error(filled.error().message);
}

// A plain run takes out of the queue what an earlier call has put there.
void unqueue(const std::string& path) {
  auto begun = opened(path)->begin_run({"bench", "{}"});
  if (!begun) throw std::runtime_error(begun.error().message);
}

std::string spread(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return fmt::format("median {:.1f} ms, 95 % {:.1f} ms, most {:.1f} ms", times[times.size() / 2],
                     times[times.size() * 95 / 100], times.back());
}

void measure(const std::string& path) {
  unqueue(path);
  const auto opening = Clock::now();
  auto store = opened(path);
  fmt::print("open {:.0f} ms, peak {:.0f} MB\n", ms_since(opening), peak_mb());
  const auto beginning = Clock::now();
  auto begun = store->begin_update({});
  if (!begun) throw std::runtime_error(begun.error().message);
  fmt::print("begin_update {:.0f} ms, {} known, peak {:.0f} MB\n", ms_since(beginning),
             begun->known, peak_mb());
  std::vector<double> batches, cpu, alone;
  uint64_t queued = 0;
  for (;;) {
    const auto batch = Clock::now();
    const double cpu_before = cpu_ms(), waited_before = waited_ms();
    auto due = store->queue_due(500);
    if (!due) throw std::runtime_error(due.error().message);
    const double took = ms_since(batch), used = cpu_ms() - cpu_before;
    if (due->queued == 0) {
      fmt::print("none is left: {:.1f} ms\n", took);
      break;
    }
    queued += due->queued;
    batches.push_back(took);
    cpu.push_back(used);
    alone.push_back(took - (waited_ms() - waited_before));
  }
  if (batches.empty()) return;
  fmt::print(
      "{} queued in {} batches: {}; without the wait for a processor {}; of CPU {}; peak {:.0f} "
      "MB\n",
      queued, batches.size(), spread(batches), spread(alone), spread(cpu), peak_mb());
  const auto leasing = Clock::now();
  auto lent = store->lease({2'000, 4});
  if (!lent) throw std::runtime_error(lent.error().message);
  fmt::print("lease of {}: {:.1f} ms, peak {:.0f} MB\n", lent->leases.size(), ms_since(leasing),
             peak_mb());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: due_bench FILE [MILLIONS] [HOSTS]\n", stderr);
    return 2;
  }
  try {
    const int64_t millions = argc > 2 ? std::atoll(argv[2]) : 10;
    const int64_t hosts = argc > 3 ? std::atoll(argv[3]) : 1'000;
    if (!std::filesystem::exists(argv[1])) fill(argv[1], millions * 1'000'000, hosts);
    measure(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
