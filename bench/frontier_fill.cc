// A crawl's file with a large frontier, for bench/frontier_rate.py: URLS waiting URLs on HOSTS
// hosts, each an address of its own that leads to this machine: http://127.1.x.y:PORT/a/N/.
//   frontier_fill FILE URLS HOSTS PORT
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "parser/url/url.h"
#include "storage/open_store.h"

namespace {

constexpr uint64_t kRun = 20;  // URLs of a host in a row, as a page brings them

storage::NewUrl url_of(uint64_t host, uint64_t n, const std::string& port) {
  parser::Url url;
  url.assign(fmt::format("http://127.1.{}.{}:{}/a/{}/", host / 256, host % 256, port, n));
  url.normalise();
  storage::NewUrl made;
  made.url = std::string(url.href());
  made.origin = std::string(url.origin());
  made.key = parser::key_of(url);
  made.depth = 1;
  return made;
}

int fill(const std::string& path, uint64_t urls, uint64_t hosts, const std::string& port) {
  auto store = storage::open_store(path, {});
  if (!store) {
    fmt::print(stderr, "frontier_fill: {}\n", store.error().message);
    return 1;
  }
  std::vector<storage::NewUrl> batch;
  const uint64_t of_each = urls / hosts;
  for (uint64_t from = 0; from < of_each; from += kRun) {
    for (uint64_t host = 0; host < hosts; ++host) {
      for (uint64_t n = from; n < std::min(from + kRun, of_each); ++n)
        batch.push_back(url_of(host, n, port));
      const bool is_last = from + kRun >= of_each && host + 1 == hosts;
      if (batch.size() < 2000 && !is_last) continue;
      if (auto added = (*store)->add(batch); !added) {
        fmt::print(stderr, "frontier_fill: {}\n", added.error().message);
        return 1;
      }
      batch.clear();
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: frontier_fill FILE URLS HOSTS PORT\n", stderr);
    return 2;
  }
  try {
    return fill(argv[1], std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10),
                argv[4]);
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
