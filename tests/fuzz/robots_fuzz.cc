// parser/robots/robots: "AGENT\nPATH\nFILE".
#include <string>

#include "parser/robots/robots.h"
#include "tests/fuzz/require.h"

using fuzz::require;
using parser::Robots;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  const std::string_view agent = fuzz::take_line(rest);
  const std::string path = "/" + std::string(fuzz::take_line(rest));
  const Robots robots = Robots::parse(rest, agent);
  const bool allowed = robots.allows(path);
  require(Robots::allow_all().allows(path), "no rules allow all");
  require(robots.sitemaps().size() <= Robots::kMaxSitemaps, "sitemaps are bounded");
  const auto delay = robots.crawl_delay();
  require(!delay || (delay->count() >= 0 && *delay <= Robots::kMaxCrawlDelay),
          "a crawl delay is within its bounds");

  // A byte-order mark and the end of the last line change nothing, where there is no mark yet: of
  // UTF-8, or of UTF-16.
  if (rest.starts_with("\xEF") || rest.starts_with("\xFE") || rest.starts_with("\xFF")) return 0;
  if (robots.truncated()) return 0;
  const Robots marked = Robots::parse("\xEF\xBB\xBF" + std::string(rest) + "\n", agent);
  require(marked.allows(path) == allowed, "a byte-order mark changes no rule");
  require(marked.crawl_delay() == delay, "a byte-order mark changes no delay");
  require(marked.sitemaps() == robots.sitemaps(), "a byte-order mark changes no sitemap");
  return 0;
}
