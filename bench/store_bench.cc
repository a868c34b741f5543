// What a page costs the store: synthetic pages of 30 links, 8 KB of text and a 2.5 KB body through
// add, lease and commit in batches, as a crawl does.
//   store_bench [folder] [pages] [page_bytes] [wal_pages] [batch] [hosts] [cache_mb] [key_cache_mb]
// In place of the folder: postgres://…, an empty database, whose server's CPU time is to be read
// elsewhere.
#include <fmt/format.h>
#include <sys/resource.h>
#include <xxhash.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <random>
#include <system_error>
#include <thread>
#include <utility>

#include "storage/postgres/postgres_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/store/place.h"

namespace {

using storage::Lease;
using storage::NewUrl;
using storage::PageCommit;

constexpr int kLinks = 30;
constexpr int kNavigation = 12;  // of these, the same on every page of a host

struct Shape {
  std::string folder = "/tmp";
  int pages = 30'000;
  storage::SqliteTuning tuning;
  int batch = 100;
  int hosts = 50;
  int cache_mb = 64;
};

Shape shape_of(int argc, char** argv) {
  Shape shape;
  const auto number = [&](int i, int value) { return argc > i ? std::atoi(argv[i]) : value; };
  if (argc > 1) shape.folder = argv[1];
  shape.pages = number(2, shape.pages);
  shape.tuning.page_bytes = number(3, shape.tuning.page_bytes);
  shape.tuning.wal_autocheckpoint_pages = number(4, shape.tuning.wal_autocheckpoint_pages);
  shape.batch = number(5, shape.batch);
  shape.hosts = number(6, shape.hosts);
  shape.cache_mb = number(7, shape.cache_mb);
  shape.tuning.key_cache_bytes = static_cast<std::size_t>(number(8, 24)) << 20;
  return shape;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Web {
 public:
  explicit Web(const Shape& shape) : shape_(shape) {
    for (int i = 0; i < 20'000; ++i) noise_ += static_cast<char>(random_());
    for (int i = 0; i < 20'000; ++i) text_ += static_cast<char>('a' + random_() % 26);
  }

  NewUrl url(int host, int64_t n, uint32_t depth) {
    NewUrl url;
    url.origin = fmt::format("https://www.site-{}.example", host);
    url.url = fmt::format("{}/section-{}/an-article-about-{}.html", url.origin, n % 20, n);
    url.key = {XXH3_64bits(url.origin.data(), url.origin.size()),
               XXH3_64bits(url.url.data(), url.url.size())};
    url.depth = depth;
    return url;
  }

  PageCommit page(const Lease& lease) {
    PageCommit commit;
    commit.token = lease.token;
    commit.key = lease.key;
    storage::PageRecord& page = commit.page;
    page.status = 200;
    page.content_type = "text/html";
    page.charset = "UTF-8";
    page.title = "An article about something, as titles go";
    page.description = text_.substr(random_() % 1000, 120);
    page.lang = "en";
    page.http_version = "1.1";
    page.ip = "192.0.2.17";
    page.size = 30'000;
    page.transferred = 8'000;
    page.content_hash = random_();
    page.simhash = random_();
    page.text = text_.substr(random_() % 10'000, 7000 + random_() % 2000);
    page.body_zstd = noise_.substr(random_() % 10'000, 2000 + random_() % 1000);
    page.status_line = "HTTP/1.1 200 OK";
    for (const char* name : {"Date", "Server", "Content-Type", "Cache-Control", "Vary", "ETag"}) {
      page.headers.push_back({name, "some value of a header"});
    }
    const int host = std::atoi(lease.origin.c_str() + std::string("https://www.site-").size());
    for (int i = 0; i < kLinks; ++i) commit.outlinks.push_back(link(host, i, lease.depth + 1));
    return commit;
  }

 private:
  // 12 of navigation, 8 known or new ones of a window, the rest to further pages of the host.
  storage::Outlink link(int host, int i, uint32_t depth) {
    storage::Outlink link;
    const auto n = i < kNavigation ? i : static_cast<int64_t>(random_() % window_);
    link.target = url(host, n, depth);
    link.anchor = i < kNavigation ? "Navigation" : "an article about things";
    link.position = static_cast<uint32_t>(i);
    return link;
  }

  Shape shape_;
  std::mt19937_64 random_{1};
  std::string noise_, text_;
  // About a third of the links that are not navigation lead to a new URL.
  uint64_t window_ = static_cast<uint64_t>(shape_.pages / shape_.hosts) * 12 + 100;
};

struct Costs {
  double lease = 0, commit = 0;  // CPU seconds
  double wait = 0;               // for leases, of the wall's
  int64_t pages = 0;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Costs crawl(storage::Store& store, Web& web, const Shape& shape) {
  Costs costs;
  const auto per_host =
      static_cast<std::size_t>(shape.batch) / static_cast<std::size_t>(shape.hosts) + 2;
  while (costs.pages < shape.pages) {
    double start = cpu_seconds();
    const auto asked = std::chrono::steady_clock::now();
    auto answer = store.lease({static_cast<std::size_t>(shape.batch), per_host});
    costs.lease += cpu_seconds() - start;
    costs.wait += seconds_since(asked);
    if (!answer) break;
    if (answer->leases.empty()) {
      // In a fleet it takes a moment until the first buckets are ours.
      if (!answer->ask_again) break;
      std::this_thread::sleep_for(*answer->ask_again);
      continue;
    }
    std::vector<PageCommit> pages;
    for (const Lease& lease : answer->leases) pages.push_back(web.page(lease));
    start = cpu_seconds();
    if (auto done = store.commit(pages); !done) fmt::print("{}\n", done.error().message);
    costs.commit += cpu_seconds() - start;
    costs.pages += static_cast<int64_t>(pages.size());
  }
  return costs;
}

std::string file_of(const Shape& shape) { return shape.folder + "/store_bench.db"; }

ground::Result<std::unique_ptr<storage::Store>> open_new(const Shape& shape) {
  if (storage::is_postgres_place(shape.folder)) {
    storage::PostgresTuning tuning;
    tuning.key_cache_bytes = shape.tuning.key_cache_bytes;
    auto opened = storage::PostgresStore::open(shape.folder, {}, {}, tuning);
    if (!opened) return opened.error();
    return std::unique_ptr<storage::Store>(std::move(*opened));
  }
  for (const char* tail : {"", "-wal", "-shm", "-lock"})
    std::filesystem::remove(file_of(shape) + tail);
  storage::SqliteTuning tuning = shape.tuning;
  tuning.cache_bytes = static_cast<std::size_t>(shape.cache_mb) << 20;
  auto opened = storage::SqliteStore::open(file_of(shape), {}, {}, tuning);
  if (!opened) return opened.error();
  return std::unique_ptr<storage::Store>(std::move(*opened));
}

int run(const Shape& shape) {
  auto opened = open_new(shape);
  if (!opened) {
    fmt::print(stderr, "{}\n", opened.error().message);
    return 1;
  }
  storage::Store& store = **opened;
  Web web(shape);
  std::vector<NewUrl> seeds;
  seeds.reserve(static_cast<std::size_t>(shape.hosts));
  for (int i = 0; i < shape.hosts; ++i) seeds.push_back(web.url(i, 0, 0));
  auto ready = store.begin_run({"bench", "{}"});
  auto added = store.add(seeds);
  const auto wall = std::chrono::steady_clock::now();
  const Costs costs = crawl(store, web, shape);
  const double took = seconds_since(wall);
  const double start = cpu_seconds();
  auto ended = store.end_run({"finished", 0, 0});
  const double end_cost = cpu_seconds() - start;
  auto stats = store.stats();
  if (!ready || !added || !ended || !stats) return 1;
  const auto pages = static_cast<double>(costs.pages);
  std::error_code none;  // of a place that is no file the size is to be read elsewhere
  const auto file_size = std::filesystem::file_size(file_of(shape), none);
  const auto bytes = none ? 0.0 : static_cast<double>(file_size);
  fmt::print(
      "{} pages, {} URLs, {} links; page_bytes {}, wal {}, batch {}, hosts {}, cache {} MB\n"
      "commit {:.1f} us/page, lease {:.1f} us/page, end_run {:.2f} s, wall {:.1f} s, of these "
      "{:.1f} % "
      "for leases\n"
      "file {:.0f} MB: {:.0f} bytes/page, {:.0f} bytes/URL; peak memory {:.0f} MB\n",
      costs.pages, stats->discovered, stats->links, shape.tuning.page_bytes,
      shape.tuning.wal_autocheckpoint_pages, shape.batch, shape.hosts, shape.cache_mb,
      costs.commit * 1e6 / pages, costs.lease * 1e6 / pages, end_cost, took,
      100 * costs.wait / took, bytes / 1e6, bytes / pages,
      bytes / static_cast<double>(stats->discovered), peak_mb());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(shape_of(argc, argv));
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
