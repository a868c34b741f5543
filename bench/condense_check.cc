// Whether pages come out the same when gumbo reads only a part of them, and what that saves:
// condense_check FOLDER... reads every .html file below them. Ends with 1 if a page differs.
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "ground/page_facts.h"
#include "parser/page/page.h"

namespace {

using parser::ParsedPage;

double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

// The first field that differs, or null.
const char* difference(const ParsedPage& a, const ParsedPage& b) {
  if (a.limits_hit != b.limits_hit) return "limits_hit";
  if (a.title != b.title) return "title";
  if (a.description != b.description) return "description";
  if (a.lang != b.lang) return "lang";
  if (a.canonical != b.canonical) return "canonical";
  if (a.meta_robots != b.meta_robots) return "meta_robots";
  if (a.noindex != b.noindex || a.nofollow != b.nofollow) return "noindex, nofollow";
  if (a.text != b.text) return "text";
  if (a.word_count != b.word_count || a.simhash != b.simhash) return "words";
  if (a.facts->counts != b.facts->counts) return "numbers of facts";
  if (a.facts->headings != b.facts->headings || a.facts->images != b.facts->images ||
      a.facts->forms != b.facts->forms || a.facts->ids != b.facts->ids)
    return "lists of facts";
  if (a.links.size() != b.links.size()) return "number of links";
  for (std::size_t i = 0; i < a.links.size(); ++i) {
    const parser::ParsedLink &x = a.links[i], &y = b.links[i];
    if (x.url != y.url || x.key != y.key || x.kind != y.kind || x.position != y.position ||
        x.nofollow != y.nofollow)
      return "a link";
    if (x.anchor != y.anchor) return "an anchor";
    if (x.rel != y.rel) return "a rel";
  }
  return nullptr;
}

struct Sums {
  std::size_t pages = 0, bytes = 0, different = 0;
  double whole = 0, condensed = 0;  // CPU seconds
};

void check(const std::string& path, const std::string& body, Sums& sums) {
  static parser::PageParser one, other;
  static const std::vector<std::pair<std::string, std::string>> kHeaders = {
      {"Content-Type", "text/html"}};
  parser::RawPage raw;
  raw.url = "http://a.test/dir/page.html";
  raw.status = 200;
  raw.headers = &kHeaders;
  raw.body = body;
  parser::PageLimits limits;
  limits.max_parse_time = std::chrono::seconds(60);
  const double begin = cpu_seconds();
  const ParsedPage& condensed = one.parse(raw, limits);
  const double middle = cpu_seconds();
  limits.condense = false;
  const ParsedPage& whole = other.parse(raw, limits);
  sums.whole += cpu_seconds() - middle;
  sums.condensed += middle - begin;
  ++sums.pages;
  sums.bytes += body.size();
  const char* const what = difference(condensed, whole);
  if (what == nullptr) return;
  ++sums.different;
  std::printf("%s: %s\n", path.c_str(), what);
}

}  // namespace

// Pages with control characters are different: gumbo alone replaces them.
int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "condense_check FOLDER...\n");
    return 2;
  }
  Sums sums;
  for (int i = 1; i < argc; ++i)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file() || !entry.path().extension().string().starts_with(".htm"))
        continue;
      std::ostringstream body;
      body << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      check(entry.path().string(), body.str(), sums);
    }
  const auto pages = static_cast<double>(sums.pages);
  std::printf("%zu pages, %zu bytes, %zu different; CPU ms a page: %.3f whole, %.3f condensed\n",
              sums.pages, sums.bytes, sums.different, sums.whole * 1e3 / pages,
              sums.condensed * 1e3 / pages);
  return sums.different == 0 ? 0 : 1;
}
