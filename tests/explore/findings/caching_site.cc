#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_caching(SiteMaker& site) {
  const auto said = [&](const std::string& url, const std::string& name, const std::string& value) {
    site.keep_changed(url, [&](PageRecord& page) { set_header(page, name, value); });
  };
  said("https://a.test/no-validator", "ETag", "");
  said("https://b.test/no-lifetime", "Cache-Control", "");
  said("https://c.test/no-store", "Cache-Control", "no-store");
  said("https://d.test/contradiction", "Cache-Control", "public, private");
  said("https://e.test/any", "Vary", "*");
  site.keep_changed("https://f.test/pragma", [](PageRecord& page) {
    set_header(page, "Cache-Control", "");
    set_header(page, "Pragma", "no-cache");
  });
  said("https://g.test/unvaried", "Vary", "Cookie");
  site.keep_changed("https://h.test/old", [](PageRecord& page) { page.http_version = "1.1"; });
  site.keep_changed("/late",
                    [](PageRecord& page) { page.ttfb = page.total = storage::Milliseconds(700); });
  for (int i = 0; i < 10; ++i)
    site.keep_changed("https://slow.test/" + std::to_string(i),
                      [](PageRecord& page) { page.total = storage::Milliseconds(600); });
  site.keep_changed("/code", [](PageRecord& page) {
    page.size = 200'000;
    page.word_count = 100;
  });
  site.finish();
}

}  // namespace

FaultyPart caching_part() {
  return {"caching",
          make_caching,
          {
              {"cache-contradiction", {"https://d.test"}},
              {"cache-no-lifetime", {"https://b.test", "https://f.test"}},
              {"cache-no-store", {"https://c.test"}},
              {"cache-no-validator", {"https://a.test"}},
              {"cache-pragma", {"https://f.test"}},
              {"cache-vary-any", {"https://e.test"}},
              {"http-1-only", {"https://h.test"}},
              {"slow-first-byte", {"/late"}},
              {"slow-hosts", {"https://slow.test"}},
              {"text-ratio", {"/code"}},
              {"vary-encoding", {"https://g.test"}},
          }};
}

}  // namespace explore
