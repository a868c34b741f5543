#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// SQLite keeps the order of a CROSS JOIN: a sitemap's links are read from its page on, not by going
// through all links; a plus keeps it from building an index of their kinds. A canonical is looked
// up by url_id(): through the key, where a join of texts would read the table.
// "none" is noindex only where it stands alone or behind the name of an agent:
// max-image-preview:none is not.
constexpr std::array kFindings{
    Finding{"canonical-broken", "Canonical URLs that are broken", "Canonical URLs",
            Severity::kError,
            "The page names as its canonical URL one that failed or answered 4xx or 5xx.",
            "Name a page that exists.",
            R"(SELECT t.url, p.canonical, coalesce(q.status, c.reason) AS answer
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
LEFT JOIN page_rows q ON q.id = c.page_id
WHERE p.canonical IS NOT NULL AND p.status = 200 AND (c.is_failed OR q.status >= 400)
ORDER BY p.canonical, t.url)"},

    Finding{"canonical-redirect", "Canonical URLs that redirect", "Canonical URLs",
            Severity::kWarning,
            "The page names as its canonical URL one that redirects elsewhere: two answers to the "
            "question which URL is the right one.",
            "Name the URL where the redirects end.",
            R"(SELECT t.url, p.canonical, q.redirect_to AS leads_to
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN page_rows q ON q.id = c.page_id AND q.status BETWEEN 300 AND 399
WHERE p.canonical IS NOT NULL AND p.status = 200
ORDER BY p.canonical, t.url)"},

    Finding{"canonical-chain", "Canonical URLs in a row", "Canonical URLs", Severity::kWarning,
            "The page's canonical URL names yet another one as its own.",
            "Name the last one at once.",
            R"(SELECT t.url, p.canonical, q.canonical AS next
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN page_rows q ON q.id = c.page_id AND q.status = 200
WHERE p.canonical IS NOT NULL AND p.canonical <> t.url AND p.status = 200
  AND q.canonical <> c.url AND c.id <> p.url_id
ORDER BY p.canonical, t.url)"},

    Finding{"canonical-noindex", "Canonical URLs that ask not to be indexed", "Canonical URLs",
            Severity::kWarning,
            "The page hands its place in the index to one that says noindex: neither may be found.",
            "Take the noindex away, or the canonical.",
            R"(SELECT t.url, p.canonical, q.robots AS robots_there
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN page_rows q ON q.id = c.page_id AND q.id <> p.id
WHERE p.canonical IS NOT NULL AND p.status = 200
  AND q.robots REGEXP '(?i)\bnoindex\b|(^|,)\s*([a-z0-9]+\s*:)?\s*none\s*(,|\z)'
ORDER BY p.canonical, t.url)"},

    Finding{
        "canonical-several", "Pages with several canonical URLs", "Canonical URLs",
        Severity::kWarning, "The page names different canonical URLs, so none of them counts.",
        "Leave one.",
        R"(SELECT t.url, count(DISTINCT l.target_id) AS canonicals, min(c.url) AS one, max(c.url) AS another
FROM link_rows l JOIN url_rows c ON c.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows t ON t.id = p.url_id
WHERE l.kind_id = (SELECT id FROM kind_rows WHERE name = 'canonical')
GROUP BY p.id
HAVING canonicals > 1
ORDER BY canonicals DESC, t.url)"},

    Finding{"canonical-uncrawled", "Canonical URLs that were not crawled", "Canonical URLs",
            Severity::kNotice,
            "The page names as canonical a URL that the crawl did not fetch, mostly on another "
            "site.",
            "See that it is meant so; widen the scope to check them.",
            R"(SELECT t.url, p.canonical, c.state, c.reason
FROM page_rows p JOIN url_rows t ON t.id = p.url_id
JOIN url_rows c ON c.id = url_id(p.canonical) AND NOT c.is_fetched AND NOT c.is_failed
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

    Finding{"noindex", "Pages that ask not to be indexed", "Indexing", Severity::kNotice,
            "noindex or none in the page's robots element or in its X-Robots-Tag.",
            "See that none of them is a page that should be found.",
            R"(SELECT url, robots, title
FROM pages
WHERE status = 200 AND robots REGEXP '(?i)\bnoindex\b|(^|,)\s*([a-z0-9]+\s*:)?\s*none\s*(,|\z)'
ORDER BY url)"},

    Finding{"robots-blocked", "Linked URLs that robots.txt blocks", "Indexing", Severity::kNotice,
            "Pages link to them, and robots.txt keeps crawlers out.",
            "Allow what should be found; what should not needs no link.",
            R"(SELECT t.url, count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
WHERE l.target_id IN (SELECT url_id FROM blocked_urls)
  AND l.kind_id NOT IN (SELECT id FROM kind_rows WHERE name IN ('sitemap', 'canonical', 'redirect'))
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{"robots-trouble", "Hosts whose robots.txt could not be read", "Indexing",
            Severity::kWarning, "Where robots.txt fails, a polite crawler fetches nothing at all.",
            "Answer /robots.txt with the rules, or with 404 if there are none.",
            R"(SELECT origin, robots_status AS status, last_error, robots_at AS asked_at
FROM hosts
WHERE robots_status = 0 OR robots_status = 429 OR robots_status >= 500
ORDER BY origin)"},

    Finding{"sitemap-orphans", "Pages that only a sitemap knows", "Sitemaps", Severity::kWarning,
            "No page links to them, so visitors do not come there, and search engines think little "
            "of them.",
            "Link to them from where they belong, or take them out of the sitemap.",
            R"(WITH listed AS MATERIALIZED (
  SELECT DISTINCT u.id, u.page_id
  FROM url_rows s CROSS JOIN page_links l ON l.page_id = s.page_id
  CROSS JOIN url_rows u ON u.id = l.target_id AND NOT u.is_sitemap
    AND NOT (u.depth = 0 AND u.found_on_id IS NULL)
  WHERE s.is_sitemap AND +l.kind_id = (SELECT id FROM kind_rows WHERE name = 'sitemap'))
SELECT t.url, p.status, p.title
FROM listed n JOIN url_rows t ON t.id = n.id LEFT JOIN page_rows p ON p.id = n.page_id
WHERE n.id NOT IN (
  SELECT l.target_id
  FROM link_rows l JOIN url_rows o ON o.id = l.target_id
  WHERE l.target_id IN (SELECT id FROM listed) AND l.page_id IS NOT o.page_id
    AND l.kind_id IN (SELECT id FROM kind_rows
    WHERE name IN ('a', 'area', 'frame', 'iframe', 'redirect', 'refresh')))
ORDER BY t.url)"},

    Finding{
        "sitemap-wrong", "Sitemap entries that are no pages", "Sitemaps", Severity::kWarning,
        "A sitemap lists URLs that redirect, fail, are blocked, or ask not to be indexed.",
        "List the final URLs of pages that should be found, and no others.",
        R"(SELECT u.url, coalesce(p.status, u.reason) AS answer, p.redirect_to AS leads_to, p.robots,
  min(s.url) AS sitemap
FROM url_rows s CROSS JOIN page_links l ON l.page_id = s.page_id
CROSS JOIN url_rows u ON u.id = l.target_id AND NOT u.is_sitemap
LEFT JOIN page_rows p ON p.id = u.page_id
WHERE s.is_sitemap AND +l.kind_id = (SELECT id FROM kind_rows WHERE name = 'sitemap')
  AND (u.is_skipped OR u.is_failed OR p.status <> 200
    OR p.robots REGEXP '(?i)\bnoindex\b|(^|,)\s*([a-z0-9]+\s*:)?\s*none\s*(,|\z)')
GROUP BY u.id
ORDER BY u.url)"},
};

}  // namespace

std::span<const Finding> indexing_findings() { return kFindings; }

}  // namespace explore
