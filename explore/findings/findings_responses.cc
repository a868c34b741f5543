// Answers that are no page: redirects that surprise, doors of protection services, statuses and
// types that say something else than is meant.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kResponsesFindings{
    Finding{"redirect-downgrade", "Redirects from https to http", "Redirects", Severity::kError,
            "The redirect leaves the encryption: browsers warn, and what is sent next can be read "
            "on the way.",
            "Redirect to the https address.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE source LIKE 'https:%' AND target LIKE 'http:%'
ORDER BY url)"},

    Finding{"redirect-home", "Redirects of many pages to the home page", "Redirects",
            Severity::kWarning,
            "Ten addresses and more lead to the first page of their host. Search engines take that "
            "for pages that are gone, and readers do not find what they looked for.",
            "Redirect each to what took its place, or answer 410.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE target IN (SELECT target FROM redirects WHERE target REGEXP '^https?://[^/]+/\z'
    AND source REGEXP '^https?://[^/]+/[^/?]' GROUP BY target HAVING count(*) >= 10)
  AND source REGEXP '^https?://[^/]+/[^/?]' AND host(source) = host(target)
  AND source NOT IN (SELECT url FROM check_rows WHERE is_fetched)
ORDER BY leads_to, url)"},

    Finding{"redirect-away", "Redirects to other sites", "Redirects", Severity::kNotice,
            "The address leads to another registrable domain.",
            "See that it is meant so: forgotten redirects to foreign sites end in strange hands.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE domain(source) <> domain(target) AND source NOT IN (SELECT url FROM check_rows WHERE is_fetched)
ORDER BY leads_to, url)"},

    Finding{"redirect-nowhere", "Redirects without a target", "Redirects", Severity::kError,
            "The status says that the page has moved, and no usable Location says where to.",
            "Send Location, or another status.",
            R"(SELECT u.url, p.status, p.detail
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status IN (301, 302, 303, 307, 308) AND NOT p.is_redirect
ORDER BY u.url)"},

    Finding{"redirect-slash", "Redirects that only add or take away a slash", "Redirects",
            Severity::kNotice,
            "Links lead to an address that differs from the right one by the slash at its end "
            "alone: each click costs a detour.",
            "Write the links as the server wants them.",
            R"(SELECT u.url, p.redirect_to AS leads_to, p.status
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.is_redirect AND p.redirect_to IN (u.url || '/', substr(u.url, 1, length(u.url) - 1))
ORDER BY u.url)"},

    Finding{
        "bot-walls", "Bot walls in place of pages", "Responses", Severity::kWarning,
        "The answer is the door of a protection service and not the page, as its headers or title "
        "say: the crawl did not see what visitors see, and search engines may not either.",
        "Let the crawl in by its address or user agent, and see that search engines are let in.",
        // Headers count where the status is not 200, so they are looked up for few pages.
        R"(SELECT u.url, p.status, coalesce(p.title, 'challenge') AS title
FROM page_rows p CROSS JOIN url_rows u ON u.id = p.url_id CROSS JOIN body_rows b ON b.page_id = p.id
WHERE (p.status <> 200 OR is_bot_wall(p.status, p.title, p.size, NULL))
  AND is_bot_wall(p.status, p.title, p.size, CASE WHEN p.status <> 200 THEN b.headers END)
ORDER BY p.status DESC, u.url)"},

    Finding{"rate-limited", "Answers that ask for patience", "Responses", Severity::kFact,
            "The server answered 429: the crawl was too fast for it. What it says of these pages "
            "is not known.",
            "Crawl again with a longer delay (--delay); see that search engines do not get this "
            "answer.",
            R"(SELECT u.url, p.status, u.attempts
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status = 429
ORDER BY u.url)"},

    Finding{"refused-pages", "Pages that need a login or are refused", "Responses",
            Severity::kNotice, "The server answered 401 or 403 to a page that the site links to.",
            "See that visitors without a login are not led there; the crawl can log in (--auth, "
            "--header, --cookie-file).",
            R"(SELECT u.url, p.status, u.found_on
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status IN (401, 403, 407)
ORDER BY p.status, u.url)"},

    Finding{"odd-status", "Statuses that are no page and no error", "Responses", Severity::kNotice,
            "The answer has a status of 2xx other than 200, or none that HTTP knows: search "
            "engines do not take it for a page.",
            "Answer 200 with a page, and a known status else.",
            R"(SELECT u.url, p.status, p.size AS bytes
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status BETWEEN 201 AND 299 OR p.status < 200 OR p.status >= 600 OR p.status IN (300, 304, 305, 306)
ORDER BY p.status, u.url)"},

    Finding{"empty-pages", "Pages without any content", "Responses", Severity::kWarning,
            "The status is 200, and not one byte came.",
            "Answer with the page, with 204 where there is nothing to say, or an error.",
            R"(SELECT u.url, p.content_type
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status = 200 AND p.size = 0 AND p.limits_hit IS NULL AND NOT u.is_sitemap
ORDER BY u.url)"},

    Finding{"type-missing", "Answers that do not say what they are", "Responses",
            Severity::kWarning,
            "There is no Content-Type, so browsers guess, and some of them wrongly.",
            "Send Content-Type with every file.",
            R"(SELECT h.url, p.content_type AS looks_like
FROM audit_headers h JOIN page_rows p ON p.id = h.page_id
WHERE h.content_type IS NULL AND p.size > 0
ORDER BY h.url)"},

    Finding{"type-not-html", "Pages sent as another type", "Responses", Severity::kWarning,
            "The address ends in .html, and the type is another than HTML: browsers show its "
            "source, or save it.",
            "Send text/html.",
            R"(SELECT h.url, h.content_type
FROM audit_headers h
WHERE NOT h.is_html AND h.content_type IS NOT NULL AND h.url REGEXP '(?i)\.x?html?(\?|\z)'
ORDER BY h.url)"},

    Finding{"charset-undeclared", "HTML whose encoding no header says", "Responses",
            Severity::kNotice,
            "The Content-Type header names no charset: until the meta element is read, browsers "
            "guess, and proxies that change pages guess for good.",
            "Send Content-Type: text/html; charset=utf-8.",
            R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.is_html AND h.content_type IS NOT NULL AND h.content_type NOT LIKE '%charset%'
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{"charset-old", "Pages in an encoding other than UTF-8", "Responses", Severity::kNotice,
            "Old encodings hold some letters alone; forms, and tools that read the page, get the "
            "others wrong.",
            "Serve UTF-8.",
            R"(SELECT u.url, p.charset
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status = 200 AND p.content_type IN ('text/html', 'application/xhtml+xml') AND p.charset IS NOT NULL AND lower(p.charset) <> 'utf-8'
ORDER BY p.charset, u.url)"},

    Finding{"failing-hosts", "Hosts of which much fails", "Responses", Severity::kWarning,
            "At least a tenth of what was asked of the host, and five URLs at the least, gave no "
            "answer.",
            "Look at the reasons among the URLs that could not be fetched; ask again with fewer "
            "requests at a time.",
            R"(SELECT origin AS site, failed, pages, last_error
FROM host_rows
WHERE failed >= 5 AND failed * 9 >= pages
ORDER BY failed DESC, site)"},

};

}  // namespace

std::span<const Finding> response_findings() { return kResponsesFindings; }

}  // namespace explore
