#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_canonical(SiteMaker& site) {
  const auto naming = [&](const std::string& path, const std::string& canonical,
                          const std::string& lang = "en") {
    site.keep_changed(path, [&](PageRecord& page) {
      page.canonical = canonical;
      page.lang = lang;
    });
  };
  naming("/silent", "");
  site.keep_unlinked("/unlinked", sound("/unlinked"));
  naming("/copy", kSite + "/unlinked");
  naming("/insecure", "http://site.test/insecure");
  naming("/elsewhere", "https://other.test/page");
  site.maker().know(kSite + "/blocked", storage::Reason::kRobots);
  naming("/to-blocked", kSite + "/blocked");
  naming("/german", kSite + "/english", "de");
  naming("/english", kSite + "/english");
  naming("/english?print", kSite + "/english", "en-GB");
  for (int i = 0; i < 10; ++i) naming("/deep" + std::to_string(i), kSite + "/");
  site.finish();
}

}  // namespace

FaultyPart canonical_part() {
  return {"canonical",
          make_canonical,
          {
              {"canonical-blocked", {"/to-blocked"}},
              {"canonical-elsewhere", {"/elsewhere"}},
              {"canonical-home",
               {"/deep0", "/deep1", "/deep2", "/deep3", "/deep4", "/deep5", "/deep6", "/deep7",
                "/deep8", "/deep9"}},
              {"canonical-http", {"/insecure"}},
              {"canonical-language", {"/german"}},
              {"canonical-missing", {"/silent"}},
              {"canonical-other",
               {"/copy", "/deep0", "/deep1", "/deep2", "/deep3", "/deep4", "/deep5", "/deep6",
                "/deep7", "/deep8", "/deep9", "/elsewhere", "/english?print", "/german",
                "/insecure", "/to-blocked"}},
              {"canonical-uncrawled", {"/elsewhere", "/insecure", "/to-blocked"}},
              {"canonical-unlinked", {"/unlinked"}},
              {"links-to-copies",
               {"/copy", "/deep0", "/deep1", "/deep2", "/deep3", "/deep4", "/deep5", "/deep6",
                "/deep7", "/deep8", "/deep9", "/elsewhere", "/english?print", "/german",
                "/insecure", "/to-blocked"}},
          }};
}

}  // namespace explore
