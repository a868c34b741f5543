#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_title(SiteMaker& site) {
  const auto titled = [&](const std::string& path, const std::string& title) {
    site.keep_changed(path, [&](PageRecord& page) { page.title = title; });
  };
  const auto described = [&](const std::string& path, const std::string& description) {
    site.keep_changed(path, [&](PageRecord& page) { page.description = description; });
  };
  const SiteMaker::Links card = {
      {"opengraph",
       R"({"og:title":"T","og:type":"website","og:image":"https://site.test/i.png","og:url":"https://site.test/carded"})",
       "website"}};
  site.keep_changed(
      "/carded", [](PageRecord&) {}, card);
  titled("/wide", "WWWWWWWWWW MMMMMMMMMM wwwwwwwwww mmmmmmmmmm");
  titled("/narrow", "illicit illicit illicit illicit illicit illicit illicit");
  titled("/short", "Rain");
  titled("/short-chinese", "\u6F22\u5B57\u6F22\u5B57\u6F22");
  titled("/untitled", "Untitled Document");
  titled("/capitals", "ALL OF THE TITLE IS LOUD");
  titled("/name", "NATO and UNESCO");
  titled("/escaped", "Bed &amp;amp; breakfast");
  titled("/markup", "Very <b>bold</b> title of a page");
  titled("/garbled", "Caf\u00C3\u0083\u00C2\u00A9 in the old town");
  titled("/unread", "Caf\uFFFD in the old town");
  titled("/undefined", "undefined | The shop");
  titled("/marks", "Welcome to {{ shop.name }}");
  titled("/about-undefined", "What undefined means in JavaScript");
  described("/d-wide", std::string(150, 'W'));
  described("/d-short", "Rain.");
  site.keep_changed("/same", [](PageRecord& page) {
    page.title = "A title of a page that is also its description";
    page.description = page.title;
  });
  site.keep_changed("/half", [](PageRecord&) {},
                    {{"opengraph", R"({"og:title":"T","og:image":"https://site.test/i.png"})"}});
  site.keep_changed(
      "/astray", [](PageRecord&) {},
      {{"opengraph",
        R"({"og:title":"T","og:type":"a","og:image":"i.png","og:url":"https://site.test/end"})"}});
  site.finish();
}

}  // namespace

FaultyPart title_part() {
  return {"title",
          make_title,
          {
              {"card-image", {"/astray"}},
              {"card-incomplete", {"/half"}},
              {"card-missing",
               {"/", "/about-undefined", "/capitals", "/d-short", "/d-wide", "/escaped", "/garbled",
                "/marks", "/markup", "/name", "/narrow", "/same", "/short", "/short-chinese",
                "/undefined", "/unread", "/untitled", "/wide"}},
              {"card-url", {"/astray"}},
              {"description-short", {"/d-short"}},
              {"description-title", {"/same"}},
              {"description-wide", {"/d-wide"}},
              {"title-capitals", {"/capitals"}},
              {"title-empty-words", {"/untitled"}},
              {"title-escaped", {"/escaped", "/markup"}},
              {"title-garbled", {"/garbled", "/unread"}},
              {"title-short", {"/short"}},
              {"title-unfilled", {"/marks", "/undefined"}},
              {"title-wide", {"/wide"}},
          }};
}

}  // namespace explore
