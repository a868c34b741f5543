#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_large_site(SiteMaker& site) {
  // As many pages as make a sitemap, and links to each from two pages, worth having.
  SiteMaker::Links all;
  for (int i = 0; i < 60; ++i) {
    const std::string path = "/page" + std::to_string(i);
    all.push_back({"a", kSite + path, "to " + path});
  }
  for (int i = 0; i < 60; ++i)
    site.keep_changed(
        "/page" + std::to_string(i), [](PageRecord&) {}, i == 0 ? all : SiteMaker::Links());
  site.keep_changed("/once", [](PageRecord&) {});
  site.maker().robots(kSite, 200, "User-agent: *\nDisallow: /private\n");
  // Too many entries for one sitemap, some hundred URLs again and again: what counts are the
  // entries.
  SiteMaker::Links listed;
  for (int i = 0; i < 50'001; ++i)
    listed.push_back({"sitemap", "https://listed.test/" + std::to_string(i % 500),
                      "2023-01-0" + std::to_string(1 + i % 9)});
  site.maker().keep("https://listed.test/sitemap.xml", SiteMaker::sitemap_page(), listed, 0,
                    storage::Role::kSitemap);
  site.maker().robots("https://listed.test", 200, "Sitemap: https://listed.test/sitemap.xml");
  site.finish();
}

}  // namespace

FaultyPart large_site_part() {
  return {"large_site",
          make_large_site,
          {
              {"linked-once", {"/once", "/page0"}},
              {"robots-no-sitemap", {""}},
              {"sitemap-missing", {""}},
              {"sitemap-too-many", {"https://listed.test/sitemap.xml"}},
          }};
}

}  // namespace explore
