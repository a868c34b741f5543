#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_hreflang(SiteMaker& site) {
  const auto translated = [&](const std::string& path, SiteMaker::Links set,
                              const std::string& lang = "en") {
    for (CrawlMaker::Link& each : set) {
      each.kind = "hreflang";
      each.target = SiteMaker::url_of(each.target);
    }
    site.keep_changed(
        path, [&](PageRecord& page) { page.lang = lang; }, set);
  };
  const SiteMaker::Links whole = {{"", "/en", "en"}, {"", "/de", "de"}, {"", "/en", "x-default"}};
  translated("/en", whole);
  translated("/de", whole, "de");
  translated("/b", {{"", "/b", "en"}, {"", "/gone", "fr"}, {"", "/b", "x-default"}});
  site.keep("/gone", failing(404));
  translated("/u", {{"", "/u", "en"}, {"", "/alone", "nl"}, {"", "/u", "x-default"}});
  PageRecord alone = sound("/alone");
  alone.lang = "nl";
  site.keep_unlinked("/alone", alone,
                     {{"hreflang", kSite + "/alone", "nl"},
                      {"hreflang", kSite + "/u", "en"},
                      {"hreflang", kSite + "/u", "x-default"}});
  translated("/n", {{"", "/n", "en"}, {"", "/mute", "it"}, {"", "/n", "x-default"}});
  translated("/mute", {{"", "/mute", "it"}, {"", "/mute", "x-default"}}, "it");
  translated("/o", {{"", "/o", "en"}, {"", "/oz", "es"}, {"", "/o", "x-default"}});
  translated("/oz", {{"", "/oz", "pt"}, {"", "/o", "en"}, {"", "/o", "x-default"}}, "pt");
  translated("/c", {{"", "/c", "en"}, {"", "/c2", "fr"}, {"", "/c", "x-default"}});
  site.keep_changed("/c2",
                    [](PageRecord& page) {
                      page.canonical = kSite + "/c";
                      page.lang = "fr";
                    },
                    {{"hreflang", kSite + "/c", "en"},
                     {"hreflang", kSite + "/c2", "fr"},
                     {"hreflang", kSite + "/c", "x-default"}});
  translated("/i", {{"", "/i", "en"}, {"", "/i2", "fr"}, {"", "/i", "x-default"}});
  site.keep_changed("/i2",
                    [](PageRecord& page) {
                      page.meta_robots = "noindex";
                      page.lang = "fr";
                    },
                    {{"hreflang", kSite + "/i", "en"},
                     {"hreflang", kSite + "/i2", "fr"},
                     {"hreflang", kSite + "/i", "x-default"}});
  translated("/w", {{"", "/w", "en"}, {"", "/w", "en-UK"}, {"", "/w", "x-default"}});
  translated("/s", {{"", "/s", "en"}, {"", "/de", "en"}, {"", "/s", "x-default"}});
  translated("/m", {{"", "/m2", "fr"}, {"", "/m2", "x-default"}});
  translated("/m2", {{"", "/m2", "fr"}, {"", "/m", "en"}, {"", "/m2", "x-default"}}, "fr");
  translated("/x", {{"", "/x", "en"}});
  translated("/l", {{"", "/l", "en"}, {"", "/l", "x-default"}}, "sv");
  site.keep_changed("/untranslated", [](PageRecord&) {});
  site.finish();
}

}  // namespace

FaultyPart hreflang_part() {
  return {"hreflang",
          make_hreflang,
          {
              {"broken-links", {"/", "/b"}},
              {"broken-pages", {"/gone"}},
              {"canonical-language", {"/c2"}},
              {"canonical-other", {"/c2"}},
              {"hreflang-broken", {"/b"}},
              {"hreflang-code", {"/w"}},
              {"hreflang-lang", {"/l"}},
              {"hreflang-missing", {"/", "/untranslated"}},
              {"hreflang-no-default", {"/x"}},
              {"hreflang-no-return", {"/n", "/s"}},
              {"hreflang-no-self", {"/m"}},
              {"hreflang-noindex", {"/i"}},
              {"hreflang-not-canonical", {"/c"}},
              {"hreflang-on-copies", {"/c2"}},
              {"hreflang-other-language", {"/o", "/s"}},
              {"hreflang-several", {"/s"}},
              {"hreflang-unlinked", {"/alone"}},
              {"links-to-copies", {"/c2"}},
              {"noindex", {"/i2"}},
          }};
}

}  // namespace explore
