// What decides whether search engines may find a page: canonical URLs, robots rules, sitemaps. A
// canonical URL is text on the page; url_id() finds the URL that it names, so that each finding is
// a join by number and not by text.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// SQLite keeps the order of a CROSS JOIN: a sitemap's links are read from its page on, not by going
// through all links; a plus keeps it from building an index of their kinds. A canonical is looked
// up by url_id(): through the key, where a join of texts would read the table.
// What is forbidden to one agent alone may still be found: it is listed (noindex), and not held
// against a page. "none" is noindex only where it stands alone or behind the name of an agent:
// max-image-preview:none is not.
constexpr std::array kIndexingFindings{
    Finding{"canonical-broken", "Broken canonical URLs", "Canonical URLs", Severity::kError,
            "The canonical URL of the page failed or returned 4xx or 5xx.",
            "Name a page that exists.",
            R"(SELECT t.url, p.canonical, coalesce(q.status, c.reason) AS answer
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
LEFT JOIN answer_rows q ON q.id = c.page_id
WHERE p.canonical IS NOT NULL AND p.status = 200
  AND (q.status >= 400 AND q.status <> 429 OR c.is_failed AND c.reason <> 'private-address')
ORDER BY p.canonical, t.url)"},

    Finding{"canonical-redirect", "Canonical URLs that redirect", "Canonical URLs",
            Severity::kWarning,
            "The canonical URL of the page redirects elsewhere, so it is unclear which URL is the "
            "right one.",
            "Name the URL at the end of the redirects.",
            R"(SELECT t.url, p.canonical, q.redirect_to AS leads_to
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN answer_rows q ON q.id = c.page_id AND q.status BETWEEN 300 AND 399
WHERE p.canonical IS NOT NULL AND p.status = 200
ORDER BY p.canonical, t.url)"},

    Finding{"canonical-chain", "Chains of canonical URLs", "Canonical URLs", Severity::kWarning,
            "The canonical URL of the page names another canonical URL.",
            "Name the last one directly.",
            R"(SELECT t.url, p.canonical, q.canonical AS next
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN page_rows q ON q.id = c.page_id AND q.status = 200
WHERE p.canonical IS NOT NULL AND p.canonical <> t.url AND p.status = 200
  AND q.canonical <> c.url AND c.id <> p.url_id
ORDER BY p.canonical, t.url)"},

    Finding{
        "canonical-noindex", "Canonical URLs with noindex", "Canonical URLs", Severity::kWarning,
        "The canonical URL of the page has noindex and the page itself has not, so neither may be "
        "found.",
        "Remove the noindex, or the canonical URL.",
        R"(SELECT t.url, p.canonical, q.robots AS robots_there
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN page_rows q ON q.id = c.page_id AND q.id <> p.id
WHERE p.canonical IS NOT NULL AND p.status = 200
  AND noindex(q.robots) AND NOT noindex(p.robots)
ORDER BY p.canonical, t.url)"},

    Finding{
        "canonical-several", "Pages with several canonical URLs", "Canonical URLs",
        Severity::kWarning,
        "The page names several different canonical URLs, so search engines may ignore all of "
        "them.",
        "Keep only one.",
        R"(SELECT t.url, count(DISTINCT l.target_id) AS canonicals, min(c.url) AS one, max(c.url) AS another
FROM audit_links l JOIN url_rows c ON c.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows t ON t.id = p.url_id
WHERE l.kind = 'canonical' AND p.status = 200
GROUP BY p.id
HAVING canonicals > 1
ORDER BY canonicals DESC, t.url)"},

    Finding{"canonical-uncrawled", "Canonical URLs that were not crawled", "Canonical URLs",
            Severity::kNotice,
            "The crawl skipped the canonical URL of the page; usually it is on another site.",
            "Check that this is intended; crawl with a wider scope to check these URLs.",
            R"(SELECT t.url, p.canonical, c.state, c.reason
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical) AND c.is_skipped
WHERE p.canonical IS NOT NULL AND p.status = 200
ORDER BY p.canonical, t.url)"},

    Finding{"canonical-other", "Pages that name another as canonical", "Canonical URLs",
            Severity::kNotice,
            "These pages ask search engines to show the other URL in their place.",
            "See that it is meant so.",
            R"(SELECT url, canonical, title
FROM pages
WHERE status = 200 AND canonical <> url
ORDER BY canonical, url)"},

    Finding{"noindex", "Pages with noindex", "Indexing", Severity::kNotice,
            "The robots meta element or the X-Robots-Tag header contains noindex or none.",
            "Check that no page that should be found is in this list.",
            R"(SELECT url, robots, title
FROM pages
WHERE status = 200 AND robots REGEXP '(?i)\bnoindex\b|(^|,)\s*([a-z0-9]+\s*:)?\s*none\s*(,|\z)'
ORDER BY url)"},

    Finding{
        "robots-blocked", "Linked URLs blocked by robots.txt", "Indexing", Severity::kNotice,
        "Pages link to these URLs, but robots.txt keeps crawlers out. Links marked nofollow and "
        "forms are not counted.",
        "Allow what should be found, and remove links to what should not.",
        R"(SELECT t.url, count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
WHERE l.target_id IN (SELECT url_id FROM blocked_urls)
  AND l.kind_id NOT IN (SELECT id FROM kind_rows WHERE name IN ('sitemap', 'canonical', 'redirect', 'form'))
  AND NOT l.nofollow AND NOT t.is_check
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{"robots-trouble", "Hosts with an unreadable robots.txt", "Indexing", Severity::kWarning,
            "If robots.txt fails, polite crawlers fetch nothing at all from the host.",
            "Serve the rules at /robots.txt, or return 404 if there are none.",
            R"(SELECT origin, robots_status AS status, last_error, robots_at AS asked_at
FROM hosts
WHERE robots_status = 0 OR robots_status = 429 OR robots_status >= 500
ORDER BY origin)"},

    Finding{"sitemap-orphans", "Orphan pages: only in a sitemap", "Sitemaps", Severity::kWarning,
            "No page links to them, so visitors don't find them and search engines rank them low. "
            "Pages that should not be found themselves (noindex, another canonical) are not "
            "counted, and nothing is said while URLs are waiting: pages that link to them may be "
            "among these.",
            "Link to them from related pages, or remove them from the sitemap.",
            R"(WITH listed AS MATERIALIZED (
  SELECT DISTINCT u.id, u.page_id
  FROM url_rows s CROSS JOIN page_links l ON l.page_id = s.page_id
  CROSS JOIN url_rows u ON u.id = l.target_id AND NOT u.is_sitemap
    AND NOT (u.depth = 0 AND u.found_on_id IS NULL)
  WHERE s.is_sitemap AND +l.kind_id = (SELECT id FROM kind_rows WHERE name = 'sitemap'))
SELECT t.url, p.status, p.title
FROM listed n JOIN url_rows t ON t.id = n.id JOIN page_rows p ON p.id = n.page_id
WHERE NOT EXISTS (SELECT 1 FROM url_counts WHERE state = 'waiting' AND urls > 0)
  AND p.status = 200 AND (p.canonical IS NULL OR p.canonical = t.url) AND NOT noindex(p.robots)
  AND n.id NOT IN (
  SELECT l.target_id
  FROM link_rows l JOIN url_rows o ON o.id = l.target_id
  WHERE l.target_id IN (SELECT id FROM listed) AND l.page_id IS NOT o.page_id
    AND l.kind_id IN (SELECT id FROM kind_rows
    WHERE name IN ('a', 'area', 'frame', 'iframe', 'redirect', 'refresh')))
ORDER BY t.url)"},

    Finding{
        "sitemap-wrong", "Wrong sitemap entries", "Sitemaps", Severity::kWarning,
        "A sitemap lists URLs that redirect, fail, are blocked by robots.txt, or have noindex. "
        "What the crawl itself left out is not counted.",
        "List only the final URLs of pages that should be found.",
        R"(SELECT u.url, coalesce(p.status, u.reason) AS answer, p.redirect_to AS leads_to, p.robots,
  min(s.url) AS sitemap
FROM url_rows s CROSS JOIN page_links l ON l.page_id = s.page_id
CROSS JOIN url_rows u ON u.id = l.target_id AND NOT u.is_sitemap
LEFT JOIN page_rows p ON p.id = u.page_id
WHERE s.is_sitemap AND +l.kind_id = (SELECT id FROM kind_rows WHERE name = 'sitemap')
  AND (u.reason = 'robots' OR u.is_failed AND u.reason <> 'private-address'
    OR p.status NOT IN (200, 429) OR noindex(p.robots))
GROUP BY u.id
ORDER BY u.url)"},
};

}  // namespace

std::span<const Finding> indexing_findings() { return kIndexingFindings; }

}  // namespace explore
