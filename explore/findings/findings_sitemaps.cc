// Sitemaps as such, and what they say of pages. What they list and should not is in
// findings_indexing.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kSitemapsFindings{
    Finding{
        "sitemap-missing", "Hosts without a sitemap", "Sitemaps", Severity::kNotice,
        "At least 50 pages and no sitemap that could be read: search engines learn of new pages by "
        "links alone. Nothing is listed where the crawl was told not to look for sitemaps.",
        "Make a sitemap of the pages that should be found, and name it in robots.txt.",
        R"(SELECT h.origin AS site, count(*) AS pages
FROM audit_pages a JOIN host_rows h ON h.id = a.host_id
WHERE a.host_id NOT IN (SELECT u.host_id FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.url_id)
  AND NOT EXISTS (SELECT 1 FROM run_rows WHERE json_valid(options) AND options ->> 'no-sitemaps')
GROUP BY a.host_id
HAVING pages >= 50
ORDER BY pages DESC, site)"},

    Finding{"sitemap-not-listed", "Pages that no sitemap lists", "Sitemaps", Severity::kNotice,
            "The host has a sitemap, and this page, which may be found, is not in it.",
            "Add it, or exclude it by noindex if it should not be found.",
            R"(SELECT a.url, a.depth, a.pages_in AS pages_with_links
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.is_whole AND a.url_id NOT IN (SELECT url_id FROM audit_entries)
  AND a.host_id IN (SELECT u.host_id FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.url_id
    CROSS JOIN audit_pages b ON b.page_id = u.page_id)
  AND NOT EXISTS (SELECT 1 FROM url_rows s JOIN page_rows p ON p.id = s.page_id WHERE s.is_sitemap AND p.limits_hit IS NOT NULL)
ORDER BY a.depth, a.url)"},

    Finding{
        "sitemap-twice", "URLs in several sitemaps", "Sitemaps", Severity::kNotice,
        "Two sitemaps and more list the URL, where one is enough; with different dates nobody "
        "knows which is right.",
        "List each URL once.",
        R"(SELECT u.url, count(DISTINCT e.sitemap_id) AS sitemaps, min(e.sitemap) AS one, max(e.sitemap) AS another
FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.url_id
WHERE NOT u.is_sitemap
GROUP BY e.url_id
HAVING sitemaps > 1
ORDER BY sitemaps DESC, u.url)"},

    Finding{"sitemap-too-many", "Sitemaps with too many URLs", "Sitemaps", Severity::kError,
            "More than 50,000 URLs: search engines refuse the sitemap, or read no further.",
            "Divide it, and name the parts in a sitemap index.",
            R"(SELECT u.url AS sitemap, count(*) AS urls, p.limits_hit AS limits
FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.sitemap_id CROSS JOIN page_rows p ON p.id = u.page_id
GROUP BY e.sitemap_id
HAVING urls > 50000
ORDER BY urls DESC, sitemap)"},

    Finding{"sitemap-too-large", "Sitemaps that are too large", "Sitemaps", Severity::kError,
            "More than 50 MB when unpacked: search engines refuse the sitemap, or read no further.",
            "Divide it, and name the parts in a sitemap index.",
            R"(SELECT u.url AS sitemap, p.size AS bytes
FROM url_rows u JOIN page_rows p ON p.id = u.page_id
WHERE u.is_sitemap AND p.size > 52428800
ORDER BY p.size DESC, sitemap)"},

    Finding{"sitemap-other-site", "Sitemap entries of other sites", "Sitemaps", Severity::kWarning,
            "A sitemap lists URLs of another registrable domain, which search engines ignore "
            "unless that names the sitemap in its robots.txt.",
            "List the pages of the own site, by their final addresses.",
            R"(SELECT u.url, e.sitemap
FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.url_id
WHERE u.host_id <> e.host_id AND domain(u.url) <> domain(e.sitemap)
ORDER BY e.sitemap, u.url)"},

    Finding{"sitemap-http", "Sitemap entries without encryption", "Sitemaps", Severity::kWarning,
            "A sitemap on https lists http addresses.", "List the https addresses.",
            R"(SELECT u.url, e.sitemap
FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.url_id
WHERE u.url LIKE 'http:%' AND e.sitemap LIKE 'https:%'
ORDER BY e.sitemap, u.url)"},

    Finding{"sitemap-copies", "Sitemap entries that name another as canonical", "Sitemaps",
            Severity::kWarning, "The sitemap asks to find a page that itself asks to find another.",
            "List the canonical URL.",
            R"(SELECT a.url, p.canonical, min(e.sitemap) AS sitemap
FROM audit_entries e CROSS JOIN url_rows u ON u.id = e.url_id CROSS JOIN audit_pages a ON a.page_id = u.page_id
CROSS JOIN page_rows p ON p.id = a.page_id
WHERE NOT a.is_canonical
GROUP BY a.page_id
ORDER BY a.url)"},

    Finding{"sitemap-unreadable", "Sitemaps that are not there or can not be read", "Sitemaps",
            Severity::kError,
            "robots.txt or another sitemap names a sitemap that fails, or that is something else.",
            "Serve it there, or correct the address.",
            R"(SELECT u.url AS sitemap, coalesce(p.status, u.reason) AS answer, p.detail
FROM url_rows u JOIN host_rows h ON h.id = u.host_id LEFT JOIN page_rows p ON p.id = u.page_id
WHERE u.is_sitemap AND (u.is_failed AND u.reason <> 'private-address' OR p.status NOT BETWEEN 200 AND 399 AND p.status <> 429
    OR p.status = 200 AND p.detail LIKE 'sitemap:%')
  AND (instr(CAST(h.robots_txt AS TEXT), u.url) > 0 OR u.found_on_id IS NOT NULL)
ORDER BY sitemap)"},

    Finding{"sitemap-empty", "Sitemaps without entries", "Sitemaps", Severity::kNotice,
            "The sitemap was read and lists nothing.", "Fill it, or take it away.",
            R"(SELECT u.url AS sitemap, p.size AS bytes
FROM url_rows u JOIN page_rows p ON p.id = u.page_id
WHERE u.is_sitemap AND p.status = 200 AND p.detail IS NULL AND p.limits_hit IS NULL
  AND u.id NOT IN (SELECT sitemap_id FROM audit_entries)
ORDER BY sitemap)"},

    Finding{"sitemap-unnamed", "Sitemaps that robots.txt does not name", "Sitemaps",
            Severity::kNotice,
            "The sitemap was found by trying the usual name: search engines that are not told of "
            "it by hand may not know it.",
            "Add a line with Sitemap: and its address to robots.txt.",
            R"(SELECT u.url AS sitemap
FROM url_rows u JOIN host_rows h ON h.id = u.host_id
WHERE u.is_sitemap AND u.id IN (SELECT sitemap_id FROM audit_entries) AND u.found_on_id IS NULL AND h.robots_status IS NOT NULL
  AND coalesce(instr(lower(CAST(h.robots_txt AS TEXT)), lower(u.url)), 0) = 0
  AND u.id NOT IN (SELECT url_id FROM audit_entries)
  AND NOT EXISTS (SELECT 1 FROM page_rows r WHERE r.redirect_id = u.id)
ORDER BY sitemap)"},

    Finding{"lastmod-missing", "Sitemaps without dates", "Sitemaps", Severity::kNotice,
            "No entry of the sitemap says when its page changed last, by which search engines "
            "choose what to fetch again.",
            "Write lastmod, from the true date of the change.",
            R"(SELECT s.sitemap, count(*) AS urls
FROM sitemap_entries s
GROUP BY s.sitemap
HAVING count(s.lastmod) = 0
ORDER BY urls DESC, s.sitemap)"},

    Finding{"lastmod-same", "Sitemaps in which all dates are the same", "Sitemaps",
            Severity::kNotice,
            "All entries, twenty and more, changed at the same moment, as where the date of making "
            "the sitemap is written. Search engines stop looking at such dates.",
            "Write when each page changed.",
            R"(SELECT s.sitemap, min(s.lastmod) AS lastmod, count(*) AS urls
FROM sitemap_entries s
GROUP BY s.sitemap
HAVING count(*) >= 20 AND count(s.lastmod) = count(*) AND min(s.lastmod) = max(s.lastmod)
ORDER BY urls DESC, s.sitemap)"},

    Finding{"lastmod-wrong", "Dates in sitemaps that can not be read", "Sitemaps",
            Severity::kWarning,
            "lastmod is no date as W3C writes it: 2026-11-30, or with a time and its zone.",
            "Correct the form of the date.",
            R"(SELECT s.url, s.lastmod, s.sitemap
FROM sitemap_entries s
WHERE s.lastmod IS NOT NULL AND NOT trim(s.lastmod) REGEXP '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2}))?)?)?\z'
ORDER BY s.sitemap, s.url)"},

    Finding{"lastmod-future", "Dates in sitemaps that are yet to come", "Sitemaps",
            Severity::kWarning, "The page changed later than the crawl read it, says lastmod.",
            "Write when the page changed last.",
            R"(SELECT s.url, s.lastmod, substr(p.fetched_at, 1, 10) AS read_on, s.sitemap
FROM sitemap_entries s JOIN pages p ON p.url = s.sitemap
WHERE s.lastmod GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
  AND julianday(substr(s.lastmod, 1, 10)) > julianday(substr(p.fetched_at, 1, 10)) + 1
ORDER BY s.lastmod DESC, s.url)"},

    Finding{
        "lastmod-drift", "Dates in sitemaps that pages contradict", "Sitemaps", Severity::kNotice,
        "lastmod and dateModified in the structured data of the page lie more than a week apart.",
        "Take both from one source.",
        R"(SELECT u.url, s.lastmod, d.modified AS date_modified, s.sitemap
FROM (SELECT page_id, max(substr(json ->> 'dateModified', 1, 10)) AS modified FROM structured_rows
      WHERE syntax_id IN (SELECT id FROM syntax_rows WHERE name IN ('json-ld', 'microdata', 'rdfa'))
        AND json_valid(json) AND json ->> 'dateModified' IS NOT NULL GROUP BY page_id) d
JOIN page_rows p ON p.id = d.page_id JOIN url_rows u ON u.id = p.url_id
JOIN sitemap_entries s ON s.url = u.url
WHERE abs(julianday(substr(s.lastmod, 1, 10)) - julianday(d.modified)) > 7
ORDER BY abs(julianday(substr(s.lastmod, 1, 10)) - julianday(d.modified)) DESC, u.url)"},

};

}  // namespace

std::span<const Finding> sitemap_findings() { return kSitemapsFindings; }

}  // namespace explore
