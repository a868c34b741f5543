#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_sitemap(SiteMaker& site) {
  const auto keep = [&](const std::string& path) { site.keep_changed(path, [](PageRecord&) {}); };
  for (const char* path : {"/a", "/b", "/unlisted", "/drifted"}) keep(path);
  site.keep_changed("/copy", [](PageRecord& page) { page.canonical = kSite + "/a"; });
  site.keep_changed("/dated", [](PageRecord&) {},
                    {{"json-ld", R"({"@type":"WebPage","dateModified":"2023-01-01"})", "WebPage"}});
  const std::string day = "2023-03-01";
  site.sitemap("/good.xml", {{"/", day}, {"/a", day}, {"/b", day}, {"/drifted", day}});
  site.sitemap("/also.xml", {{"/b", day}});
  site.sitemap("/foreign.xml", {{"https://other.test/", day}, {"http://site.test/a", day}});
  site.sitemap("/copies.xml", {{"/copy", day}});
  site.sitemap("/empty.xml", {});
  site.sitemap("/undated.xml", {{"/dated2", ""}});
  keep("/dated2");
  site.sitemap("/wrong.xml", {{"/w", "01.03.2023"}});
  keep("/w");
  site.sitemap("/future.xml", {{"/f", "2090-01-01"}});
  keep("/f");
  site.sitemap("/drift.xml", {{"/dated", "2023-02-01"}});
  std::vector<std::pair<std::string, std::string>> same;
  for (int i = 0; i < 20; ++i) {
    same.emplace_back("/same" + std::to_string(i), day);
    keep(same.back().first);
  }
  site.sitemap("/same.xml", same);
  PageRecord large = SiteMaker::sitemap_page();
  large.size = 60'000'000;
  site.sitemap("/large.xml", {{"/large", day}}, large);
  keep("/large");
  site.sitemap("/missing.xml", {}, failing(404));
  site.sitemap("/guessed-missing.xml", {}, failing(404));
  std::string robots;
  for (const char* name : {"good", "also", "foreign", "copies", "empty", "undated", "wrong",
                           "future", "drift", "same", "missing"})
    robots += "Sitemap: " + kSite + "/" + name + ".xml\n";
  site.maker().robots(kSite, 200, robots);
  site.finish();
}

}  // namespace

FaultyPart sitemap_part() {
  return {"sitemap",
          make_sitemap,
          {
              {"canonical-other", {"/copy"}},
              {"lastmod-drift", {"/dated"}},
              {"lastmod-future", {"/f"}},
              {"lastmod-missing", {"/undated.xml"}},
              {"lastmod-same", {"/same.xml"}},
              {"lastmod-wrong", {"/w"}},
              {"links-to-copies", {"/copy"}},
              {"sitemap-copies", {"/copy"}},
              {"sitemap-empty", {"/empty.xml"}},
              {"sitemap-http", {"http://site.test/a"}},
              {"sitemap-not-listed", {"/unlisted"}},
              {"sitemap-other-site", {"https://other.test/"}},
              {"sitemap-too-large", {"/large.xml"}},
              {"sitemap-twice", {"/b"}},
              {"sitemap-unnamed", {"/large.xml"}},
              {"sitemap-unreadable", {"/missing.xml"}},
          }};
}

}  // namespace explore
