#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_url(SiteMaker& site) {
  const auto keep = [&](const std::string& path) { site.keep_changed(path, [](PageRecord&) {}); };
  keep("/Shop");
  keep("/caf%C3%A9");
  keep("/a_b");
  keep("/" + std::string(120, 'x'));
  keep("/p?a=1&b=2&c=3&d=4");
  keep("/few?a=1&b=2&c=3");
  keep("/shop//boots");
  keep("/red%20boots");
  keep("/from?utm_source=mail");
  keep("/user?PHPSESSID=0123456789abcdef");
  keep("/search?q=boots");
  keep("/research/paper");
  keep("/1/2/3/4/5/6/7/8/9");
  keep("/1/2/3/4/5/6/7/8");
  keep("https://site.test:8443/port");
  keep("https://192.0.2.7/bare");
  keep("/folder");
  keep("/folder/");
  keep("/other/");
  keep("/other/index.html");
  keep("/boots");
  keep("/BOOTS");
  keep("https://www.twice.test/page");
  keep("https://twice.test/page");
  keep("http://site.test/folder/");
  site.finish();
}

}  // namespace

FaultyPart url_part() {
  return {"url",
          make_url,
          {
              {"description-long",
               {"/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}},
              {"links-to-http", {"http://site.test/folder/"}},
              {"links-with-campaigns", {"/from?utm_source=mail"}},
              {"plain-http", {"http://site.test"}},
              {"title-long",
               {"/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}},
              {"url-address", {"https://192.0.2.7/bare"}},
              {"url-capitals", {"/BOOTS", "/Shop"}},
              {"url-case-twice", {"/BOOTS", "/boots"}},
              {"url-deep", {"/1/2/3/4/5/6/7/8/9"}},
              {"url-index-twice", {"/other/index.html"}},
              {"url-letters", {"/caf%C3%A9"}},
              {"url-long",
               {"/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}},
              {"url-parameters", {"/p?a=1&b=2&c=3&d=4"}},
              {"url-port", {":8443/port"}},
              {"url-scheme-twice", {"http://site.test/folder/"}},
              {"url-search", {"/search?q=boots"}},
              {"url-session", {"/user?PHPSESSID=0123456789abcdef"}},
              {"url-slash-twice", {"/folder/"}},
              {"url-slashes", {"/shop//boots"}},
              {"url-spaces", {"/red%20boots"}},
              {"url-tracking", {"/from?utm_source=mail"}},
              {"url-underscores", {"/a_b"}},
              {"url-www-twice", {"https://www.twice.test/page"}},
          }};
}

}  // namespace explore
