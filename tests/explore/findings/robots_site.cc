#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_robots(SiteMaker& site) {
  const auto ruled = [&](const std::string& host, int status, const std::string& text) {
    const std::string origin = "https://" + host + ".test";
    site.keep_changed(origin + "/", [](PageRecord&) {});
    site.maker().robots(origin, status, text);
  };
  ruled("training", 200, "User-agent: GPTBot\nDisallow: /\n");
  ruled("answers", 200, "User-agent: PerplexityBot\nDisallow: /\n");
  ruled("search", 200, "User-agent: Bingbot\nDisallow: /\n");
  ruled("open", 200, "User-agent: *\nAllow: /\n");
  ruled("none", 404, "");
  ruled("large", 200, "# " + std::string(520'000, 'x') + "\n");
  ruled("html", 200, "<!doctype html><title>App</title>");
  ruled("part", 200, "User-agent: Googlebot\nDisallow: /closed\nDisallow: /s.js\n");
  site.keep_changed("https://part.test/closed", [](PageRecord&) {},
                    {{"script", "https://part.test/s.js"}});
  site.keep_changed("https://part.test/llms.txt",
                    [](PageRecord& page) { page.content_type = "text/plain"; });
  // What an application gives for every address.
  site.keep_changed("https://part.test/app/llms.txt", [](PageRecord&) {});
  site.maker().slow_robots("https://patience.test", std::chrono::seconds(30));
  site.finish();
}

}  // namespace

FaultyPart robots_part() {
  return {"robots",
          make_robots,
          {
              {"ai-answers", {"https://answers.test"}},
              {"ai-training", {"https://training.test"}},
              {"llms-txt", {"https://part.test/llms.txt"}},
              {"resources-blocked", {"https://part.test/s.js"}},
              {"robots-html", {"https://html.test"}},
              {"robots-large", {"https://large.test"}},
              {"robots-missing", {"https://none.test"}},
              {"robots-slow", {"https://patience.test"}},
              {"search-blocked", {"https://search.test"}},
              {"search-blocked-pages", {"https://part.test/closed"}},
          }};
}

}  // namespace explore
