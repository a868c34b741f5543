// Sites with a page for each finding of a group, and pages beside them that look alike and are
// well.
#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "tests/explore/crawl_maker.h"
#include "tests/explore/findings/site_pages.h"

namespace explore {

// Keeps pages that the first page of the site links to.
class SiteMaker {
 public:
  using Links = std::vector<CrawlMaker::Link>;

  explicit SiteMaker(CrawlMaker& maker) : maker_(maker) {}

  // `path`: on kSite, or a whole URL.
  void keep(const std::string& path, const storage::PageRecord& page, Links links = {},
            uint32_t depth = 1) {
    keep_unlinked(path, page, std::move(links), depth);
    from_first.push_back({"a", url_of(path), "to " + path});
  }
  void keep_unlinked(const std::string& path, const storage::PageRecord& page, Links links = {},
                     uint32_t depth = 1) {
    if (!page.canonical.empty()) links.push_back({"canonical", page.canonical});
    if (!page.redirect_to.empty()) links.push_back({"redirect", page.redirect_to});
    const std::string url = url_of(path);
    if (page.status == 200) links.push_back({"a", url.substr(0, url.find('/', 8) + 1), "home"});
    maker_.keep(url, page, links, depth);
  }
  // A sound page but for what `change` does to it.
  template <typename Change>
  void keep_changed(const std::string& path, Change change, Links links = {}) {
    storage::PageRecord page = sound(path);
    page.canonical = url_of(path);
    change(page);
    keep(path, page, std::move(links));
  }
  // A sound page, but for what `change` does to what it is made of.
  template <typename Change>
  void keep_made(const std::string& path, Change change) {
    ground::PageFacts facts = sound_facts(path);
    change(facts);
    storage::PageRecord page = sound(path);
    page.canonical = url_of(path);
    maker_.take_facts(std::move(facts));
    keep(path, page);
  }
  // A sitemap with these entries; `lastmod` of each.
  void sitemap(const std::string& path,
               const std::vector<std::pair<std::string, std::string>>& entries,
               const storage::PageRecord& page = sitemap_page()) {
    Links listed;
    for (const auto& [entry, lastmod] : entries)
      listed.push_back({"sitemap", url_of(entry), lastmod});
    maker_.keep(url_of(path), page, listed, 0, storage::Role::kSitemap);
  }
  static storage::PageRecord sitemap_page() {
    storage::PageRecord page;
    page.status = 200;
    page.content_type = "application/xml";
    page.size = 1000;
    return page;
  }
  // The first page, and the end.
  void finish(const storage::PageRecord& first = sound("/")) {
    maker_.keep(kSite + "/", first, from_first, 0);
    maker_.end();
  }
  CrawlMaker& maker() { return maker_; }

  static std::string url_of(const std::string& path) {
    return path.starts_with('/') ? kSite + path : path;
  }

  Links from_first;

 private:
  CrawlMaker& maker_;
};

// What finds something there: by the finding's id, the first columns of its rows in order of the
// alphabet. All others find nothing, but for facts.
using Expected = std::map<std::string, std::vector<std::string>, std::less<>>;

struct FaultyPart {
  std::string name;
  void (*make)(SiteMaker&);
  Expected expected;
};
inline void PrintTo(const FaultyPart& part, std::ostream* out) { *out << part.name; }

// What the site of findings_test.cc expects.
const Expected& expected_of_mixed_site();

FaultyPart title_part();
FaultyPart url_part();
FaultyPart directive_part();
FaultyPart canonical_part();
FaultyPart hreflang_part();
FaultyPart pagination_part();
FaultyPart anchor_part();
FaultyPart response_part();
FaultyPart caching_part();
FaultyPart security_part();
FaultyPart cookie_part();
FaultyPart sitemap_part();
FaultyPart large_site_part();
FaultyPart structured_part();
FaultyPart text_part();
FaultyPart robots_part();
FaultyPart markup_part();
FaultyPart access_part();
FaultyPart script_part();

}  // namespace explore
