#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_response(SiteMaker& site) {
  PageRecord downgrade;
  downgrade.status = 301;
  downgrade.redirect_to = "http://site.test/page";
  site.keep("/downgrade", downgrade);
  PageRecord away;
  away.status = 301;
  away.redirect_to = "https://far.test/";
  site.keep("/away", away);
  PageRecord nowhere;
  nowhere.status = 302;
  site.keep("/nowhere", nowhere);
  for (int i = 0; i < 10; ++i) site.keep("/old" + std::to_string(i), redirect("/"));
  site.keep("/folder", redirect("/folder/"));
  site.keep("/folder/", sound("/folder/"));
  PageRecord wall = failing(403);
  wall.title = "Just a moment...";
  site.keep("/wall", wall);
  PageRecord challenge = failing(503);
  challenge.headers = {{"cf-mitigated", "challenge"}};
  site.keep("/challenge", challenge);
  site.keep("/busy", failing(429));
  site.maker().keep(kSite + "/login", failing(401), {}, 1);
  site.from_first.push_back({"a", kSite + "/login", "log in"});
  PageRecord accepted = sound("/accepted");
  accepted.status = 202;
  site.keep("/accepted", accepted);
  site.keep_changed("/empty", [](PageRecord& page) {
    page.size = page.transferred = 0;
    page.content_type = "text/plain";
  });
  site.keep_changed("/untyped", [](PageRecord& page) { set_header(page, "Content-Type", ""); });
  site.keep_changed("/source.html", [](PageRecord& page) {
    page.content_type = "text/plain";
    set_header(page, "Content-Type", "text/plain");
  });
  site.keep_changed("/bare",
                    [](PageRecord& page) { set_header(page, "Content-Type", "text/html"); });
  site.keep_changed("/latin", [](PageRecord& page) {
    page.charset = "windows-1252";
    set_header(page, "Content-Type", "text/html; charset=windows-1252");
  });
  for (int i = 0; i < 5; ++i)
    site.maker().fail("https://down.test/" + std::to_string(i), storage::Reason::kTimeout, "late");
  site.finish();
}

}  // namespace

FaultyPart response_part() {
  return {"response",
          make_response,
          {
              {"bot-walls", {"/challenge", "/wall"}},
              {"broken-links", {"/", "/", "/"}},
              {"broken-pages", {"/challenge", "/login", "/wall"}},
              {"broken-seeds",
               {"https://down.test/0", "https://down.test/1", "https://down.test/2",
                "https://down.test/3", "https://down.test/4"}},
              {"charset-old", {"/latin"}},
              {"charset-undeclared", {""}},
              {"empty-pages", {"/empty"}},
              {"failed",
               {"https://down.test/0", "https://down.test/1", "https://down.test/2",
                "https://down.test/3", "https://down.test/4"}},
              {"failing-hosts", {"https://down.test"}},
              {"links-to-redirects",
               {"/away", "/downgrade", "/folder", "/old0", "/old1", "/old2", "/old3", "/old4",
                "/old5", "/old6", "/old7", "/old8", "/old9"}},
              {"odd-status", {"/accepted"}},
              {"rate-limited", {"/busy"}},
              {"redirect-away", {"/away"}},
              {"redirect-downgrade", {"/downgrade"}},
              {"redirect-home",
               {"/old0", "/old1", "/old2", "/old3", "/old4", "/old5", "/old6", "/old7", "/old8",
                "/old9"}},
              {"redirect-nowhere", {"/nowhere"}},
              {"redirect-slash", {"/folder"}},
              {"refused-pages", {"/login", "/wall"}},
              {"server-errors", {"/challenge"}},
              {"type-missing", {"/untyped"}},
              {"type-not-html", {"/source.html"}},
          }};
}

}  // namespace explore
