#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_pagination(SiteMaker& site) {
  const auto page = [&](const std::string& path, const std::string& previous,
                        const std::string& next, bool is_linked = true) {
    SiteMaker::Links links;
    if (!previous.empty()) links.push_back({"prev", kSite + previous});
    if (!next.empty()) links.push_back({"next", kSite + next});
    if (!next.empty() && is_linked) links.push_back({"a", kSite + next, "next page"});
    site.keep_changed(
        path, [](PageRecord&) {}, links);
  };
  page("/1", "", "/2");
  page("/2", "/1", "/3");
  page("/3", "/2", "");
  page("/to-gone", "", "/gone");
  site.keep("/gone", failing(404));
  page("/unlinked", "", "/u2", false);
  page("/u2", "/unlinked", "");
  site.keep_changed("/hidden", [](PageRecord& one) { one.meta_robots = "noindex"; },
                    {{"prev", kSite + "/3"}});
  site.keep_changed("/copied", [](PageRecord& one) { one.canonical = kSite + "/1"; },
                    {{"prev", kSite + "/3"}});
  site.keep_changed("/two", [](PageRecord&) {}, {{"prev", kSite + "/1"}, {"prev", kSite + "/2"}});
  page("/loop1", "", "/loop2");
  page("/loop2", "/loop1", "/loop1");
  page("/astray", "", "/2");
  site.finish();
}

}  // namespace

FaultyPart pagination_part() {
  return {"pagination",
          make_pagination,
          {
              {"broken-links", {"/", "/to-gone", "/to-gone"}},
              {"broken-pages", {"/gone"}},
              {"canonical-other", {"/copied"}},
              {"links-to-copies", {"/copied"}},
              {"noindex", {"/hidden"}},
              {"pagination-broken", {"/to-gone"}},
              {"pagination-first", {"/copied"}},
              {"pagination-loop", {"/loop1", "/loop2"}},
              {"pagination-noindex", {"/hidden"}},
              {"pagination-order", {"/astray"}},
              {"pagination-several", {"/two"}},
              {"pagination-unlinked", {"/unlinked"}},
          }};
}

}  // namespace explore
