// What a frontier costs as it grows: URLs are offered to the store on disk, and at each size pages
// are lent and kept as a crawl does it, with links to known and to new URLs of their host.
//   frontier_bench [folder] [millions of URLs] [pages a round]
#include <fmt/format.h>
#include <sys/resource.h>
#include <xxhash.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/sqlite/sqlite_store.h"

namespace {

using storage::Lease;
using storage::NewUrl;
using storage::PageCommit;

constexpr uint64_t kUrlsOfAHost = 1000;
constexpr int kNavigation = 12, kKnown = 10, kNew = 8;  // links of a page
constexpr uint64_t kFound = 20;     // new URLs of a page, as the frontier is made
constexpr std::size_t kBatch = 64;  // pages of a commit

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Now, not at its peak.
double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * 4096 / 1e6;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

class Web {
 public:
  Web() {
    for (int i = 0; i < 20'000; ++i) noise_ += static_cast<char>(random_());
    for (int i = 0; i < 20'000; ++i) text_ += static_cast<char>('a' + random_() % 26);
  }

  // As many of a host in a row as a page brings, then of the next host.
  NewUrl next(uint64_t hosts) {
    const uint64_t page = made_ / kFound, host = page % hosts;
    return url(host, page / hosts * kFound + made_++ % kFound, 1);
  }

  PageCommit page(const Lease& lease, uint64_t known_each) {
    PageCommit commit;
    commit.token = lease.token;
    commit.key = lease.key;
    storage::PageRecord& page = commit.page;
    page.status = 200;
    page.content_type = "text/html";
    page.title = "An article about something, as titles go";
    page.content_hash = random_();
    page.text = text_.substr(random_() % 10'000, 7000 + random_() % 2000);
    page.body_zstd = noise_.substr(random_() % 10'000, 2000 + random_() % 1000);
    page.status_line = "HTTP/1.1 200 OK";
    page.headers.push_back({"Content-Type", "text/html"});
    const auto host = static_cast<uint64_t>(
        std::atoll(lease.origin.c_str() + std::string("https://www.site-").size()));
    for (int i = 0; i < kNavigation; ++i) link(commit, url(host, static_cast<uint64_t>(i), 1));
    for (int i = 0; i < kKnown; ++i) link(commit, url(host, random_() % known_each, 1));
    for (int i = 0; i < kNew; ++i) link(commit, url(host, 1'000'000 + fresh_++, 2));
    return commit;
  }

 private:
  static NewUrl url(uint64_t host, uint64_t n, uint32_t depth) {
    NewUrl url;
    url.origin = fmt::format("https://www.site-{}.example", host);
    url.url = fmt::format("{}/section-{}/an-article-about-{}.html", url.origin, n % 20, n);
    url.key = {XXH3_64bits(url.origin.data(), url.origin.size()),
               XXH3_64bits(url.url.data(), url.url.size())};
    url.depth = depth;
    return url;
  }

  static void link(PageCommit& commit, NewUrl target) {
    storage::Outlink& link = commit.outlinks.emplace_back();
    link.target = std::move(target);
    link.anchor = "an article about things";
    link.position = static_cast<uint32_t>(commit.outlinks.size() - 1);
  }

  std::mt19937_64 random_{1};
  std::string noise_, text_;
  uint64_t made_ = 0, fresh_ = 0;
};

[[noreturn]] void fail(const std::string& message) {
  fmt::print(stderr, "frontier_bench: {}\n", message);
  std::exit(1);
}

void fill(storage::SqliteStore& store, Web& web, uint64_t from, uint64_t to, uint64_t hosts) {
  std::vector<NewUrl> urls;
  for (uint64_t i = from; i < to; ++i) {
    urls.push_back(web.next(hosts));
    if (urls.size() < 2000 && i + 1 < to) continue;
    if (auto added = store.add(urls); !added) fail(added.error().message);
    urls.clear();
  }
}

void keep_pages(storage::SqliteStore& store, Web& web, int pages, uint64_t known_each) {
  for (int kept = 0; kept < pages;) {
    auto answer = store.lease({kBatch, 8});
    if (!answer || answer->leases.empty()) fail("nothing was lent");
    std::vector<PageCommit> commits;
    for (const Lease& lease : answer->leases) commits.push_back(web.page(lease, known_each));
    if (auto done = store.commit(commits); !done) fail(done.error().message);
    kept += static_cast<int>(commits.size());
  }
}

std::unique_ptr<storage::SqliteStore> open(const std::string& path) {
  storage::SqliteTuning tuning;
  tuning.build_report_indexes = false;
  auto opened = storage::SqliteStore::open(path, {}, {}, tuning);
  if (!opened) fail(opened.error().message);
  return std::move(opened).value();
}

int run(const std::string& folder, double millions, int pages) {
  const std::string path = folder + "/frontier_bench.db";
  for (const char* tail : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path + tail);
  Web web;
  const auto most = static_cast<uint64_t>(millions * 1e6);
  const uint64_t hosts = std::max<uint64_t>(10, most / kUrlsOfAHost);
  fmt::print("{:>10} {:>12} {:>10} {:>12} {:>13} {:>8}\n", "URLs", "add us/URL", "bytes/URL",
             "page CPU us", "page wall us", "RSS MB");
  uint64_t urls = 0;
  uintmax_t of_pages = 0;
  for (uint64_t size = 10'000; size <= most; size *= 10) {
    double cpu = cpu_seconds();
    fill(*open(path), web, urls, size, hosts);
    const double add = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(size - urls);
    urls = size;
    const uintmax_t bytes = std::filesystem::file_size(path);  // closed: nothing is in the journal
    auto store = open(path);
    keep_pages(*store, web, pages / 10,
               std::max<uint64_t>(1, urls / hosts));  // what a crawl has warm
    cpu = cpu_seconds();
    const auto wall = std::chrono::steady_clock::now();
    keep_pages(*store, web, pages, std::max<uint64_t>(1, urls / hosts));
    const double each = 1e6 / pages;
    fmt::print("{:>10} {:>12.2f} {:>10.0f} {:>12.1f} {:>13.1f} {:>8.0f}\n", urls, add,
               static_cast<double>(bytes - of_pages) / static_cast<double>(urls),
               (cpu_seconds() - cpu) * each, seconds_since(wall) * each, resident_mb());
    std::fflush(stdout);
    store.reset();
    of_pages += std::filesystem::file_size(path) - bytes;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? argv[1] : "/tmp", argc > 2 ? std::atof(argv[2]) : 10,
               argc > 3 ? std::atoi(argv[3]) : 5000);
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
