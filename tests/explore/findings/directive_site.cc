#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_directive(SiteMaker& site) {
  const auto said = [&](const std::string& path, const std::string& robots) {
    site.keep_changed(path, [&](PageRecord& page) { page.meta_robots = robots; });
  };
  said("/nofollow", "nofollow");
  said("/none", "none");
  said("/noarchive", "noarchive");
  said("/nosnippet", "nosnippet");
  said("/short", "max-snippet:20");
  said("/large", "max-image-preview:large");
  said("/noimage", "noimageindex");
  said("/notranslate", "notranslate");
  said("/noai", "noai, noimageai");
  said("/until", "unavailable_after: 2026-12-24");
  said("/both", "index, noindex");
  said("/misspelt", "no-index");
  said("/plain", "index, follow");
  site.keep_changed("/hidden-copy", [](PageRecord& page) {
    page.meta_robots = "noindex";
    page.canonical = kSite + "/plain";
  });
  site.keep_changed("/jump", [](PageRecord&) {}, {{"refresh", kSite + "/plain"}});
  site.keep_changed("/reload", [](PageRecord&) {}, {{"refresh", kSite + "/reload"}});
  said("/menu", "noindex");
  for (int i = 0; i < 15; ++i)
    site.keep_changed("/with-menu" + std::to_string(i), [](PageRecord&) {},
                      {{"a", kSite + "/menu", "menu"}});
  site.finish();
}

}  // namespace

FaultyPart directive_part() {
  return {"directive",
          make_directive,
          {
              {"canonical-other", {"/hidden-copy"}},
              {"links-to-copies", {"/hidden-copy"}},
              {"noai", {"/noai"}},
              {"noarchive", {"/noarchive"}},
              {"nofollow-pages", {"/nofollow"}},
              {"noimageindex", {"/noimage"}},
              {"noindex", {"/both", "/hidden-copy", "/menu", "/none"}},
              {"noindex-canonical", {"/hidden-copy"}},
              {"noindex-linked", {"/menu"}},
              {"nosnippet", {"/nosnippet"}},
              {"notranslate", {"/notranslate"}},
              {"preview-limited", {"/short"}},
              {"refresh", {"/jump"}},
              {"robots-contradiction", {"/both"}},
              {"robots-unknown", {"/misspelt"}},
              {"unavailable-after", {"/until"}},
          }};
}

}  // namespace explore
