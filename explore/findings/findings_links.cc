#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// What is asked here are mostly the narrow views (docs/schema.md). Links are chosen by a set of
// targets, which is found by the index of targets where there is one, and else by reading all links
// once.
constexpr std::array kFindings{
    Finding{
        "broken-pages", "Broken URLs that pages link to", "Links", Severity::kError,
        "Each URL that failed or answered 4xx or 5xx though pages link to it, the most linked "
        "first.",
        "Repair or redirect the target, or take the links out.",
        R"(SELECT t.url, coalesce(q.status, t.reason) AS answer, count(DISTINCT l.page_id) AS pages,
  count(*) AS links, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
LEFT JOIN page_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls)
  AND l.kind_id NOT IN (SELECT id FROM kind_rows WHERE name IN ('sitemap', 'canonical', 'redirect'))
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{
        "broken-links", "Links to broken URLs", "Links", Severity::kError,
        "Each single link whose target failed or answered 4xx or 5xx: the page it is on and "
        "its text.",
        "Change these links; a template that repeats one on many pages is quickest to repair.",
        R"(SELECT s.url AS page, t.url AS broken_url, coalesce(q.status, t.reason) AS answer, l.kind, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
LEFT JOIN page_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls)
ORDER BY broken_url, page, l.id)"},

    Finding{"server-errors", "Server errors", "Links", Severity::kError,
            "URLs that were answered with 5xx, also after more tries: the server failed.",
            "Look into the server's log for these URLs.",
            R"(SELECT url, status, found_on
FROM pages
WHERE status >= 500
ORDER BY status, url)"},

    Finding{"failed", "URLs that could not be fetched", "Links", Severity::kError,
            "No answer came: the name does not resolve, the connection or TLS fails, or the answer "
            "is too slow.",
            "Check the host by its reason and detail; the same crawl, run again, tries what "
            "is waiting.",
            R"(SELECT url, reason, detail, attempts, found_on
FROM errors
ORDER BY reason, url)"},

    Finding{"soft-404", "Error pages with status 200", "Links", Severity::kWarning,
            "The title says that the page is missing, the status says that all is well, so it is "
            "kept and indexed as a page.",
            "Answer with status 404 or 410.",
            R"(SELECT url, title, word_count AS words
FROM pages
WHERE status = 200 AND title REGEXP '(?i)\b(404|page not found|not found|no longer available)\b'
ORDER BY url)"},

    Finding{"redirect-loops", "Redirects without an end", "Redirects", Severity::kError,
            "The redirects lead back to themselves, or on for more than 20 hops: nobody arrives.",
            "Let the first redirect point to a page.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE loop
ORDER BY url)"},

    Finding{"redirect-broken", "Redirects to broken URLs", "Redirects", Severity::kError,
            "The redirects end at a URL that failed or answered 4xx or 5xx.",
            "Redirect to a page that exists, or answer 404 or 410 at once.",
            R"(SELECT r.source AS url, r.final, b.answer, r.hops
FROM (SELECT url, status AS answer FROM pages WHERE status >= 400
      UNION ALL SELECT url, reason FROM errors) b
JOIN redirects r ON r.final = b.url
ORDER BY r.final, url)"},

    Finding{"redirect-chains", "Redirects in a row", "Redirects", Severity::kWarning,
            "More than one redirect until the page comes: each hop costs visitors time, and "
            "crawlers give up after some.",
            "Redirect straight to the last URL.",
            R"(SELECT source AS url, hops, target AS first_hop, final
FROM redirects
WHERE hops > 1 AND NOT loop
ORDER BY hops DESC, url)"},

    Finding{"links-to-redirects", "Links that lead to redirects", "Redirects", Severity::kNotice,
            "Pages link to an old URL that redirects. It works, by a detour.",
            "Link to the new URL.",
            R"(SELECT t.url, q.status, q.redirect_to AS leads_to,
  count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id JOIN page_rows q ON q.id = t.page_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
WHERE l.target_id IN (SELECT url_id FROM redirecting_urls)
  AND l.kind_id IN (SELECT id FROM kind_rows WHERE name IN ('a', 'area'))
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{"temporary-redirects", "Temporary redirects", "Redirects", Severity::kNotice,
            "302, 303 and 307 say that the old URL stays the right one, so search engines may keep "
            "it.",
            "Where the move is for good, answer 301 or 308.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE status IN (302, 303, 307)
ORDER BY url)"},

    Finding{"top-pages", "The pages that links favour", "Structure", Severity::kFact,
            "PageRank over the crawl's own links: where a reader ends up who follows links at "
            "random. 1 is the average page.",
            "See that the pages that matter stand high, and that what stands high deserves it.",
            R"(SELECT p.url, round(r.page_rank, 2) AS page_rank, p.status, p.depth, p.title
FROM (SELECT id, page_rank(id) AS page_rank FROM page_rows ORDER BY 2 DESC LIMIT 1000) r
JOIN pages p ON p.id = r.id
ORDER BY r.page_rank DESC, p.url)"},

    Finding{"deep-pages", "Pages far from the start", "Structure", Severity::kNotice,
            "More than six links from a seed: visitors seldom come so far, and search engines come "
            "seldom.",
            "Link to them from pages nearer to the start.",
            R"(SELECT url, depth, title, found_on
FROM pages
WHERE depth > 6 AND status = 200
ORDER BY depth DESC, url)"},

    Finding{"sites-linked", "Other sites that are linked", "Structure", Severity::kFact,
            "Where links lead that the crawl's scope did not follow, by site.",
            "See that these are the neighbours you want.",
            R"(SELECT domain(host) AS site, count(*) AS urls, min(url) AS for_example,
  min(found_on) AS found_on
FROM urls
WHERE reason = 'scope'
GROUP BY site
ORDER BY urls DESC, site)"},
};

}  // namespace

std::span<const Finding> link_findings() { return kFindings; }

}  // namespace explore
