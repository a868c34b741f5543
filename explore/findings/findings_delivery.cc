#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kFindings{
    Finding{"slow-pages", "Slow pages", "Speed and size", Severity::kWarning,
            "More than a second until the last byte, as the crawl met them.",
            "Look at the first byte: late, the server thinks too long; early, the page is too "
            "large or the line too slow.",
            R"(SELECT url, total_ms, ttfb_ms AS first_byte_ms, size AS bytes
FROM pages
WHERE total_ms > 1000
ORDER BY total_ms DESC, url)"},

    Finding{"large-pages", "Large pages", "Speed and size", Severity::kWarning,
            "HTML of more than a million bytes: slow on phones, and search engines may stop "
            "reading in the middle.",
            "Split the page, or load parts of it when they are asked for.",
            R"(SELECT url, size AS bytes, transferred AS bytes_sent, word_count AS words
FROM pages
WHERE size > 1000000 AND content_type IN ('text/html', 'application/xhtml+xml')
ORDER BY size DESC, url)"},

    Finding{"uncompressed", "Text sent without compression", "Speed and size", Severity::kNotice,
            "More than 10,000 bytes of text were sent as they are; compressed they would be a "
            "quarter of that or less.",
            "Switch on gzip, Brotli or zstd for text in the web server.",
            R"(SELECT url, size AS bytes, content_type
FROM pages
WHERE status = 200 AND size > 10000 AND transferred >= size
  AND (content_type LIKE 'text/%' OR content_type IN ('application/xhtml+xml', 'application/xml'))
ORDER BY size DESC, url)"},

    Finding{"mixed-content", "Insecure content on secure pages", "Security", Severity::kError,
            "Pages of https load scripts, images or frames over plain http: browsers block them or "
            "warn.",
            "Load them over https.",
            R"(SELECT s.url AS page, t.url AS insecure_url, k.name AS kind
FROM page_rows p JOIN url_rows s ON s.id = p.url_id
CROSS JOIN page_links l ON l.page_id = p.id
JOIN kind_rows k ON k.id = l.kind_id
JOIN url_rows t ON t.id = l.target_id
WHERE s.url LIKE 'https:%' AND k.name IN ('img', 'source', 'iframe', 'frame', 'script', 'video',
  'audio', 'track', 'embed', 'object', 'input', 'stylesheet', 'icon', 'form')
  AND t.url LIKE 'http:%'
ORDER BY insecure_url, page)"},

    Finding{"plain-http", "Sites that answer without encryption", "Security", Severity::kNotice,
            "Pages that come over plain http can be read and changed on their way.",
            "Redirect them to https.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(u.url) AS for_example
FROM page_rows p JOIN url_rows u ON u.id = p.url_id JOIN host_rows h ON h.id = u.host_id
WHERE p.status BETWEEN 200 AND 299 AND h.origin LIKE 'http:%'
GROUP BY h.id
ORDER BY pages DESC, site)"},

    Finding{"cut-pages", "Pages cut by a limit", "The crawl", Severity::kWarning,
            "The crawl did not keep all of them: larger, deeper or with more links than a limit "
            "allows, so links behind the cut are unknown.",
            "Raise the limit that is named, or see why the page is so large.",
            R"(SELECT url, limits_hit AS limits, size AS bytes
FROM pages
WHERE limits_hit IS NOT NULL
ORDER BY limits, url)"},

    Finding{"traps", "Traps that the crawl stepped out of", "The crawl", Severity::kWarning,
            "URLs that look endless were not followed: calendars, filters, paths that repeat.",
            "Let links to them say nofollow, or block them in robots.txt; search engines waste "
            "their time there too.",
            R"(SELECT url, reason, detail, depth, found_on
FROM urls
WHERE reason IN ('url-length', 'path-depth', 'repeated-segment', 'redirect-hops', 'nothing-new',
  'query-budget', 'equal-content', 'hosts-per-domain', 'sitemap-budget')
ORDER BY reason, url)"},

    Finding{"odd-pages", "Pages with something odd", "The crawl", Severity::kNotice,
            "What the crawl noted about the answer: broken compression, contradictions, an early "
            "end.",
            "Read the detail; most are faults of the server.",
            R"(SELECT url, status, detail
FROM pages
WHERE detail IS NOT NULL
ORDER BY detail, url)"},
};

}  // namespace

std::span<const Finding> delivery_findings() { return kFindings; }

}  // namespace explore
