// What servers tell that they need not, what they say that no browser obeys any more, cookies, and
// what is loaded or sent without encryption.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kPrivacyFindings{
    Finding{"obsolete-headers", "Security headers that browsers have given up", "Security",
            Severity::kNotice,
            "X-XSS-Protection, Public-Key-Pins and Expect-CT are ignored by browsers of today; the "
            "first made holes of its own in older ones.",
            "Take them out, or send X-XSS-Protection: 0.",
            R"(SELECT h.origin AS site, CASE WHEN a.key_pins IS NOT NULL THEN 'Public-Key-Pins'
  WHEN a.expect_ct IS NOT NULL THEN 'Expect-CT' ELSE 'X-XSS-Protection: ' || a.xss_protection END AS header,
  count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.key_pins IS NOT NULL OR a.expect_ct IS NOT NULL OR trim(a.xss_protection) <> '0'
GROUP BY a.host_id, header
ORDER BY pages DESC, site)"},

    Finding{
        "server-version", "Servers that tell their version", "Security", Severity::kNotice,
        "The headers name the software and its version, which spares an attacker the search for "
        "what is known to be broken in it.",
        "Turn the version off: server_tokens off in nginx, ServerTokens Prod in Apache, "
        "expose_php off in PHP.",
        R"(SELECT h.origin AS site, CASE WHEN a.server REGEXP '/[0-9]' THEN a.server
  WHEN a.powered_by REGEXP '[0-9]' THEN a.powered_by ELSE 'ASP.NET ' || a.aspnet_version END AS software,
  count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.server REGEXP '/[0-9]' OR a.powered_by REGEXP '[0-9]' OR a.aspnet_version IS NOT NULL
GROUP BY a.host_id, software
ORDER BY pages DESC, site)"},

    Finding{
        "cookies-insecure", "Cookies without Secure", "Cookies", Severity::kWarning,
        "Cookies that are set on https but may be sent over plain http too, where others can "
        "read them.",
        "Add Secure to each cookie.",
        R"(SELECT h.origin AS site, c.name AS cookie, count(*) AS pages, min(c.url) AS for_example
FROM audit_cookies c JOIN host_rows h ON h.id = c.host_id
WHERE c.is_https AND c.attributes NOT LIKE '%,secure,%'
GROUP BY c.host_id, c.name
ORDER BY pages DESC, site, cookie)"},

    Finding{
        "cookies-script", "Cookies that scripts can read", "Cookies", Severity::kNotice,
        "Cookies without HttpOnly: a script that gets into a page can carry them off. Those that "
        "a script of the site has to read are right so; cookies of a session are not.",
        "Add HttpOnly to cookies that the server alone needs.",
        R"(SELECT h.origin AS site, c.name AS cookie, count(*) AS pages, min(c.url) AS for_example
FROM audit_cookies c JOIN host_rows h ON h.id = c.host_id
WHERE c.attributes NOT LIKE '%,httponly,%'
GROUP BY c.host_id, c.name
ORDER BY pages DESC, site, cookie)"},

    Finding{
        "cookies-samesite", "Cookies without SameSite", "Cookies", Severity::kNotice,
        "Without SameSite browsers differ: some take it for Lax, others send the cookie with "
        "requests that another site makes.",
        "Add SameSite=Lax, or Strict where no link from elsewhere has to find the visitor logged "
        "in.",
        R"(SELECT h.origin AS site, c.name AS cookie, count(*) AS pages, min(c.url) AS for_example
FROM audit_cookies c JOIN host_rows h ON h.id = c.host_id
WHERE c.attributes NOT LIKE '%,samesite=%'
GROUP BY c.host_id, c.name
ORDER BY pages DESC, site, cookie)"},

    Finding{
        "cookies-refused", "Cookies that browsers refuse", "Cookies", Severity::kWarning,
        "SameSite=None without Secure, or a name with __Secure- or __Host- without what it "
        "promises: browsers do not keep the cookie.",
        "Add Secure; with __Host- also Path=/, and no Domain.",
        R"(SELECT h.origin AS site, c.name AS cookie, count(*) AS pages, min(c.url) AS for_example
FROM audit_cookies c JOIN host_rows h ON h.id = c.host_id
WHERE (c.attributes NOT LIKE '%,secure,%'
    AND (c.attributes LIKE '%,samesite=none,%' OR lower(substr(c.name, 1, 9)) = '__secure-'
      OR lower(substr(c.name, 1, 7)) = '__host-'))
  OR (lower(substr(c.name, 1, 7)) = '__host-'
    AND (c.attributes LIKE '%,domain=%' OR c.attributes NOT LIKE '%,path=/,%'))
GROUP BY c.host_id, c.name
ORDER BY pages DESC, site, cookie)"},

    Finding{"cookies-cached", "Cookies in answers that caches keep", "Cookies", Severity::kWarning,
            "The page sets a cookie, and its Cache-Control lets shared caches keep it (public or "
            "s-maxage): a cache may hand one visitor's cookie to another.",
            "Send Cache-Control: private with answers that set cookies.",
            R"(SELECT url, cache_control
FROM audit_headers
WHERE cookies IS NOT NULL AND cache_control REGEXP '(?i)\bpublic\b|s-maxage=[1-9]'
  AND NOT cache_control REGEXP '(?i)no-store|private|no-cache'
ORDER BY url)"},

    Finding{"cookies-large", "Pages that set many or large cookies", "Cookies", Severity::kNotice,
            "More than 20 cookies, or more than 4,096 bytes of them: browsers send them back with "
            "every request, and servers refuse headers that grow too long.",
            "Keep on the server what belongs there, and a key to it in the cookie.",
            R"(SELECT url, json_array_length(cookies) AS cookies, length(cookies) AS bytes
FROM audit_headers
WHERE cookies IS NOT NULL AND (json_array_length(cookies) > 20 OR length(cookies) > 4096)
ORDER BY bytes DESC, url)"},

    Finding{"forms-on-http", "Forms on pages without encryption", "Security", Severity::kWarning,
            "The page is sent over plain http and has a form: what is typed there, and where it is "
            "sent, others on the way can read and change.",
            "Serve pages with forms over https.",
            R"(SELECT u.url, t.url AS sends_to, count(*) AS forms
FROM audit_links l JOIN page_rows p ON p.id = l.page_id JOIN url_rows u ON u.id = p.url_id
JOIN url_rows t ON t.id = l.target_id
WHERE l.kind = 'form' AND p.status = 200 AND u.url LIKE 'http:%'
GROUP BY p.id
ORDER BY u.url)"},

    Finding{"links-to-http", "Links from https to http on the same host", "Security",
            Severity::kNotice,
            "Links on pages sent over https lead to the same host over plain http, also where that "
            "redirects back: one request goes out unprotected.",
            "Link to the https address.",
            R"(SELECT t.url, count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id JOIN host_rows i ON i.id = t.host_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id JOIN host_rows o ON o.id = s.host_id
WHERE l.target_id IN (SELECT u.id FROM url_rows u WHERE u.host_id IN (
    SELECT plain.id FROM host_rows safe JOIN host_rows plain ON plain.origin = 'http' || substr(safe.origin, 6)
    WHERE safe.origin LIKE 'https:%' AND safe.pages > 0))
  AND l.kind_id IN (SELECT id FROM kind_rows WHERE name IN ('a', 'area'))
  AND i.origin = 'http' || substr(o.origin, 6) AND o.origin LIKE 'https:%'
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{
        "third-party-scripts", "Scripts from other sites", "Security", Severity::kFact,
        "Sites whose scripts run on the pages, with all that the pages may do. What such a site "
        "serves tomorrow, nobody here decides.",
        "See that each is needed and trusted; integrity= holds a script to what was checked.",
        R"(SELECT domain(t.url) AS site, count(*) AS scripts, min(t.url) AS for_example,
  min(f.url) AS found_on
FROM (SELECT DISTINCT target_id FROM audit_links WHERE kind = 'script') d
JOIN url_rows t ON t.id = d.target_id JOIN url_rows f ON f.id = t.found_on_id
WHERE domain(t.url) <> domain(f.url)
GROUP BY site
ORDER BY scripts DESC, site)"},
};

}  // namespace

std::span<const Finding> privacy_findings() { return kPrivacyFindings; }

}  // namespace explore
