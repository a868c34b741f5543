#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_text(SiteMaker& site) {
  const auto written = [&](const std::string& path, const std::string& text, uint32_t words = 100) {
    site.keep_changed(path, [&](PageRecord& page) {
      page.text = text;
      page.word_count = words;
    });
  };
  written("/sample", "Lorem ipsum dolor sit amet");
  written("/garbled", "Im Caf\u00C3\u0083\u00C2\u00A9 ist es sch\u00C3\u0083\u00C2\u00B6n");
  written("/portuguese", "S\u00C3O PAULO, CORA\u00C7\u00C3O");
  written("/fatal", "Fatal error: Uncaught TypeError in /var/www/index.php", 9);
  written("/manual",
          "Traceback (most recent call last) is how Python begins to tell what went wrong.", 900);
  written("/object", "Hello [object Object], welcome back");
  written("/nothing", "Sorry, this page was not found.", 55);
  std::string contract;
  for (int i = 0; i < 40; ++i)
    contract +=
        "Notwithstanding aforementioned contractual obligations, indemnification "
        "responsibilities regarding intellectual property infringement proceedings "
        "necessitate administrative consideration. ";
  written("/contract", contract, 600);
  std::string tale;
  for (int i = 0; i < 100; ++i) tale += "The cat sat on the mat. The dog ran up the hill. ";
  written("/tale", tale, 1200);
  written("/old", "All rights reserved. \u00A9 2001-2003 The shop");
  site.keep_changed("/tongue", [](PageRecord& page) { page.lang = "english"; });
  site.keep_changed("/script", [](PageRecord& page) { page.lang = "zh-Hant-TW"; });
  site.keep_changed("/endless", [](PageRecord& page) {
    page.word_count = 40'000;
    page.text = std::string(200'000, 'x');
  });
  SiteMaker::Links scripts;
  for (int i = 0; i < 5; ++i)
    scripts.push_back({"script", kSite + "/s" + std::to_string(i) + ".js"});
  site.keep_changed(
      "/application", [](PageRecord& page) { page.word_count = 2; }, scripts);
  site.finish();
}

}  // namespace

FaultyPart text_part() {
  return {"text",
          make_text,
          {
              {"error-messages", {"/fatal"}},
              {"garbled-text", {"/garbled"}},
              {"hard-to-read", {"/contract"}},
              {"lang-wrong", {"/tongue"}},
              {"long-pages", {"/endless"}},
              {"lorem-ipsum", {"/sample"}},
              {"old-copyright", {""}},
              {"script-only", {"/application"}},
              {"soft-404-text", {"/nothing"}},
              {"thin-pages", {"/application", "/fatal"}},
              {"token-heavy", {"/endless"}},
              {"unfilled-text", {"/object"}},
          }};
}

}  // namespace explore
