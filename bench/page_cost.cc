// What no crawler that keeps its pages can do without, each alone, on the pages of a folder:
//   page_cost FOLDER [PAGES]
// prints CPU microseconds a page of gumbo in an arena, of inflating and of compressing for the
// database. bench/page_cost.py holds a whole crawl against them.
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "parser/html/html.h"
#include "parser/http/inflate.h"

namespace {

double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

std::vector<std::string> read_pages(const char* folder, std::size_t most) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".html")
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  // Spread over all of them: neighbours are alike.
  const std::size_t step = std::max<std::size_t>(1, paths.size() / std::max<std::size_t>(1, most));
  std::vector<std::string> pages;
  for (std::size_t i = 0; i < paths.size() && pages.size() < most; i += step) {
    std::ostringstream page;
    page << std::ifstream(paths[i], std::ios::binary).rdbuf();
    pages.push_back(page.str());
  }
  return pages;
}

// Microseconds a page, the least of five rounds: whatever else the machine does only adds.
double cost(const std::vector<std::string>& pages,
            const std::function<void(const std::string&)>& work) {
  double least = 1e9;
  for (int round = 0; round < 5; ++round) {
    const double begin = cpu_seconds();
    for (const std::string& page : pages) work(page);
    least = std::min(least, cpu_seconds() - begin);
  }
  return least * 1e6 / static_cast<double>(pages.size());
}

std::string gzip(const std::string& page) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;  // zlib.h, deflateInit2()
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string packed(deflateBound(&stream, page.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(page.data()));
  stream.avail_in = static_cast<uInt>(page.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "page_cost FOLDER [PAGES]\n");
    return 2;
  }
  const std::vector<std::string> pages =
      read_pages(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2000);
  if (pages.empty()) {
    std::fprintf(stderr, "page_cost: %s: no .html files\n", argv[1]);
    return 1;
  }
  parser::HtmlParser html;
  parser::HtmlLimits whole, condensed;
  whole.condense = false;
  std::string room;
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  const double gumbo = cost(pages, [&](const std::string& page) { html.parse(page, whole); });
  const double less = cost(pages, [&](const std::string& page) { html.parse(page, condensed); });
  const double zstd = cost(pages, [&](const std::string& page) {
    room.resize(ZSTD_compressBound(page.size()));
    ZSTD_compressCCtx(context, room.data(), room.size(), page.data(), page.size(), 1);
  });
  ZSTD_freeCCtx(context);
  std::vector<std::string> packed;
  packed.reserve(pages.size());
  for (const std::string& page : pages) packed.push_back(gzip(page));
  const double inflate = cost(packed, [&](const std::string& page) {
    std::string_view inflated;
    parser::inflate(page, "gzip", 64u << 20, room, inflated);
  });
  std::size_t bytes = 0;
  for (const std::string& page : pages) bytes += page.size();
  std::printf("pages %zu bytes %zu gumbo %.1f condensed %.1f inflate %.1f zstd %.1f\n",
              pages.size(), bytes / pages.size(), gumbo, less, inflate, zstd);
  return 0;
}
