#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_security(SiteMaker& site) {
  const auto said = [&](const std::string& host, const std::string& name,
                        const std::string& value) {
    site.keep_changed("https://" + host + ".test/",
                      [&](PageRecord& page) { set_header(page, name, value); });
  };
  const std::string csp = "Content-Security-Policy";
  said("a", "Strict-Transport-Security", "");
  said("b", "Strict-Transport-Security", "max-age=300");
  said("c", csp, "");
  said("d", csp, "default-src 'self'; script-src 'self' 'unsafe-inline'; frame-ancestors 'self'");
  said("e", csp, "script-src 'unsafe-inline' 'nonce-x'; frame-ancestors 'none'");
  said("e2", csp, "default-src *; frame-ancestors 'none'");
  site.keep_changed("https://f.test/", [&](PageRecord& page) {
    set_header(page, csp, "");
    set_header(page, csp + "-Report-Only", "default-src 'self'");
    set_header(page, "X-Frame-Options", "DENY");
  });
  said("g", "X-Content-Type-Options", "");
  said("h", csp, "script-src 'self'");
  site.keep_changed("https://i.test/", [&](PageRecord& page) {
    set_header(page, csp, "script-src 'self'");
    set_header(page, "X-Frame-Options", "ALLOW-FROM https://x.test/");
  });
  said("j", "Referrer-Policy", "");
  said("k", "Referrer-Policy", "unsafe-url");
  said("l", "Permissions-Policy", "");
  said("m", "Access-Control-Allow-Origin", "*");
  site.keep_changed("https://n.test/", [&](PageRecord& page) {
    set_header(page, "Access-Control-Allow-Origin", "null");
    set_header(page, "Access-Control-Allow-Credentials", "true");
  });
  said("o", "Cross-Origin-Opener-Policy", "");
  said("p", "X-XSS-Protection", "1; mode=block");
  said("p0", "X-XSS-Protection", "0");
  said("q", "Server", "Apache/2.4.57 (Debian)");
  site.maker().certificate("https://a.test", 29);
  site.maker().certificate("https://b.test", 30);
  site.finish();
}

}  // namespace

FaultyPart security_part() {
  return {"security",
          make_security,
          {
              {"certificate-expiring", {"https://a.test"}},
              {"cors-any", {"https://m.test"}},
              {"cors-credentials", {"https://n.test"}},
              {"csp-missing", {"https://c.test"}},
              {"csp-report-only", {"https://f.test"}},
              {"csp-unsafe", {"https://d.test", "https://e2.test"}},
              {"framing-allowed", {"https://c.test", "https://h.test"}},
              {"framing-unknown", {"https://i.test"}},
              {"hsts-missing", {"https://a.test"}},
              {"hsts-short", {"https://b.test"}},
              {"nosniff-missing", {"https://g.test"}},
              {"obsolete-headers", {"https://p.test"}},
              {"opener-policy-missing", {"https://o.test"}},
              {"permissions-policy-missing", {"https://l.test"}},
              {"referrer-policy-missing", {"https://j.test"}},
              {"referrer-policy-open", {"https://k.test"}},
              {"server-version", {"https://q.test"}},
          }};
}

}  // namespace explore
