#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// What is asked here are mostly the narrow views (docs/schema.md). Links are chosen by a set of
// targets, which is found by the index of targets where there is one, and else by reading all links
// once.
constexpr std::array kLinksFindings{
    Finding{
        "broken-pages", "Broken URLs with links to them", "Links", Severity::kError,
        "URLs that failed or returned 4xx or 5xx although pages link to them, the most linked "
        "first. 429 is not counted, which says that the crawl was too fast, and neither are "
        "private addresses that the crawl may not ask.",
        "Repair or redirect the target, or remove the links.",
        R"(SELECT t.url, coalesce(q.status, t.reason) AS answer, count(DISTINCT l.page_id) AS pages,
  count(*) AS links, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
LEFT JOIN page_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls)
  AND l.kind_id NOT IN (SELECT id FROM kind_rows WHERE name IN ('sitemap', 'canonical', 'redirect'))
  AND NOT t.is_check
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{
        "broken-links", "Links to broken URLs", "Links", Severity::kError,
        "Every link whose target failed or returned 4xx or 5xx, with its page and its anchor text. "
        "429 and private addresses are not counted, as above.",
        "Correct these links, first those in templates, which repeat on many pages.",
        R"(SELECT s.url AS page, t.url AS broken_url, coalesce(q.status, t.reason) AS answer, l.kind, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
LEFT JOIN page_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls) AND NOT t.is_check
ORDER BY broken_url, page, l.id)"},

    Finding{"broken-seeds", "Broken seeds", "Links", Severity::kError,
            "URLs that the crawl was told to begin with, which failed or returned 4xx or 5xx; 429 "
            "is not counted. Nothing need link to them to be found here.",
            "Correct the list of seeds, or repair what it names.",
            R"(SELECT u.url, coalesce(q.status, u.reason) AS answer, u.detail
FROM broken_urls b JOIN url_rows u ON u.id = b.url_id
LEFT JOIN page_rows q ON q.id = u.page_id
WHERE u.depth = 0 AND u.found_on_id IS NULL AND NOT u.is_check AND NOT u.is_sitemap
ORDER BY u.url)"},

    Finding{"server-errors", "Server errors", "Links", Severity::kError,
            "The server returned 5xx, even after several tries.",
            "Look for these URLs in the server's log.",
            R"(SELECT url, status, found_on
FROM pages
WHERE status >= 500
ORDER BY status, url)"},

    Finding{"failed", "URLs that could not be fetched", "Links", Severity::kError,
            "There was no response: the name does not resolve, the connection or TLS fails, or the "
            "server is too slow; or its address is private, and the crawl may not go there.",
            "Check the host; reason and detail say what failed. Running the same crawl again "
            "fetches what is still waiting.",
            R"(SELECT url, reason, detail, attempts, found_on
FROM errors
WHERE url NOT IN (SELECT url FROM check_rows WHERE is_failed)
ORDER BY reason, url)"},

    Finding{"soft-404", "Error pages with status 200", "Links", Severity::kWarning,
            "The title says that the page is missing, but the status says that all is well, so it "
            "is indexed as a page.",
            "Return status 404 or 410.",
            R"(SELECT url, title, word_count AS words
FROM pages
WHERE status = 200 AND title REGEXP '(?i)\b(404|page not found|not found|no longer available)\b'
  AND NOT noindex(robots)
ORDER BY url)"},

    Finding{"redirect-loops", "Redirect loops", "Redirects", Severity::kError,
            "The redirects lead back to themselves or take more than 20 hops, so nobody arrives.",
            "Point the first redirect to a page.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE loop
ORDER BY url)"},

    Finding{"redirect-broken", "Redirects to broken URLs", "Redirects", Severity::kError,
            "The redirects end at a URL that failed or returned 4xx or 5xx.",
            "Redirect to a page that exists, or return 404 or 410 directly.",
            R"(SELECT r.source AS url, r.final, b.answer, r.hops
FROM (SELECT u.url, q.status AS answer FROM answer_rows q JOIN url_rows u ON u.id = q.url_id
      WHERE q.status >= 400 AND q.status <> 429
      UNION ALL SELECT url, reason FROM errors WHERE reason <> 'private-address') b
JOIN redirects r ON r.final = b.url
ORDER BY r.final, url)"},

    Finding{"redirect-chains", "Redirect chains", "Redirects", Severity::kWarning,
            "There is more than one redirect before the page: each hop costs visitors time, and "
            "crawlers give up after a few.",
            "Redirect straight to the final URL.",
            R"(SELECT source AS url, hops, target AS first_hop, final
FROM redirects
WHERE hops > 1 AND NOT loop AND source NOT IN (SELECT url FROM check_rows WHERE is_fetched)
ORDER BY hops DESC, url)"},

    Finding{"links-to-redirects", "Links to redirects", "Redirects", Severity::kNotice,
            "Pages link to an old URL that redirects for good. It works, but takes a detour.",
            "Link to the new URL.",
            R"(SELECT t.url, q.status, q.redirect_to AS leads_to,
  count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id JOIN page_rows q ON q.id = t.page_id
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
WHERE l.target_id IN (SELECT url_id FROM redirecting_urls)
  AND l.kind_id IN (SELECT id FROM kind_rows WHERE name IN ('a', 'area')) AND q.status IN (301, 308)
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{"temporary-redirects", "Temporary redirects", "Redirects", Severity::kNotice,
            "302, 303 and 307 mean that the old URL remains the right one, so search engines may "
            "keep it.",
            "If the move is permanent, return 301 or 308.",
            R"(SELECT source AS url, status, target AS leads_to
FROM redirects
WHERE status IN (302, 303, 307) AND source NOT IN (SELECT url FROM check_rows WHERE is_fetched)
ORDER BY url)"},

    Finding{"top-pages", "Highest internal PageRank", "Structure", Severity::kFact,
            "PageRank over the links in this crawl: where a reader who follows links at random "
            "ends up most often. The average page has 1.",
            "Check that important pages rank near the top.",
            R"(SELECT p.url, round(r.page_rank, 2) AS page_rank, p.status, p.depth, p.title
FROM (SELECT id, page_rank(id) AS page_rank FROM page_rows ORDER BY 2 DESC LIMIT 1000) r
JOIN pages p ON p.id = r.id
ORDER BY r.page_rank DESC, p.url)"},

    Finding{"deep-pages", "Pages far from the start", "Structure", Severity::kNotice,
            "More than six links from a seed: visitors rarely get that far, and search engines "
            "visit rarely. Pages with noindex and pages that name another one as canonical are not "
            "counted.",
            "Link to them from pages closer to the start.",
            R"(SELECT url, depth, title, found_on
FROM pages
WHERE depth > 6 AND status = 200 AND (canonical IS NULL OR canonical = url) AND NOT noindex(robots)
  AND limits_hit IS NOT 'nothing-new'
ORDER BY depth DESC, url)"},

    Finding{"sites-linked", "Links to other sites", "Structure", Severity::kFact,
            "Sites outside the crawl's scope that pages link to.",
            "Check that you want to link to these sites.",
            R"(SELECT domain(host) AS site, count(*) AS urls, min(url) AS for_example,
  min(found_on) AS found_on
FROM urls
WHERE reason = 'scope' OR role = 'link'
GROUP BY site
ORDER BY urls DESC, site)"},
};

}  // namespace

std::span<const Finding> link_findings() { return kLinksFindings; }

}  // namespace explore
