#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_cookie(SiteMaker& site) {
  const auto sets = [&](const std::string& host, const std::string& cookie,
                        const std::string& cache = "private") {
    site.keep_changed("https://" + host + ".test/", [&](PageRecord& page) {
      page.headers.push_back({"Set-Cookie", cookie});
      set_header(page, "Cache-Control", cache);
    });
  };
  sets(
      "fine",
      "id=\\n\"1\"; Secure; HttpOnly; SameSite=Lax; Path=/; Expires=Wed, 21 Oct 2099 07:28:00 GMT");
  sets("gone", "old=; Max-Age=0; Path=/");
  sets("a", "plain=1; HttpOnly; SameSite=Lax");
  sets("b", "seen=1; Secure; SameSite=Lax");
  sets("c", "any=1; Secure; HttpOnly");
  sets("d", "__Host-x=1; Secure; HttpOnly; SameSite=Lax; Domain=d.test; Path=/");
  sets("e", "cached=1; Secure; HttpOnly; SameSite=Lax", "public, max-age=60");
  sets("f", "fat=" + std::string(5000, 'x') + "; Secure; HttpOnly; SameSite=Lax");
  PageRecord form = sound("/form");
  form.canonical.clear();
  site.keep("http://plain.test/form", form, {{"form", "http://plain.test/send"}});
  site.keep_changed("/down", [](PageRecord&) {}, {{"a", "http://site.test/down", "down"}});
  site.keep_changed("/foreign", [](PageRecord&) {}, {{"script", "https://cdn.test/x.js"}});
  site.finish();
}

}  // namespace

FaultyPart cookie_part() {
  return {"cookie",
          make_cookie,
          {
              {"cookies-cached", {"https://e.test/"}},
              {"cookies-insecure", {"https://a.test"}},
              {"cookies-large", {"https://f.test/"}},
              {"cookies-refused", {"https://d.test"}},
              {"cookies-samesite", {"https://c.test"}},
              {"cookies-script", {"https://b.test"}},
              {"forms-on-http", {"http://plain.test/form"}},
              {"links-to-http", {"http://site.test/down"}},
              {"plain-http", {"http://plain.test"}},
              {"third-party-scripts", {"cdn.test"}},
          }};
}

}  // namespace explore
